import type { LayerNote, TarSink } from '@veinmind/image'
import { readLayer } from '@veinmind/image'
import { mib, toVeinmindError } from '@veinmind/sdk'
import type { Entry, Layer } from '@veinmind/sdk'
import type { FileRequest, Bodies } from './requests.ts'
import { createBatcher } from './batcher.ts'
import type { Collector } from './collector.ts'
import { createCollector } from './collector.ts'
import { ENDED } from './ended.ts'
import type { Inspections } from '../inspect/inspections.ts'
import type { Dispatch } from './dispatch.ts'
import type { KeywordFilter } from './keyword-filter.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { Spools } from './spools.ts'
import type { FileOutcome } from './results.ts'

/** What passes over layers work with. */
export interface PassTools {
  readonly inspections: Inspections
  readonly buffers: BufferPool
  readonly spools: Spools
  readonly createFilter: () => KeywordFilter
  /** Of all inspectors of the scan. */
  readonly dispatch: Dispatch
  readonly signal: AbortSignal
  /** False where a layer without digests needs none; by default true. */
  readonly identify?: boolean
  /** So many more stored bytes of the layer were read. */
  progress(layer: Layer, bytes: number): void
}

/** Records of one second reading that wait until it is done. */
const MAX_HELD_CHARACTERS = mib(64)

/**
 * Reads the layer again for the content of some entries; the inspectors for which it had to be read. Where it cannot be read again,
 * or the scan has ended, each request is settled with the reason. Results of a reading that did not come to its end are dropped, since
 * they would stand among verified ones.
 */
export async function readBodies(
  layer: Layer,
  bodies: Bodies,
  tools: PassTools,
): Promise<ReadonlySet<ActiveInspector>> {
  const isRead = (request: FileRequest): boolean => request.want.kind !== 'metadata'
  const requests = [...bodies.values()].flatMap((body) => body.requests)
  const reread = new Set(requests.filter(isRead).map(({ inspector }) => inspector))
  if (reread.size === 0) {
    await withCollector(tools, async (collector) => {
      for (const { size, requests: some } of bodies.values()) collector.open(size, some)
    })
    return reread
  }
  const outcomes = new Map<FileRequest, FileOutcome>()
  let held = 0
  const hold = (request: FileRequest): FileRequest => ({
    ...request,
    settle(outcome) {
      held += outcome.record?.length ?? 0
      outcomes.set(
        request,
        held > MAX_HELD_CHARACTERS && outcome.record !== undefined ? { skipped: 'too-many-records' } : outcome,
      )
    },
  })
  let position = -1
  try {
    await readThrough(layer, tools, (_entry, collector) => {
      position += 1
      const body = bodies.get(position)
      return body && collector.open(body.size, body.requests.map(hold))
    })
  } catch (error) {
    const why = tools.signal.aborted ? ENDED : toVeinmindError(error).message
    const reason = `its layer could not be read again: ${why}`
    for (const request of requests) request.settle({ error: reason })
    return reread
  }
  for (const request of requests)
    request.settle(outcomes.get(request) ?? { error: 'the layer has changed since it was read' })
  return reread
}

/** Is called for each entry of a layer. */
export type Take = (entry: Entry, collector: Collector) => TarSink | undefined

/**
 * Reads the layer; `take` is called for each entry, and everything that its collector took is inspected at the end. `ahead` is
 * told of entries before, and waited for.
 */
export async function readThrough(
  layer: Layer,
  tools: PassTools,
  take: Take,
  ahead?: (entries: readonly Entry[]) => Promise<void>,
): Promise<{ readonly diffId: string; readonly notes: readonly LayerNote[] }> {
  let reported = 0
  return withCollector(tools, (collector) => {
    const handler = {
      entry: (entry: Entry) => take(entry, collector),
      note: () => undefined,
      drain: () => collector.wait(),
      ...(ahead ? { foresee: ahead } : {}),
      progress(stored: number) {
        tools.progress(layer, stored - reported)
        reported = stored
      },
    }
    return readLayer(layer, handler, { signal: tools.signal, identify: tools.identify ?? true })
  })
}

/** Gives a collector, and waits until all that it took is inspected, also after a failure. */
async function withCollector<T>(tools: PassTools, use: (collector: Collector) => Promise<T>): Promise<T> {
  const { buffers, spools, inspections } = tools
  const batcher = createBatcher(buffers, (batch) => inspections.run(batch))
  const streams: Promise<void>[] = []
  const collector = createCollector({
    batcher,
    spools,
    filter: tools.createFilter(),
    budget: buffers.pressure,
    stream(request, size) {
      let finished: () => void = () => undefined
      streams.push(new Promise((resolve) => (finished = resolve)))
      const settle = (outcome: FileOutcome): void => {
        request.settle(outcome)
        finished()
      }
      const call = {
        inspector: request.inspector,
        as: 'chunks',
        length: 0,
        truncated: false,
        keywords: [],
        settle,
      } as const
      return inspections.stream({ entry: request.entry, size }, call)
    },
  })
  try {
    return await use(collector)
  } catch (error) {
    collector.abort()
    throw error
  } finally {
    await batcher.finish()
    await Promise.all(streams)
  }
}
