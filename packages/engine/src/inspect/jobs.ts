import type { Digests, Entry } from '@veinmind/sdk'
import type { CallResult, Handing } from './messages.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** One file for one inspector, to be inspected. */
export interface Call {
  readonly inspector: ActiveInspector
  readonly as: Handing
  /** Bytes of the content that are given. */
  readonly length: number
  readonly truncated: boolean
  readonly keywords: readonly string[]
  /** Those that the inspector asked for. */
  readonly digests?: Digests | undefined
  /** Is called once. */
  settle(result: CallResult): void
}

/** A file with the calls that it is for. */
export interface Job {
  readonly entry: Entry
  /** Where its content starts in the bytes of its batch. */
  readonly offset: number
  /** Bytes that an inspector has to work through: what its time limit grows with. */
  readonly size: number
  readonly spool?: string
  readonly calls: readonly Call[]
}

/** Files that go to a worker in one message. */
export interface Batch {
  readonly bytes: SharedArrayBuffer | undefined
  readonly jobs: readonly Job[]
}

/** Where the chunks of one file go, for one inspector. */
export interface ChunkTarget {
  /** The chunk is copied. Ignored once the inspector has returned. */
  write(chunk: Uint8Array): void
  /** `false`: the content breaks off. */
  end(isComplete: boolean): void
  /** A promise while more is under way than the inspector has taken; undefined when the next chunk may come. */
  wait(): Promise<void> | undefined
}
