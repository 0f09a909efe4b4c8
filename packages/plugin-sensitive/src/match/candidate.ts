import type { Confidence, Severity } from '@veinmind/sdk'
import type { ContentRule } from '../rules/rule.ts'
import type { Format } from './format.ts'

/**
 * What a text is written in: whether a bare word after `=` is a value or code. What is not the owner's (code of packages, lock files,
 * translations) is foreign: names of values say nothing there.
 */
export type TextKind = 'config' | 'code' | 'prose' | 'foreign'

/** A match of a rule's pattern, to be looked at closer. */
export interface Candidate {
  readonly rule: ContentRule
  readonly text: string
  readonly kind: TextKind
  readonly format: Format
  /** Where the whole match and where the secret begins. */
  readonly start: number
  readonly secretStart: number
  readonly secret: string
  readonly groups: Readonly<Record<string, string | undefined>>
}

/** What a check has found out; what it leaves out stays as the rule says. */
export interface Verdict {
  readonly secret?: string
  readonly secretStart?: number
  readonly end?: number
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly note?: NoteCode
  /** What else in the evidence must be masked. */
  readonly alsoSecret?: readonly string[]
  /** What the secret is once its spelling is taken away: the same key has one fingerprint in PEM and in JSON. */
  readonly identity?: string
  /** Seconds since 1970 after which the secret opens nothing. */
  readonly expires?: number
}

/** Facts about a secret that a finding tells; texts in `report/notes.ts`. */
export type NoteCode =
  | 'encrypted'
  | 'unprotected'
  | 'checksum-valid'
  | 'checksum-invalid'
  | 'unsigned'
  | 'truncated'
  | 'damaged'

/** A closer look at a candidate: undefined when it is no secret. */
export type Check = (candidate: Candidate) => Verdict | undefined
