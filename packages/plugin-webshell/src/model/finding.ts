import type { Confidence } from '@veinmind/sdk'

/** Languages of scripts that answer requests, and files that configure what does. */
export type Language = 'php' | 'jsp' | 'asp' | 'aspx' | 'cfm' | 'perl' | 'python' | 'ruby' | 'node' | 'class' | 'config'

/** What the analysis of one file shows. Plain JSON: it is kept in records. */
export type Found = {
  /** Id of the rule. */
  readonly rule: string
  readonly confidence: Confidence
  /** From 1. */
  readonly line: number
  /** What does it: `eval`, `Runtime.exec`. */
  readonly sink: string
  /** What it is done with: `$_POST`, `getParameter`. */
  readonly source: string
  /** The code of that line, or what it becomes when it is decoded. */
  readonly code: string
}
