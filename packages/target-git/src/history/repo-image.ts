import { createHash } from 'node:crypto'
import { createImage, createLayer } from '@veinmind/image'
import { SOURCE_TREE } from '@veinmind/sdk/target'
import type { Image } from '@veinmind/sdk'
import type { Repository } from '../repository.ts'
import { createCommitNotes } from './commit-notes.ts'
import { createGaps } from './gaps.ts'
import { readPast } from './past-layer.ts'
import { readTreeLayer } from './tree-layer.ts'

/**
 * A repository as an image: its tree at the commit is a layer, and with `history` what earlier commits had is another below it, which it
 * hides. Nothing of either is written to disk.
 */
export function imageOfRepository(repository: Repository, history: boolean): Image {
  const { address, commit, objects, notes } = repository
  const said = createGaps(notes)
  const brought = createCommitNotes(objects)
  const context = { repository, gaps: said, notes: brought }
  const tree = { open: async (options = {}) => readTreeLayer(context, { ...options, hidesPast: history }) }
  const past = { open: async (options = {}) => readPast(context, options) }
  const steps = [...(history ? ['what earlier commits had'] : []), `the tree of commit ${commit}`]
  const config = {
    rootfs: { type: 'layers', diff_ids: steps.map(() => '') },
    history: steps.map((step) => ({ created_by: step })),
  }
  const source = { digest: '', diffId: '', size: 0, mediaType: 'application/vnd.oci.image.layer.v1.tar' }
  const image = createImage({
    id: `git:${createHash('sha256').update(`${address.url}\0${address.inside}\0${commit}\0${history}`).digest('hex')}`,
    name: `${address.name}@${commit.slice(0, 12)}`,
    references: [],
    config: Buffer.from(JSON.stringify(config)),
    layers: [],
  })
  const top = { ...createLayer({ ...source, ...tree }, history ? 1 : 0), missing: () => said.missing }
  const layers = history
    ? [
        {
          ...createLayer({ ...source, ...past }, 0),
          isPast: true as const,
          commitOf: (position: number) => brought.ofPast(position),
        },
        { ...top, commitOf: (position: number) => brought.ofTree(position) },
      ]
    : [top]
  return { ...image, layers, notes: said.notes, facts: { [SOURCE_TREE]: true } }
}
