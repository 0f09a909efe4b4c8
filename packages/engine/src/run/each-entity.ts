import type { ReportService } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { toVeinmindError } from '@veinmind/sdk'
import { createBackpressure } from '../inspect/backpressure.ts'

/** An entity as it was discovered. */
export type FoundEntity = Extract<Discovered, { readonly entity: Entity }>

/** What is done with what was discovered. */
export interface EachOptions {
  readonly report: ReportService
  readonly signal: AbortSignal
  /** Entities in use at the same time. */
  readonly concurrency: number
  /** How many targets were asked for, where it is known: where not all of them were discovered before the end, the others are missing. */
  readonly asked?: number | undefined
  /** Must not throw. */
  readonly use: (found: FoundEntity) => Promise<void>
}

/** Uses entities as they are discovered; the next is asked for when there is room. Errors and skips go to the report. */
export async function eachEntity(
  things: AsyncIterable<Discovered | Entity> | Iterable<Discovered | Entity>,
  { report, signal, concurrency, asked = 0, use }: EachOptions,
): Promise<void> {
  const room = createBackpressure(Math.max(1, concurrency) - 1)
  const work: Promise<void>[] = []
  let reached = 0
  const iterator = Symbol.asyncIterator in things ? things[Symbol.asyncIterator]() : things[Symbol.iterator]()
  try {
    for (;;) {
      await room.wait()
      const next = await orAborted(iterator.next(), signal)
      if (next === undefined || next.done) break
      const thing = next.value
      if (!('isAlong' in thing && thing.isAlong)) reached += 1
      if ('error' in thing) {
        const { code, message, hint } = thing.error
        report.addMissing({ code, message, target: thing.target, ...(hint === undefined ? {} : { hint }) })
      } else if ('skipped' in thing) {
        report.addSkipped({ target: thing.target, reason: thing.skipped })
      } else {
        room.add(1)
        work.push(use('entity' in thing ? thing : { entity: thing }).finally(() => room.subtract(1)))
      }
    }
  } catch (error) {
    const { code, message, hint } = toVeinmindError(error, 'ENGINE_DISCOVERY_FAILED')
    report.addError({ code, message, ...(hint === undefined ? {} : { hint }) })
  }
  if (signal.aborted) report.addUnreached(Math.max(0, asked - reached))
  await Promise.all(work)
  // After an abort its `next` may still be waiting, and `return` would wait for it.
  const returned = Promise.resolve(iterator.return?.()).then(undefined, () => undefined)
  if (!signal.aborted) await returned
}

/**
 * What `work` gives, or undefined once the signal is aborted. Not by `Promise.race` with one promise for all: that would keep
 * every entity until the end.
 */
function orAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>()
  const stop = (): void => resolve(undefined)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  Promise.resolve(work).then(resolve, reject)
  return promise.finally(() => signal.removeEventListener('abort', stop))
}
