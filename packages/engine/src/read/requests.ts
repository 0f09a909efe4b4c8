import type { Entry, Want } from '@veinmind/sdk'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { FileOutcome } from './results.ts'

/** What an inspector wants of a file, and where its outcome goes (once). */
export interface FileRequest {
  readonly inspector: ActiveInspector
  readonly want: Want
  /** What the inspector is told that the file is: a link's name, where it is read for a link. */
  readonly entry: Entry
  readonly settle: (outcome: FileOutcome) => void
}

/** What is asked of the content of entries of a layer, by their place in it. */
export type Bodies = ReadonlyMap<number, { readonly size: number; readonly requests: readonly FileRequest[] }>
