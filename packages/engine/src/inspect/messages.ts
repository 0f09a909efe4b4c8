import type { Digests, Entry, JsonObject } from '@veinmind/sdk'

/** How a file is handed to an inspector. */
export type Handing = 'nothing' | 'bytes' | 'chunks' | 'spool'

/** One call of an inspector, as a worker gets it. */
export interface CallMessage {
  readonly inspector: number
  readonly as: Handing
  /** Bytes of the file's content that are given. */
  readonly length: number
  readonly truncated: boolean
  readonly keywords: readonly string[]
  readonly digests?: Digests | undefined
}

/** One file with the calls that it is for. */
export interface FileMessage {
  readonly entry: Entry
  /** Where its content starts in the bytes of the message. */
  readonly offset: number
  /** File on disk with the content. */
  readonly spool?: string
  /** The chunks follow as messages. */
  readonly isStream: boolean
  readonly calls: readonly CallMessage[]
}

export type ToWorker =
  | { readonly kind: 'files'; readonly bytes: SharedArrayBuffer | undefined; readonly files: readonly FileMessage[] }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly isComplete: boolean }

/** How a call ended: a record as JSON text, an error's message, or neither; and what of the file was not seen. */
export interface CallResult {
  readonly record?: string
  readonly error?: string
  /** What the inspector said that it did not see of the file. */
  readonly incomplete?: readonly string[]
}

export type FromWorker =
  | { readonly kind: 'results'; readonly results: readonly PlacedResult[]; readonly isLast: boolean }
  | { readonly kind: 'taken'; readonly bytes: number }

export interface PlacedResult extends CallResult {
  readonly file: number
  readonly call: number
}

/** What a worker is started with. */
export interface WorkerSetup {
  readonly inspectors: readonly {
    readonly inspector: number
    readonly module: string
    readonly id: string
    readonly options: JsonObject
  }[]
  /** Says what the worker does at each moment, also when it never answers again: see `STATE`. */
  readonly state: SharedArrayBuffer
}

/** Places in the shared state. */
export const STATE = {
  /** Goes up with each call that begins. */
  calls: 0,
  /** File and call of the message that is being worked on; -1 before the first. */
  file: 1,
  call: 2,
  /** 1 while the module of the call's plugin is imported. */
  loading: 3,
  size: 4,
} as const
