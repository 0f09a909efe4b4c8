import type { Entry } from './entry.ts'
import type { Digests, RecordsOf } from './inspector.ts'

/**
 * Where a plugin's inspectors run that are not in this process: in one of the plugin's own. Made by hosts of plugins, used by the
 * engine. Nothing of it throws for what the other side does: a file that was not inspected has an error.
 */
export interface RemoteInspectors {
  /** What the inspectors are made of: part of the key of their records, so that a plugin that was changed gets none of its old ones. */
  readonly digest: string
  /** There will soon be work: what takes its time to start may start. */
  begin?(): void
  /** Asks what the inspectors want of these entries. From then on their `wants` knows it, for these very objects. */
  foresee?(entries: readonly Entry[]): Promise<void>
  /** Resolves when every call of the files is settled. `time`: milliseconds for a call, to which a second is added for each MiB. */
  inspect(files: readonly RemoteFile[], time: number): Promise<void>
  /** Ends what runs, and what was not inspected with an error. */
  close(): Promise<void>
}

/** A file with the calls that it is for. */
export interface RemoteFile {
  readonly entry: Entry
  /** Its content, as far as the calls see it. Valid until the calls are settled. */
  readonly bytes: Uint8Array
  /** Bytes that there are to work through. */
  readonly size: number
  /** File on disk with the content, where it is too large for `bytes`. */
  readonly spool?: string
  readonly calls: readonly RemoteCall[]
}

/** One file for one inspector. */
export interface RemoteCall {
  readonly inspector: RecordsOf<unknown>
  readonly as: 'nothing' | 'bytes' | 'chunks' | 'spool'
  /** Bytes of the content that are given. */
  readonly length: number
  readonly truncated: boolean
  readonly keywords: readonly string[]
  /** The digests that it asked for. */
  readonly digests?: Digests | undefined
  /** Is called once. The record is checked by whom it is for. */
  readonly settle: (result: RemoteResult) => void
}

/** What the other side says of a call. Nothing of it is checked yet. */
export interface RemoteResult {
  readonly record?: unknown
  readonly error?: string
  /** Why the inspector did not see all of the file. */
  readonly incomplete?: unknown
}
