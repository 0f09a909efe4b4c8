import type { Confidence } from '@veinmind/sdk'
import type { Language } from '../model/finding.ts'
import type { Dialect } from './lex-words.ts'

/** What runs, writes or loads something, in one language. */
export interface Sink {
  readonly rule: string
  readonly name: string
  /** Where it stands in a statement. Linear, not global; behind it, its arguments begin. */
  readonly at: RegExp
  /**
   * Confidence for a sink in a file that reads requests, when the request does not visibly reach it; without it, such a sink is not
   * reported.
   */
  readonly alone?: Confidence
  /** Confidence for a sink in a file that reads no request; without it, such a sink is not reported. */
  readonly always?: Confidence
  /** What must stand anywhere in the file's code or texts besides. */
  readonly besides?: RegExp
  /** Confidence where the request gets there; `high` by default. */
  readonly reached?: Confidence
}

/** What tells shells of one language. */
export interface Profile {
  readonly language: Language
  readonly dialect: Dialect
  /** What brings the request, in the text of a statement. */
  readonly source: RegExp
  readonly sinks: readonly Sink[]
  /** Where nothing of this stands in a file, it is not looked at. */
  readonly worth: RegExp
  /** The file must hold this as well: it tells programs that answer requests from others in the same language. */
  readonly brings?: RegExp
  /** In longer files one name may mean many things: what only names tell is reported with low confidence. */
  readonly longest?: number
}
