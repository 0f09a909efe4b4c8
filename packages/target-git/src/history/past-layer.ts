import { createBlockBuffer, END_OF_TAR, START_OF_TAR } from '@veinmind/image'
import { mib } from '@veinmind/sdk'
import type { OpenLayerOptions } from '@veinmind/sdk/target'
import { MAX_OBJECT } from '../limits.ts'
import { descend, MODE } from '../tree-object.ts'
import { commitsOldestFirst } from './commits.ts'
import { PastFiles } from './past-files.ts'
import { writeFile } from './tar-files.ts'
import type { LayerContext } from './tree-layer.ts'

/**
 * What commits had and the tree that is scanned has not, each content once, as the tar of a layer: a path may stand in it often. On the way
 * it is noted which commit brought what.
 */
export async function* readPast(
  { repository, gaps, notes }: LayerContext,
  { signal = new AbortController().signal, reuse = false }: OpenLayerOptions,
): AsyncGenerator<Uint8Array> {
  const { objects, tips } = repository
  const out = createBlockBuffer({ reuse })
  const files = new PastFiles(objects, signal, (path, reason) => gaps.miss(path, reason))
  notes.restart('past')
  const now = await descend(objects, repository.tree, repository.address.inside)
  if (now.mode === MODE.folder)
    for await (const { oid } of new PastFiles(objects, signal, () => {}).of({ tree: now.oid })) notes.markTree(oid)
  else notes.markTree(now.oid)
  yield* out.write(START_OF_TAR)
  const commits = commitsOldestFirst(objects, tips, {
    signal,
    gap: (commit, reason) => gaps.miss(`commit ${commit.slice(0, 12)}`, reason),
  })
  for await (const commit of commits) {
    for await (const { path, oid } of files.of(commit)) {
      if (notes.isOfTree(oid, commit)) continue
      const where = `${path} of commit ${commit.id.slice(0, 12)}`
      const object = await objects.read(oid)
      if (object === 'too-large') gaps.miss(where, `it is larger than ${MAX_OBJECT / mib(1)} MiB`)
      else if (object === 'absent' || object.type !== 'blob') gaps.miss(where, 'the repository does not have it')
      else {
        notes.addPast(commit)
        yield* writeFile(out, { path, content: object.content, time: commit.time }, gaps)
      }
    }
  }
  yield* out.write(END_OF_TAR)
  const last = out.take()
  if (last !== undefined) yield last
}
