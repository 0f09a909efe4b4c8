import type { TarSink } from '@veinmind/image'
import { cutText } from '@veinmind/internal/text'
import type { FileRequest } from './requests.ts'
import { whenOf } from './wants.ts'

/** Opens a sink for the requests of a file; undefined when none of its content is needed. */
type Open = (requests: readonly FileRequest[]) => TarSink | undefined

/** Bytes that have to be seen of a file before it is clear who wants it. */
export function neededHead(requests: readonly FileRequest[], size: number): number {
  return Math.min(size, Math.max(0, ...requests.map(({ want }) => whenOf(want)?.bytes ?? 0)))
}

/** The requests whose condition this beginning fulfils. One whose test throws is settled with the error. */
export function settleConditions(requests: readonly FileRequest[], head: Uint8Array): readonly FileRequest[] {
  return requests.filter((request) => {
    const when = whenOf(request.want)
    try {
      // A copy of its own: the bytes stand in memory that is shared with another thread and soon used again.
      return when === undefined || when.test(Buffer.from(head.subarray(0, when.bytes)))
    } catch (error) {
      request.settle({ error: cutText(`when: ${error instanceof Error ? error.message : String(error)}`, 500) })
      return false
    }
  })
}

/** A sink that holds a file back until `needed` bytes have shown who wants it, and hands all of it on to the sink of those. */
export function createConditionalSink(requests: readonly FileRequest[], needed: number, open: Open): Required<TarSink> {
  let head: Buffer | undefined
  let seen = 0
  let isSettled = false
  let inner: TarSink | undefined

  function settle(bytes: Uint8Array): void {
    isSettled = true
    inner = open(settleConditions(requests, bytes))
  }

  return {
    data(chunk) {
      if (isSettled) return inner?.data(chunk)
      if (seen === 0 && chunk.length >= needed) {
        settle(chunk)
        return inner?.data(chunk)
      }
      head ??= Buffer.alloc(needed)
      const taken = chunk.subarray(0, needed - seen)
      head.set(taken, seen)
      seen += taken.length
      if (seen < needed) return undefined
      settle(head)
      inner?.data(head)
      const rest = chunk.subarray(taken.length)
      if (rest.length > 0) inner?.data(rest)
    },
    end() {
      // The file is shorter than its header says. The sink settles every request with that.
      if (!isSettled) inner = open(requests)
      inner?.end()
    },
    abort() {
      if (!isSettled) inner = open(requests)
      isSettled = true
      inner?.abort?.()
    },
  }
}
