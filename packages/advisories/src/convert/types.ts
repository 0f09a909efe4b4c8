import type { Converted } from '../model.ts'

/** A document that a converter may know: its place, its name, and what was parsed of it. */
export interface Document {
  readonly path: string
  readonly name: string
  readonly value: unknown
}

/** Reads the documents of one source. */
export interface DocumentConverter {
  /** By its content; names only where nothing else tells. */
  matches(document: Document): boolean
  convert(document: Document): Iterable<Converted>
}

/** A document that is too large to be parsed at once: its beginning, and its bytes. */
export interface LargeDocument {
  readonly path: string
  readonly name: string
  readonly head: string
  readonly chunks: () => AsyncIterable<Uint8Array>
}

/** Reads documents of one source in a stream. */
export interface StreamConverter {
  matches(document: LargeDocument): boolean
  convert(document: LargeDocument): AsyncIterable<Converted>
}
