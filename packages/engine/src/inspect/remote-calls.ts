import { cutText } from '@veinmind/internal/text'
import type { Entry, RemoteCall, RemoteFile, RemoteInspectors, RemoteResult } from '@veinmind/sdk'
import { MAX_MESSAGE, MAX_REASONS, MAX_RECORD } from './inspect-call.ts'
import type { Batch, Call } from './jobs.ts'
import type { CallResult } from './messages.ts'
import { toPlainJson } from './plain-json.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

const NO_BYTES = new Uint8Array(0)

/** Has the files of a batch inspected in other processes, each by that of its inspector. */
export async function runRemotely(batch: Batch, time: number): Promise<void> {
  const inspectors = new Set(batch.jobs.flatMap(({ calls }) => calls.map(({ inspector }) => inspector)))
  await Promise.all(
    remotesOf([...inspectors]).map((remote) => {
      const files = filesFor(batch, ({ inspector }) => inspector.owner.remote === remote)
      return remote.inspect(files, time)
    }),
  )
}

function remotesOf(inspectors: readonly ActiveInspector[]): readonly RemoteInspectors[] {
  return [...new Set(inspectors.flatMap(({ owner }) => owner.remote ?? []))]
}

function filesFor({ bytes, jobs }: Batch, isFor: (call: Call) => boolean): readonly RemoteFile[] {
  return jobs.flatMap(({ entry, offset, size, spool, calls }) => {
    const meant = calls.filter(isFor)
    if (meant.length === 0) return []
    const length = Math.max(...meant.map((call) => call.length))
    return {
      entry,
      size,
      bytes: bytes && length > 0 ? new Uint8Array(bytes, offset, length) : NO_BYTES,
      ...(spool === undefined ? {} : { spool }),
      calls: meant.map(toRemoteCall),
    }
  })
}

function toRemoteCall(call: Call): RemoteCall {
  const { inspector, as, length, truncated, keywords, digests } = call
  let isSettled = false
  return {
    inspector: inspector.definition,
    as,
    length,
    truncated,
    keywords,
    digests,
    settle(result) {
      if (isSettled) return
      isSettled = true
      call.settle(check(result))
    },
  }
}

/** Holds what another process says to the bounds that hold for every inspector. */
function check({ record, error, incomplete }: RemoteResult): CallResult {
  const reasons = Array.isArray(incomplete)
    ? incomplete.slice(0, MAX_REASONS).map((reason) => cutText(String(reason), MAX_MESSAGE))
    : []
  const gaps = reasons.length === 0 ? {} : { incomplete: reasons }
  if (error !== undefined) return { ...gaps, error: cutText(error, MAX_MESSAGE) || 'an error without a message' }
  if (record === undefined || record === null) return gaps
  try {
    return { ...gaps, record: toPlainJson(record, MAX_RECORD) }
  } catch (reason) {
    return { ...gaps, error: reason instanceof Error ? reason.message : String(reason) }
  }
}

/** Asks what the inspectors in other processes want of these entries, where they cannot tell by themselves. */
export async function foresee(inspectors: readonly ActiveInspector[], entries: readonly Entry[]): Promise<void> {
  await Promise.all(remotesOf(inspectors).map((remote) => remote.foresee?.(entries) ?? Promise.resolve()))
}

/** Whether some inspector has to be asked ahead. */
export function asksAhead(inspectors: readonly ActiveInspector[]): boolean {
  return inspectors.some(({ owner }) => owner.remote?.foresee !== undefined)
}
