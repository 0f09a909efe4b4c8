import type { ArchiveLimits } from './limits.ts'
import type { Unread, UnreadReason } from './types.ts'

/** What is left of the limits for the outermost archive and all that stands in it, and who is told what was not read. */
export interface Budget {
  readonly limits: ArchiveLimits
  /** Bytes that the next member may have. */
  readonly bytesLeft: number
  /** Counts a member; false when there are too many. */
  takeMember(): boolean
  /** Counts bytes that were decompressed. */
  takeBytes(count: number): void
  /** Tells what was not read. */
  unread(path: string, reason: UnreadReason, message: string): undefined
}

/** The whole budget of an archive of `size` stored bytes. */
export function createBudget(limits: ArchiveLimits, size: number, tell: (unread: Unread) => void): Budget {
  const most = Math.min(limits.totalBytes, Math.max(limits.ratioFloor, size * limits.ratio))
  let members = 0
  let bytes = 0
  return {
    limits,
    get bytesLeft() {
      return Math.min(limits.memberBytes, most - bytes)
    },
    takeMember: () => ++members <= limits.members,
    takeBytes: (count) => {
      bytes += count
    },
    unread: (path, reason, message) => {
      tell({ path, reason, message })
      return undefined
    },
  }
}
