import { createBlockBuffer, END_OF_TAR, OPAQUE, START_OF_TAR, tarHeader } from '@veinmind/image'
import type { OpenLayerOptions } from '@veinmind/sdk/target'
import type { Repository } from '../repository.ts'
import { walkTree } from '../tree.ts'
import type { CommitNotes } from './commit-notes.ts'
import type { Gaps } from './gaps.ts'
import { fileEntry, writeFile } from './tar-files.ts'

/** What the layers of a repository are read with. */
export interface LayerContext {
  readonly repository: Repository
  readonly gaps: Gaps
  readonly notes: CommitNotes
}

interface TreeOptions extends OpenLayerOptions {
  /** All that is in the layer below is gone. */
  readonly hidesPast: boolean
}

/** The tree of the commit as the tar of a layer: every file, also of folders that others have written. */
export async function* readTreeLayer(
  { repository, gaps, notes }: LayerContext,
  { signal = new AbortController().signal, reuse = false, hidesPast }: TreeOptions,
): AsyncGenerator<Uint8Array> {
  const { objects, tree, address } = repository
  const out = createBlockBuffer({ reuse })
  notes.restart('tree')
  yield* out.write(START_OF_TAR)
  for await (const item of walkTree(objects, tree, { inside: address.inside, signal, isWhole: true })) {
    if ('file' in item) {
      notes.addOfTree(item.file.oid)
      yield* writeFile(out, { ...item.file, time: 0 }, gaps)
    } else if ('gap' in item) gaps[item.gap.isMissing ? 'miss' : 'note'](item.gap.path, item.gap.reason)
    else if ('failure' in item) gaps.miss(item.failure.path, item.failure.error.message)
    else gaps.note(item.submodule.path, `it is a submodule at ${item.submodule.commit.slice(0, 12)}`)
  }
  // At the end, so that the files stand in the layer as they do in the tree.
  if (hidesPast) yield* out.write(tarHeader(fileEntry(`/${OPAQUE}`, 0, 0)))
  yield* out.write(END_OF_TAR)
  const last = out.take()
  if (last !== undefined) yield last
}
