import type { Entry } from '@veinmind/sdk'

/** Takes the content of one file. */
export interface TarSink {
  /** The next bytes, valid during the call only. Holes of sparse files arrive as zeros, in bounded chunks. */
  data(chunk: Uint8Array): void
  /** The content is complete. */
  end(): void
  /** The content breaks off: the archive is truncated or damaged here, or it is more than a limit allows. `end` is not called. */
  abort?(): void
}

/** What a reader can say about a layer. */
export type LayerNoteCode =
  | 'tar-truncated'
  | 'tar-header-invalid'
  | 'tar-data-after-end'
  | 'tar-no-end'
  | 'tar-type-unknown'
  | 'tar-type-skipped'
  | 'tar-global-header-ignored'
  | 'tar-path-too-long'
  | 'tar-path-escapes'
  | 'tar-path-is-root'
  | 'tar-holes-too-large'
  | 'gzip-trailing-garbage'
  | 'zstd-trailing-garbage'
  | 'layer-truncated'

/** A fact about a layer that is not as it should be. At most 20 of a code are given for one layer. */
export interface LayerNote {
  readonly code: LayerNoteCode
  readonly path?: string
  readonly message: string
  /** True when part of the layer could not be read, so that a scan of it is not complete. */
  readonly incomplete?: boolean
}

/** Is called, synchronously, for what a tar reader finds. Whiteouts are delivered as ordinary entries. */
export interface TarHandler {
  /** The next name. Return where its content goes, or undefined when nobody wants it. */
  entry(entry: Entry): TarSink | undefined
  note(note: LayerNote): void
}

/** A tar stream is pushed into it. */
export interface TarReader {
  /** Entries read so far. */
  readonly entries: number
  /** Position in the archive behind the header last read: where the body of the entry being delivered begins. */
  readonly offset: number
  /** Passes over the rest of a body that nobody wants, as if its bytes had been written. Returns how many they are. */
  skip(): number
  /** Takes the next bytes; throws `TAR_LIMIT_EXCEEDED`. */
  write(chunk: Uint8Array): void
  /** There is no more: says what is missing. */
  end(): void
}
