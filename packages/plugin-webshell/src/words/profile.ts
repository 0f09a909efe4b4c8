import type { Confidence } from '@veinmind/sdk'
import type { Language } from '../model/finding.ts'
import type { Dialect } from './lex-words.ts'

/** What runs, writes or loads something, in one language. */
export interface Sink {
  readonly rule: string
  readonly name: string
  /** Where it stands in a statement. Linear, not global; behind it, its arguments begin. */
  readonly at: RegExp
  /** Told where it only stands in a file that reads requests, with this confidence; without it only where the request gets there. */
  readonly alone?: Confidence
  /** Told with this confidence even in a file that reads no request. */
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
  /** Nor where nothing of this does: what answers requests in a language that most files of which do not. */
  readonly brings?: RegExp
  /** Longer files are libraries, in which one name means many things: what only names bring is told with low confidence. */
  readonly longest?: number
}
