import { missingCertificates, systemCertificates } from '@veinmind/internal/trust'
import { say } from '@veinmind/standalone'
import type { Row } from './check.ts'
import { logIn } from '../manifest.ts'
import { described } from './folders.ts'

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'] as const

/** The proxies that are named, without their passwords. */
export function proxyRows(environment: NodeJS.ProcessEnv = process.env): readonly Row[] {
  const named = PROXIES.flatMap((variable) => [variable, variable.toLowerCase()]).flatMap((variable): Row[] => {
    const value = environment[variable]
    return value ? [{ state: 'ok', name: variable, text: withoutPassword(value) }] : []
  })
  return named.length > 0 ? named : [{ state: 'off', name: say('proxy'), text: say('none is named') }]
}

/** `http://user:password@host` without what stands before the host. */
const withoutPassword = (value: string): string => value.replace(/^((?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?).*@/i, '$1***@')

/** The certificates of authorities that are trusted besides those of Node. */
export function certificateRows(): readonly Row[] {
  const missing = missingCertificates().map(({ variable, path, reason }): Row => ({
    state: 'bad',
    name: variable,
    text: `${path}: ${say(reason)}`,
  }))
  const name = say('certificates')
  const text = say('{0} of the system, besides those of Node', systemCertificates().length)
  return [...missing, { state: 'ok', name, text }]
}

/** What would be used to log in to registries, and whether they answer to it. Only those that are named are asked. */
export async function registryRows(hosts: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const host of hosts) rows.push(await registryRow(host))
  return rows
}

async function registryRow(host: string): Promise<Row> {
  try {
    const source = await logIn(host)
    const text =
      source === undefined
        ? say('answers; there are no credentials for it')
        : say('answers; credentials of {0}', source)
    return { state: 'ok', name: host, text }
  } catch (error) {
    return { state: 'bad', name: host, ...described(error) }
  }
}
