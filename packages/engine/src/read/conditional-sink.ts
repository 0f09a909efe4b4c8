import type { TarSink } from '@veinmind/image'
import { cutText } from '@veinmind/internal/text'
import type { When } from '@veinmind/sdk'
import type { FileRequest } from './requests.ts'
import { whenOf } from './wants.ts'

/** Opens a sink for the requests of a file; undefined when none of its content is needed. */
type Open = (requests: readonly FileRequest[]) => TarSink | undefined

/** Bytes that have to be seen of a file before it is clear who wants it. */
export function neededHead(requests: readonly FileRequest[], size: number): number {
  let most = 0
  for (const { want } of requests) most = Math.max(most, whenOf(want)?.bytes ?? 0)
  return Math.min(size, most)
}

/**
 * The requests whose condition this beginning fulfils. A condition that several have is asked once; where it throws, that is an error of
 * all who have it.
 */
export function settleConditions(requests: readonly FileRequest[], head: Uint8Array): readonly FileRequest[] {
  const answers = new Map<When, Answer>()
  // A copy: the bytes stand in memory that is shared with another thread and soon used again.
  const bytes = Buffer.from(head.subarray(0, neededHead(requests, head.length)))
  return requests.filter((request) => {
    const when = whenOf(request.want)
    if (when === undefined) return true
    const answer = answers.get(when) ?? answerOf(when, bytes)
    answers.set(when, answer)
    if (answer.error !== undefined) request.settle({ error: answer.error })
    return answer.isWanted
  })
}

/** What a test has said of the first bytes of a file. */
interface Answer {
  readonly isWanted: boolean
  readonly error?: string
}

function answerOf(when: When, head: Buffer): Answer {
  try {
    return { isWanted: when.test(head.length <= when.bytes ? head : head.subarray(0, when.bytes)) }
  } catch (error) {
    const reason = cutText(`when: ${error instanceof Error ? error.message : String(error)}`, 500)
    return { isWanted: false, error: reason }
  }
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
