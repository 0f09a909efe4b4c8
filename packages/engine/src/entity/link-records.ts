import { createHash } from 'node:crypto'
import type { MergedTree } from '@veinmind/image'
import { mergeLayers } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import type { LayerCache } from '../store/cache.ts'
import { changedLinkedFiles, isStillThere } from './changed-links.ts'
import { inspectLinks } from './inspect-links.ts'
import type { LayerData } from '../store/layer-store.ts'
import { linkedFiles } from './links.ts'
import type { PassTools } from '../read/read-through.ts'
import type { Slot } from '../plan/slots.ts'
import { decodeLinkResult, encodeResult } from '../store/stored-layer.ts'
import type { LinkResult } from '../read/results.ts'
import { sumCounts } from '../read/results.ts'

/** An image whose links are looked at. */
export interface Linked {
  readonly tree: MergedTree
  readonly layers: readonly Layer[]
  /** Undefined where a layer could not be read. */
  readonly data: readonly (LayerData | undefined)[]
  /** False for a container, whose own layer, the last, still changes. */
  readonly isStable: boolean
}

/** What the links of an image have shown. */
export interface LinkRecords {
  readonly results: ReadonlyMap<Slot, LinkResult>
  /** How many layers were read again for each inspector. */
  readonly rereads: ReadonlyMap<Slot, number>
}

/** What finding them takes. */
export interface LinkTools {
  readonly cache: LayerCache | undefined
  readonly tools: PassTools
}

/**
 * Offers files under the names of links that lead to them from elsewhere. An inspector that wants one there, and did not
 * want it under its own name, gets its content: the layers are read again for it, each once for all. What is found
 * depends on all layers, so it is cached under all of them; of a container, what is found in its image.
 */
export async function findLinkRecords(image: Linked, slots: readonly Slot[], tools: LinkTools): Promise<LinkRecords> {
  return image.isStable || image.layers.length === 1
    ? findStable(image, slots, tools)
    : findInContainer(image, slots, tools)
}

async function findStable(image: Linked, slots: readonly Slot[], { cache, tools }: LinkTools): Promise<LinkRecords> {
  const results = new Map<Slot, LinkResult>()
  const subject = image.isStable ? chainOf(image.data) : undefined
  const parts =
    subject === undefined
      ? undefined
      : await cache?.read(
          subject,
          slots.flatMap(({ cacheKey }) => cacheKey ?? []),
        )
  for (const slot of slots) {
    const bytes = slot.cacheKey === undefined ? undefined : parts?.get(slot.cacheKey)
    const result = bytes && decodeLinkResult(bytes)
    if (result) results.set(slot, result)
  }
  const missing = slots.filter((slot) => !results.has(slot))
  if (missing.length === 0) return { results, rereads: new Map() }

  const found = await inspectLinks(image.layers, linkedFiles(image.tree, image.data), { slots: missing, tools })
  const whole = new Map<string, readonly Uint8Array[]>()
  for (const [slot, result] of found.results) {
    results.set(slot, result)
    if (result.counts.errored === 0 && slot.cacheKey !== undefined) whole.set(slot.cacheKey, [encodeResult(result)])
  }
  if (subject !== undefined && whole.size > 0) await cache?.write(subject, whole)
  return { results, rereads: found.rereads }
}

/** What the image has and the container still has, and what is new in the container. */
async function findInContainer(
  { tree, layers, data }: Linked,
  slots: readonly Slot[],
  tools: LinkTools,
): Promise<LinkRecords> {
  const layer = layers.length - 1
  const imageData = data.slice(0, layer)
  const below = mergeLayers(imageData.map((each) => each?.index))
  const image = await findStable(
    { tree: below, layers: layers.slice(0, layer), data: imageData, isStable: true },
    slots,
    tools,
  )
  const own = await inspectLinks(layers, changedLinkedFiles(tree, below, data), { slots, tools: tools.tools })
  const results = new Map<Slot, LinkResult>()
  for (const slot of slots) {
    const [before, now] = [image.results.get(slot), own.results.get(slot)]
    if (before === undefined || now === undefined) continue
    const renewed = new Set(now.records.map(({ path }) => path))
    const kept = before.records.filter((record) => !renewed.has(record.path) && isStillThere(tree, data, record))
    results.set(slot, { counts: sumCounts(before.counts, now.counts), records: [...kept, ...now.records] })
  }
  return { results, rereads: addCounts(image.rereads, own.rereads) }
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

function addCounts(a: ReadonlyMap<Slot, number>, b: ReadonlyMap<Slot, number>): ReadonlyMap<Slot, number> {
  return new Map([...a, ...b].map(([slot]) => [slot, (a.get(slot) ?? 0) + (b.get(slot) ?? 0)]))
}
