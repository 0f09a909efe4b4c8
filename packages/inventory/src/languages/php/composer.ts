import { asObject, isObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import type { Json } from '@veinmind/sdk'
import { asList, asText, textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings, UnreadableError } from '../reading.ts'

/** What Composer installed (`vendor/composer/installed.json`, a list in version 1) and what its lock file asks for. */
export const composer: PackageReader = {
  id: 'php-composer',
  names: ['installed.json', 'composer.lock'],
  path: /\/(?:composer\/installed\.json|composer\.lock)$/,
  max: mib(32),
  read({ path, bytes }) {
    const isInstalled = path.endsWith('.json')
    const content = parse(bytes)
    const object = asObject(content)
    const findings = new Findings()
    const development = new Set(asList(object['dev-package-names']))
    const add = (entry: Json, isDevelopment: boolean): void => {
      const { name, version, license } = asObject(entry)
      findings.add({
        type: 'composer',
        name,
        version,
        isInstalled,
        licenses: asLicenses(license),
        meta: isDevelopment || development.has(name ?? null) ? { isDevelopment: true } : undefined,
      })
    }
    for (const entry of Array.isArray(content) ? content : asList(object['packages'])) add(entry, false)
    for (const entry of asList(object['packages-dev'])) add(entry, true)
    return findings.reading
  },
}

/** Several licences are a choice. */
function asLicenses(license: Json | undefined): readonly string[] {
  const words = typeof license === 'string' ? [license] : asList(license).flatMap((one) => asText(one) ?? [])
  return words.length > 1 ? [words.join(' OR ')] : words
}

function parse(bytes: Uint8Array): Json {
  let content: unknown
  try {
    content = JSON.parse(textOf(bytes))
  } catch {
    throw new UnreadableError('it is no valid JSON')
  }
  if (!isObject(content) && !Array.isArray(content)) throw new UnreadableError('it is JSON, but no object')
  return content as Json
}
