import { createHash } from 'node:crypto'
import type { MergedTree } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import type { Ask } from './asks.ts'
import type { LayerCache } from './cache.ts'
import type { LayerData } from './layer-store.ts'
import { linkedFiles } from './links.ts'
import type { Answer } from './offers.ts'
import { isWanted, offer } from './offers.ts'
import type { PassTools } from './read-through.ts'
import { readBodies } from './read-through.ts'
import { createOutcomes } from './slot-outcomes.ts'
import type { Slot } from './slots.ts'
import { decodeLinkResult, encodeResult } from './stored-layer.ts'
import type { LinkRecord, LinkResult } from './tally.ts'

/** An image whose links are looked at. */
export interface Linked {
  readonly tree: MergedTree
  readonly layers: readonly Layer[]
  /** Undefined where a layer could not be read. */
  readonly data: readonly (LayerData | undefined)[]
  /** False for a container, whose own layer still changes. */
  readonly isStable: boolean
}

/** What the links of an image have shown. */
export interface LinkRecords {
  readonly results: ReadonlyMap<Slot, LinkResult>
  /** How many layers were read again for each inspector. */
  readonly rereads: ReadonlyMap<Slot, number>
}

interface Job {
  readonly slot: Slot
  readonly record: Omit<LinkRecord, 'record'>
}

/**
 * Offers files under the names of links that lead to them from elsewhere. An inspector that wants one there, and did not
 * want it under its own name, gets its content: the layers are read again for it, each once for all. What is found
 * depends on all layers, so it is cached under all of them.
 */
export async function findLinkRecords(
  image: Linked,
  slots: readonly Slot[],
  { cache, tools }: { readonly cache: LayerCache | undefined; readonly tools: PassTools },
): Promise<LinkRecords> {
  const results = new Map<Slot, LinkResult>()
  const subject = image.isStable ? chainOf(image.data) : undefined
  for (const slot of slots) {
    const bytes = subject === undefined ? undefined : await cache?.read({ subject, part: slot.key })
    const result = bytes && decodeLinkResult(bytes)
    if (result) results.set(slot, result)
  }
  const missing = slots.filter((slot) => !results.has(slot))
  if (missing.length === 0) return { results, rereads: new Map() }

  const found = await inspectLinks(image, missing, tools)
  for (const [slot, result] of found.results) {
    results.set(slot, result)
    const isWhole = subject !== undefined && result.tally.errored === 0
    if (isWhole) await cache?.write({ subject, part: slot.key }, encodeResult(result))
  }
  return { results, rereads: found.rereads }
}

async function inspectLinks(image: Linked, slots: readonly Slot[], tools: PassTools): Promise<LinkRecords> {
  const outcomes = new Map(slots.map((slot) => [slot, createOutcomes()]))
  const jobs: Job[] = []
  const bodies = image.layers.map(() => new Map<number, { size: number; asks: Ask[] }>())
  for (const { entry, target, layer, body } of linkedFiles(image.tree, image.data)) {
    for (const slot of slots) {
      const answer = offer(slot, entry)
      if (!answer || isOnlySearched(slot, answer) || isWanted(slot, target)) continue
      const place = jobs.push({ slot, record: { path: entry.path, layer, body } }) - 1
      const settle = outcomes.get(slot)?.settle(place, entry.path) ?? (() => undefined)
      if (!('want' in answer)) {
        settle(answer)
        continue
      }
      const there = bodies[body.layer]?.get(body.position) ?? { size: target.size, asks: [] }
      there.asks.push({ slot, want: answer.want, entry, settle })
      bodies[body.layer]?.set(body.position, there)
    }
  }
  const rereads = new Map<Slot, number>()
  for (const [number, layer] of image.layers.entries()) {
    const some = bodies[number]
    if (!some || some.size === 0) continue
    for (const slot of await readBodies(layer, some, tools)) rereads.set(slot, (rereads.get(slot) ?? 0) + 1)
  }
  const results = new Map<Slot, LinkResult>()
  for (const [slot, outcome] of outcomes) {
    const { records, tally } = outcome.finish()
    results.set(slot, { tally, records: records.flatMap(([place, record]) => withRecord(jobs[place], record)) })
  }
  return { results, rereads }
}

/** A search asks what is in a file, not where it stands: one that left it out under its own name meant to. */
function isOnlySearched(slot: Slot, answer: Answer): boolean {
  if (slot.inspector.searchLinks || !answer || !('want' in answer)) return false
  return answer.want.kind === 'content' && answer.want.keywords
}

function withRecord(job: Job | undefined, record: string): LinkRecord[] {
  return job ? [{ ...job.record, record }] : []
}

/** A name for all layers together; undefined when one is missing. */
function chainOf(data: readonly (LayerData | undefined)[]): string | undefined {
  const hash = createHash('sha256')
  for (const layer of data) {
    if (!layer) return undefined
    hash.update(`${layer.diffId}\n`)
  }
  return `links:${hash.digest('hex')}`
}
