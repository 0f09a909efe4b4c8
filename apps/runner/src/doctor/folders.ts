import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'
import { dataFolder, defaultCacheFolder, formatBytes, openUserCache, pluginHomeIn, say } from '@veinmind/standalone'
import type { Row } from './check.ts'

const DAY = 86_400_000
/** Days after which reports say that the database is old. */
const OLD = 5

/** The layer cache, opened as a scan opens it. */
export async function cacheRows(named: string | undefined): Promise<readonly Row[]> {
  let refused: Row | undefined
  const warn = (_text: string, fields?: object): void => {
    const { reason, hint } = (fields ?? {}) as { readonly reason?: string; readonly hint?: string }
    refused = {
      state: 'warn',
      name: say('cache'),
      text: say('the scan goes on without a cache: {0}', say(reason ?? '')),
      hint: hint === undefined ? undefined : say(hint),
    }
  }
  await openUserCache({ isWanted: true, directory: named, maxBytes: Infinity }, { ...SILENT, warn })
  if (refused) return [refused]
  const { inspectCache } = await import('@veinmind/engine')
  const { directory, entries, bytes } = await inspectCache(named ?? defaultCacheFolder())
  return [
    {
      state: 'ok',
      name: say('cache'),
      text: say('{0}: {1} files, {2}', directory, entries, formatBytes(bytes)),
    },
  ]
}

/** The database of vulnerabilities, and how old it is. */
export async function databaseRows(named: string | undefined): Promise<readonly Row[]> {
  const name = say('database')
  const folder = join(dataFolder(named), 'advisories')
  const { readIndex } = await import('@veinmind/advisories')
  try {
    const index = await readIndex(folder)
    if (index === undefined) {
      const hint = say('veinmind db update gets one, veinmind db build --from <folder> makes one')
      return [{ state: 'off', name, text: say('no database: vulnerabilities are not looked for'), hint }]
    }
    const days = Math.floor((Date.now() - Date.parse(index.date)) / DAY)
    const records = index.sources.reduce((sum, source) => sum + source.records, 0)
    const text = say('{0}: of {1}, {2} records', folder, index.date, records)
    if (days < OLD) return [{ state: 'ok', name, text }]
    return [{ state: 'warn', name, text, hint: say('it is {0} days old: veinmind db update gets a newer one', days) }]
  } catch (error) {
    return [{ state: 'bad', name, ...described(error) }]
  }
}

/** The plugins that the user has installed. */
export async function pluginRows(named: string | undefined): Promise<readonly Row[]> {
  const { readInstalledPlugins } = await import('../installed-plugins.ts')
  const { records } = await readInstalledPlugins(pluginHomeIn(dataFolder(named)))
  return records.map(({ name, version, source }) => ({
    state: 'ok',
    name,
    text: `${version}, ${say('installed from {0}', source)}`,
  }))
}

/** An error as the text and the hint of a row. */
export function described(error: unknown): Pick<Row, 'text' | 'hint'> {
  const { code, message, hint } = toVeinmindError(error, 'INTERNAL')
  return { text: `${code}: ${say(message)}`, hint: hint === undefined ? undefined : say(hint) }
}
