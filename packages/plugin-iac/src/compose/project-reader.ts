import type { ComposeText, Merger, Origin, Sourced } from './merge.ts'

/** A file with its documents, each with its services. */
export interface ComposeFile extends ComposeText {
  readonly layers: readonly Sourced[]
}

/** Reads files, and says what is wrong. */
export interface ProjectReader {
  readonly merger: Merger
  /** The file that `origin` names by `reference`; undefined, and a problem, where it cannot be read. */
  readonly open: (reference: string, origin: Origin) => Promise<ComposeFile | undefined>
  readonly problem: (message: string, origin: Origin) => undefined
}
