import { createHash } from 'node:crypto'
import type { MergedTree } from '@veinmind/image'
import { mergeLayers } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import type { LayerCache } from '../store/cache.ts'
import { changedLinkedFiles, isStillThere } from './changed-links.ts'
import { inspectLinks } from './inspect-links.ts'
import type { LayerData } from '../store/layer-data.ts'
import { linkedFiles } from './links.ts'
import type { PassTools } from '../read/read-through.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { decodeLinkResult, encodeResult } from '../store/stored-layer.ts'
import type { LinkResult } from '../read/results.ts'
import { sumCounts } from '../read/results.ts'
import type { LinkRecords } from './links.ts'

/** The layers of an image or container, whose links are followed. */
export interface Linked {
  readonly tree: MergedTree
  readonly layers: readonly Layer[]
  /** Undefined where a layer could not be read. */
  readonly data: readonly (LayerData | undefined)[]
  /** False for a container, whose own layer, the last, still changes. */
  readonly isStable: boolean
}

/** What finding them takes. */
export interface LinkTools {
  readonly cache: LayerCache | undefined
  readonly tools: PassTools
}

/**
 * Shows files to the inspectors under the names of links that lead to them from elsewhere. An inspector that wants one there, and did not
 * want it under its own name, gets its content: the layers are read again for it, each once for all. What is found
 * depends on all layers, so it is cached under all of them; of a container, what is found in its image.
 */
export async function findLinkRecords(
  image: Linked,
  inspectors: readonly ActiveInspector[],
  tools: LinkTools,
): Promise<LinkRecords> {
  return image.isStable || image.layers.length === 1
    ? findStable(image, inspectors, tools)
    : findInContainer(image, inspectors, tools)
}

async function findStable(
  image: Linked,
  inspectors: readonly ActiveInspector[],
  { cache, tools }: LinkTools,
): Promise<LinkRecords> {
  const results = new Map<ActiveInspector, LinkResult>()
  const subject = image.isStable ? chainOf(image.data) : undefined
  const parts =
    subject === undefined
      ? undefined
      : await cache?.read(
          subject,
          inspectors.flatMap(({ cacheKey }) => cacheKey ?? []),
        )
  for (const inspector of inspectors) {
    const bytes = inspector.cacheKey === undefined ? undefined : parts?.get(inspector.cacheKey)
    const result = bytes && decodeLinkResult(bytes)
    if (result) results.set(inspector, result)
  }
  const missing = inspectors.filter((inspector) => !results.has(inspector))
  if (missing.length === 0) return { results, rereads: new Map() }

  const found = await inspectLinks(image.layers, linkedFiles(image.tree, image.data), { inspectors: missing, tools })
  const whole = new Map<string, readonly Uint8Array[]>()
  for (const [inspector, result] of found.results) {
    results.set(inspector, result)
    if (result.counts.errored === 0 && inspector.cacheKey !== undefined)
      whole.set(inspector.cacheKey, [encodeResult(result)])
  }
  if (subject !== undefined && whole.size > 0) await cache?.write(subject, whole)
  return { results, rereads: found.rereads }
}

/** The records of links of a container: those of its image that still hold, and those of what is new in the container. */
async function findInContainer(
  { tree, layers, data }: Linked,
  inspectors: readonly ActiveInspector[],
  tools: LinkTools,
): Promise<LinkRecords> {
  const layer = layers.length - 1
  const imageData = data.slice(0, layer)
  const below = mergeLayers(imageData.map((each) => each?.index))
  const image = await findStable(
    { tree: below, layers: layers.slice(0, layer), data: imageData, isStable: true },
    inspectors,
    tools,
  )
  const own = await inspectLinks(layers, changedLinkedFiles(tree, below, data), { inspectors, tools: tools.tools })
  const results = new Map<ActiveInspector, LinkResult>()
  for (const inspector of inspectors) {
    const [before, now] = [image.results.get(inspector), own.results.get(inspector)]
    if (before === undefined || now === undefined) continue
    const renewed = new Set(now.records.map(({ path }) => path))
    const kept = before.records.filter((record) => !renewed.has(record.path) && isStillThere(tree, data, record))
    results.set(inspector, { counts: sumCounts(before.counts, now.counts), records: [...kept, ...now.records] })
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

function addCounts(
  a: ReadonlyMap<ActiveInspector, number>,
  b: ReadonlyMap<ActiveInspector, number>,
): ReadonlyMap<ActiveInspector, number> {
  return new Map([...a, ...b].map(([inspector]) => [inspector, (a.get(inspector) ?? 0) + (b.get(inspector) ?? 0)]))
}
