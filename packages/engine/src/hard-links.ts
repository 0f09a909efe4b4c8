import type { LayerIndex } from '@veinmind/image'
import type { Entry } from '@veinmind/sdk'
import type { Ask, Bodies } from './asks.ts'
import { offer, wasWanted } from './offers.ts'
import type { Slot } from './slots.ts'
import type { FileOutcome } from './tally.ts'

/** Links of links that are followed to the name that carries the body. */
const MAX_CHAIN = 40

type Settle = (outcome: FileOutcome) => void

/** What is to be done for the hard links of a layer. */
export interface HardLinks {
  readonly bodies: Bodies
  /** Places of links whose content is in no entry of this layer. */
  readonly orphans: readonly number[]
  /** Links in a circle, which somebody wanted. */
  readonly missing: readonly Settle[]
}

/**
 * Offers hard links under their own names, with the metadata of the file that they are. The content of one is asked for
 * only by inspectors that did not want it under the name that carries it: those have seen it.
 */
export function findHardLinks(
  index: LayerIndex,
  links: readonly number[],
  slots: readonly Slot[],
  settleOf: (slot: Slot, position: number, path: string) => Settle | undefined,
): HardLinks {
  const bodies = new Map<number, { size: number; asks: Ask[] }>()
  const orphans: number[] = []
  const missing: Settle[] = []
  for (const position of links) {
    const link = index.entry(position)
    const found = bodyOf(index, position)
    if (found === 'outside') orphans.push(position)
    if (found === 'outside') continue
    const body = found === 'circle' ? undefined : index.entry(found)
    const offered = body ? asLink(body, link) : link
    for (const slot of slots) {
      const answer = offer(slot, offered)
      if (!answer) continue
      const settle = settleOf(slot, position, link.path) ?? (() => undefined)
      if (!('want' in answer)) settle(answer)
      else if (!body || found === 'circle') missing.push(settle)
      else if (answer.want.kind === 'metadata' || !wasWanted(slot, body, answer.want)) {
        const there = bodies.get(found) ?? { size: body.size, asks: [] }
        there.asks.push({ slot, want: answer.want, entry: offered, settle })
        bodies.set(found, there)
      }
    }
  }
  return { bodies, orphans, missing }
}

/** The file `body` as it is offered under the name of `link`. */
export function asLink(body: Entry, link: Entry): Entry {
  return { ...body, path: link.path, ...(link.hardLink === undefined ? {} : { hardLink: link.hardLink }) }
}

/** Place of the entry that carries the content of the link at `position`. */
export function bodyOf(index: LayerIndex, position: number): number | 'outside' | 'circle' {
  let at = position
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    const { hardLink, path } = index.entry(at)
    if (hardLink === undefined) return at
    const next = index.find(hardLink)
    if (next === -1) return 'outside'
    if (next === at || hardLink === path) return 'circle'
    at = next
  }
  return 'circle'
}
