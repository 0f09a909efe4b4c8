import type { ReportService } from '@veinmind/report'
import type { Discovered, Entity } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import { createGauge } from './gauge.ts'

/** What is done with what was discovered. */
export interface EachOptions {
  readonly report: ReportService
  readonly signal: AbortSignal
  /** Entities in use at the same time. */
  readonly concurrency: number
  /** Must not throw. */
  readonly use: (entity: Entity) => Promise<void>
}

/** Uses entities as they are discovered; the next is asked for when there is room. Errors and skips go to the report. */
export async function eachEntity(
  things: AsyncIterable<Discovered | Entity> | Iterable<Discovered | Entity>,
  { report, signal, concurrency, use }: EachOptions,
): Promise<void> {
  const room = createGauge(Math.max(1, concurrency) - 1)
  const work: Promise<void>[] = []
  const iterator = Symbol.asyncIterator in things ? things[Symbol.asyncIterator]() : things[Symbol.iterator]()
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted')
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  try {
    for (;;) {
      await room.wait()
      const next = await Promise.race([aborted, iterator.next()])
      if (next === 'aborted' || next.done) break
      const thing = next.value
      if ('error' in thing) {
        const { code, message, hint } = thing.error
        report.addError({ code, message, target: thing.target, ...(hint === undefined ? {} : { hint }) })
      } else if ('skipped' in thing) {
        report.addSkipped({ target: thing.target, reason: thing.skipped })
      } else {
        room.add(1)
        const entity = 'entity' in thing ? thing.entity : thing
        work.push(use(entity).finally(() => room.subtract(1)))
      }
    }
  } catch (error) {
    const { code, message, hint } = toVeinmindError(error, 'ENGINE_DISCOVERY_FAILED')
    report.addError({ code, message, ...(hint === undefined ? {} : { hint }) })
  }
  await Promise.all(work)
  // After an abort its `next` may still be waiting, and `return` would wait for it.
  const returned = Promise.resolve(iterator.return?.()).then(undefined, () => undefined)
  if (!signal.aborted) await returned
}
