import type { Stretch } from '@veinmind/internal/text'
import type { Confidence, Severity } from '@veinmind/sdk'
import { isKnownPassword } from '@veinmind/sdk/passwords'
import type { NoteCode, TextKind } from './match/candidate.ts'
import { evidenceOf } from './match/evidence.ts'
import { findSecrets } from './match/find.ts'
import { formatOf } from './match/format.ts'
import type { Match, Secrets } from './match/find.ts'
import { sha256 } from './match/sha256.ts'
import { createPositions } from './match/positions.ts'
import type { RuleSet } from './match/rule-set.ts'
import type { FileText } from './match/text.ts'

/** A secret as the cache keeps it and a finding tells it. A type, not an interface, so that it is plain JSON. */
export type Hit = {
  readonly rule: string
  /** From 1; columns count characters. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly evidence: string
  /** Where the secret stands in the evidence, in UTF-16 units. */
  readonly highlight: readonly [number, number]
  readonly secret: string
  /** Other secrets that stand in the evidence, pieces of this one, or other spellings of it. */
  readonly also: readonly string[]
  /** SHA-256 of the secret without its spelling (line breaks, escapes). */
  readonly sha256: string
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly note?: NoteCode
  /** Seconds since 1970. */
  readonly expires?: number
}

export interface SearchOptions {
  readonly rules: RuleSet
  readonly kind: TextKind
  /** Empty for what stands in no file. */
  readonly path: string
  readonly keywords?: ReadonlySet<string>
}

/** At most this many secrets of one file are told; what is more is counted. */
export const MOST_HITS = 200

/** What a search has found. */
export interface FoundInText {
  readonly hits: readonly Hit[]
  /** Secrets beyond those of `hits`. */
  readonly more: number
  /** Every stretch of the text that must not be shown; all of it where the search was given up. */
  readonly hidden: readonly Stretch[]
}

/** The secrets of a text, with where they stand and what shows them. */
export function findInText(file: FileText, options: SearchOptions): FoundInText {
  const { rules, kind, keywords, path } = options
  const {
    matches,
    more: beyond,
    ...around
  } = findSecrets(
    file.text,
    { kind, format: formatOf(path), isBinary: file.isBinary, ...(keywords ? { keywords } : {}) },
    rules,
  )
  const position = createPositions(file)
  const hits: Hit[] = []
  let more = beyond
  for (const match of matches) {
    if (hits.length >= MOST_HITS) {
      more += 1
      continue
    }
    const hit = describe(file, match, around)
    const at = position(match.start)
    if (isWeakPassword(hit)) continue
    hits.push({ ...hit, line: at.line, column: at.column, ...endOf(file, match, at) })
  }
  return { hits, more, hidden: around.isWhole ? around.hidden : [{ start: 0, end: file.text.length }] }
}

/** A password that everybody knows is a weak one, which the plugin weakpass tells. What a user's own rule names is the user's. */
function isWeakPassword({ rule, secret }: Pick<Hit, 'rule' | 'secret'>): boolean {
  if (!rule.startsWith('SENS-') || secret.length > 256) return false
  // The default of `${NAME:-password}`, what stands behind a user's name, and either in base 64.
  const password = secret.replace(/^\$\{[\w.]{1,64}:?[-=]?([^}]*)\}$/, '$1').replace(/^[\w.@-]{1,64}:/, '')
  const decoded = /^[A-Za-z0-9+/]{4,200}={0,2}$/.test(secret)
    ? Buffer.from(secret, 'base64')
        .toString('latin1')
        .trim()
        .replace(/^[\w.@-]{1,64}:/, '')
    : ''
  return isKnownPassword(secret) || isKnownPassword(password) || isKnownPassword(decoded)
}

type Description = Omit<Hit, 'line' | 'column' | 'endLine' | 'endColumn'>

function describe(file: FileText, match: Match, around: Omit<Secrets, 'matches' | 'more'>): Description {
  const { verdict } = match
  const secret = file.decode(match.secret)
  const evidence = evidenceOf(file, match, around)
  const also = new Set([...(verdict.alsoSecret ?? []), ...evidence.secrets])
  also.delete(secret)
  return {
    rule: match.rule.id,
    evidence: evidence.text,
    highlight: evidence.highlight,
    secret,
    also: [...also],
    sha256: sha256(verdict.identity ?? secret),
    ...(verdict.severity ? { severity: verdict.severity } : {}),
    ...(verdict.confidence ? { confidence: verdict.confidence } : {}),
    ...(verdict.note ? { note: verdict.note } : {}),
    ...(verdict.expires === undefined ? {} : { expires: verdict.expires }),
  }
}

function endOf(
  file: FileText,
  match: Match,
  at: { readonly line: number; readonly column: number },
): { endLine: number; endColumn: number } {
  const { text } = file
  let line = at.line
  let lineStart = -1
  for (
    let next = text.indexOf('\n', match.start);
    next !== -1 && next < match.end;
    next = text.indexOf('\n', next + 1)
  ) {
    line += 1
    lineStart = next + 1
  }
  const column = lineStart < 0 ? at.column + file.count(match.start, match.end) : 1 + file.count(lineStart, match.end)
  return { endLine: line, endColumn: column }
}
