import { buildDatabase } from '@veinmind/advisories'
import type { DatabaseInfo } from '@veinmind/advisories'
import { usageError } from '@veinmind/sdk'
import { folderOf, noWords } from './context.ts'
import type { DatabaseContext } from './context.ts'

/** How many bad records are named without `db info --json`. */
const SHOWN = 5

/** `db build --from … [-o folder]` */
export async function build(context: DatabaseContext): Promise<void> {
  const { options, signal, log } = context
  noWords(context)
  if (options.from.length === 0)
    throw usageError('USAGE', 'db build: nothing to build from', { hint: 'name folders, zips or tars with --from' })
  const folder = options.output ?? folderOf(context)
  const info = await buildDatabase({
    from: options.from,
    folder,
    signal,
    onProgress: ({ files, records }) => log.debug('advisories were read', { files, records }),
  })
  tellBuilt(context, folder, info)
}

/** What was built, from how much, and what could not be read. */
export function tellBuilt({ print, say }: DatabaseContext, folder: string, info: DatabaseInfo): void {
  const { sources, date, unknown, bad } = info
  const records = sources.reduce((sum, each) => sum + each.records, 0)
  print(folder)
  print(say('{0} records of {1} sources, the newest of {2}', records, sources.length, date))
  if (unknown.count > 0) {
    print(say('{0} files are of no source that is known, and were passed over:', unknown.count))
    for (const where of unknown.first.slice(0, SHOWN)) print(`  ${where}`)
  }
  if (bad.count === 0) return
  print(say('{0} records could not be read:', bad.count))
  for (const { where, reason } of bad.first.slice(0, SHOWN)) print(`  ${where}: ${say(reason)}`)
  if (bad.count > SHOWN) print(say('  … the first of them are in db info --json'))
}
