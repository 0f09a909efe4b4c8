import { gib, mib } from '@veinmind/sdk'
import type { Handing } from '../inspect/messages.ts'
import { digestsOf } from './digests.ts'
import type { FileRequest } from './requests.ts'

/** How the content of a file is handed to one inspector, out of memory. */
export interface FilePlan {
  readonly request: FileRequest
  readonly as: Handing
  /** Bytes of the content that it gets. */
  readonly length: number
  readonly truncated: boolean
  /** Whether it gets the file only if that holds one of its keywords. */
  readonly byKeywords: boolean
  /** Whether it waits for a digest of the whole file. */
  readonly byDigest: boolean
}

/** What is wanted of one file, by what has to be done for it. */
export interface SortedRequests {
  readonly plans: readonly FilePlan[]
  /** Chunks go to the inspector as they come. */
  readonly streamed: readonly FileRequest[]
  /** The file is written to disk. */
  readonly spooled: readonly FileRequest[]
}

/** A stream of no more than this is handed over whole. */
const SMALL_STREAM = mib(1)
/** A stream to another process is on disk, since several that are read at once would wait for each other; no more than this. */
const MAX_REMOTE_STREAM = gib(4)

/** Sorts the requests for a file by what they need. Those that the file is too large for are settled as skipped. */
export function sortRequests(size: number, requests: readonly FileRequest[]): SortedRequests {
  const plans: FilePlan[] = []
  const streamed: FileRequest[] = []
  const spooled: FileRequest[] = []
  for (const request of requests) {
    const isRemote = request.inspector.owner.remote !== undefined
    const isLongStream = request.want.kind === 'stream' && size > SMALL_STREAM
    if (isTooLarge(request, size) || (isLongStream && isRemote && size > MAX_REMOTE_STREAM))
      request.settle({ skipped: 'too-large' })
    else if (request.want.kind === 'spool' || (isLongStream && isRemote)) spooled.push(request)
    else if (isLongStream) streamed.push(request)
    else plans.push(planOf(request, size))
  }
  return { plans, streamed, spooled }
}

function isTooLarge({ want }: FileRequest, size: number): boolean {
  if (want.kind === 'content') return want.over === 'skip' && size > want.max
  return want.kind === 'spool' && size > want.max
}

function planOf(request: FileRequest, size: number): FilePlan {
  const { want } = request
  const byDigest = digestsOf(want).length > 0
  if (want.kind === 'head' || want.kind === 'content') {
    const byKeywords = want.kind === 'content' && want.keywords
    return { request, as: 'bytes', length: Math.min(want.max, size), truncated: size > want.max, byKeywords, byDigest }
  }
  const plain = { request, truncated: false, byKeywords: false, byDigest }
  return want.kind === 'stream' ? { ...plain, as: 'chunks', length: size } : { ...plain, as: 'nothing', length: 0 }
}

/** Whether any of these needs the content. */
export function needContent(plans: readonly FilePlan[]): boolean {
  return plans.some(({ length, byKeywords, byDigest }) => length > 0 || byKeywords || byDigest)
}
