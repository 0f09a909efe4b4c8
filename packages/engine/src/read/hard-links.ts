import type { LayerIndex } from '@veinmind/image'
import type { Entry } from '@veinmind/sdk'
import type { Dispatch } from './dispatch.ts'
import type { FileRequest, Bodies } from './requests.ts'
import { wantOf, wasWanted } from './wants.ts'
import { asksAhead, foresee } from '../inspect/remote-calls.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { FileOutcome } from './results.ts'

/** Links of links that are followed to the name that carries the body. */
const MAX_CHAIN = 40

type Settle = (outcome: FileOutcome) => void

/** What is to be done for the hard links of a layer. */
export interface HardLinks {
  readonly bodies: Bodies
  /** Places of links whose content is in no entry of this layer. */
  readonly orphans: readonly number[]
  /** Requests for links that lead in a circle. */
  readonly missing: readonly Settle[]
}

/** Who is shown hard links. */
interface HardLinkTools {
  readonly inspectors: readonly ActiveInspector[]
  /** Of these inspectors, and perhaps of others. */
  readonly dispatch: Dispatch
  /** Undefined for an inspector that is not shown this layer. */
  readonly settleOf: (inspector: ActiveInspector, position: number, path: string) => Settle | undefined
}

/**
 * Shows hard links to the inspectors under their own names, with the metadata of the file that they lead to. The content is read again
 * only for inspectors that have not seen it under the name that carries it.
 */
export async function findHardLinks(
  index: LayerIndex,
  links: readonly number[],
  { inspectors, dispatch, settleOf }: HardLinkTools,
): Promise<HardLinks> {
  const bodies = new Map<number, { size: number; requests: FileRequest[] }>()
  const missing: Settle[] = []
  const { resolved, orphans } = resolveLinks(index, links)
  if (asksAhead(inspectors)) {
    const entries = resolved.flatMap(({ shown, body }) => (body ? [shown, body.entry] : [shown]))
    await foresee(inspectors, entries)
  }
  for (const { position, shown, body } of resolved) {
    for (const inspector of dispatch.mayWant(shown)) {
      const settle = settleOf(inspector, position, shown.path)
      const answer = settle && wantOf(inspector, shown)
      if (!answer) continue
      if (!('want' in answer)) settle(answer)
      else if (!body) missing.push(settle)
      else if (answer.want.kind === 'metadata' || !wasWanted(inspector, body.entry, answer.want)) {
        const there = bodies.get(body.position) ?? { size: body.entry.size, requests: [] }
        there.requests.push({ inspector, want: answer.want, entry: shown, settle })
        bodies.set(body.position, there)
      }
    }
  }
  return { bodies, orphans, missing }
}

/** A link as inspectors see it, with the entry that carries its content. A link in a circle has none. */
interface ResolvedLink {
  readonly position: number
  readonly shown: Entry
  readonly body: { readonly position: number; readonly entry: Entry } | undefined
}

function resolveLinks(
  index: LayerIndex,
  links: readonly number[],
): { readonly resolved: readonly ResolvedLink[]; readonly orphans: readonly number[] } {
  const resolved: ResolvedLink[] = []
  const orphans: number[] = []
  for (const position of links) {
    const link = index.entry(position)
    const found = bodyOf(index, position)
    if (found === 'outside') orphans.push(position)
    else if (found === 'circle') resolved.push({ position, shown: link, body: undefined })
    else {
      const entry = index.entry(found)
      resolved.push({ position, shown: asLink(entry, link), body: { position: found, entry } })
    }
  }
  return { resolved, orphans }
}

/** The file `body` as inspectors see it under the name of `link`. */
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
