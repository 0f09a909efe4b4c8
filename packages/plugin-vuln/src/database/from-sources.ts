import { buildDatabase, fetchSources, readIndex } from '@veinmind/advisories'
import { usageError, VeinmindError } from '@veinmind/sdk'
import { tellBuilt } from './build.ts'
import { folderOf } from './context.ts'
import type { DatabaseContext } from './context.ts'

/** `db update --from-sources`: the public sources themselves are asked for what has changed, and the database is built from what is there. */
export async function updateFromSources(context: DatabaseContext): Promise<void> {
  const { options, words, signal, log, print, say, data } = context
  if (words.length > 0)
    throw usageError('USAGE', 'db update --from-sources takes no place: the sources are asked themselves', {
      hint: 'see db --help; --sources names some of them, --source-mirror asks another server for them',
    })
  const asked = await fetchSources({
    folder: data('sources'),
    only: options.sources,
    mirror: options['source-mirror'],
    signal,
    onDone: ({ name, state, error, folder }) => {
      if (error === undefined) log.info('a source was asked', { source: name, state })
      else
        log.warn(
          folder === undefined
            ? 'a source could not be fetched; nothing of it is in the database'
            : 'a source could not be fetched; what was had of it before is used',
          { source: name, code: error.code, reason: error.message },
        )
    },
  })
  const count = (state: string): number => asked.filter((each) => each.state === state).length
  if (count('failed') === asked.length)
    throw new VeinmindError('DB_SOURCES_FAILED', 'db update: none of the sources could be fetched', {
      hint: 'check the network, a proxy, or --source-mirror; veinmind db import takes a database from a file',
      cause: asked[0]?.error,
    })
  const folder = folderOf(context)
  print(
    say(
      '{0} sources: {1} new, {2} as they were, {3} failed',
      asked.length,
      count('new'),
      count('unchanged'),
      count('failed'),
    ),
  )
  if (!asked.some(({ isNew }) => isNew) && (await readIndex(folder).catch(() => undefined)) !== undefined) {
    print(say('nothing has changed'))
    return
  }
  const from = asked.flatMap((each) => each.folder ?? [])
  tellBuilt(context, folder, await buildDatabase({ from, folder, signal }))
}
