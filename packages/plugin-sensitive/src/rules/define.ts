import type { Confidence, Severity } from '@veinmind/sdk'
import type { Family } from './families.ts'
import { vendorTitle } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { ruleId } from './rule.ts'
import { closeOf, OPERATOR, QUOTE } from './operators.ts'
import type { CheckName, ContentRule } from './rule.ts'
import type { Title } from './title.ts'

/** A rule as it stands in the data files of this folder. */
export interface RuleData {
  /** The number of `SENS-<number>`. */
  readonly id: number
  readonly name: string
  /** Vendor and kind of thing, a vendor with a Chinese name, or a whole title. */
  readonly title: readonly [vendor: string, kind: Kind, zhVendor?: string] | Title
  readonly severity: Severity
  readonly confidence?: Confidence
  /** Prefixes that a token begins with (its keywords), and what follows them. */
  readonly token?: string | readonly string[]
  readonly body?: string
  /** The prefix is part of common words: it counts only behind a quote, a space, `=`, `:` or `>`. */
  readonly delimited?: boolean
  /** A word of the variable's name (its keyword) and the shape of the value that is assigned to it. */
  readonly assigned?: string | readonly string[]
  readonly value?: string
  /** The value is too common to count without a word such as `secret` or `key` beside the vendor's. */
  readonly weak?: boolean
  /** Anything else. */
  readonly pattern?: string
  readonly keywords?: readonly string[]
  readonly ignoreCase?: boolean
  readonly before?: number
  readonly after?: number
  readonly entropy?: number
  readonly check?: CheckName
  readonly beside?: string
  readonly binary?: boolean
  readonly loose?: boolean
  readonly unfiltered?: boolean
  /** Where the format is described in public. */
  readonly source: string | readonly string[]
  /** Numbers of the original's rules; by default the own number when it is below 200. */
  readonly legacy?: readonly number[]
  readonly sample: string | readonly string[]
  readonly miss: string | readonly string[]
}

// A vendor's name may be a word of several.
const CLOSE = closeOf('[\\w .,$-]{0,30}')
const END_OF_VALUE = String.raw`(?=[\s"'\x60\\,;)}\]<&#|]|$)`

/** The pattern of a value assigned to a name that `name` matches the beginning of. */
export function assignmentPattern(name: string, value: string): string {
  return `${name}${CLOSE}${OPERATOR}\\s{0,8}(?:[@NnUuBbRrL]{1,2}(?=["'\x60]))?(?<quote>${QUOTE})?(?<secret>${value})${END_OF_VALUE}`
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T])

/** The rules of a family from their data. */
export function defineRules(family: Family, rules: readonly RuleData[]): readonly ContentRule[] {
  return rules.map((data) => defineRule(family, data))
}

function defineRule(family: Family, data: RuleData): ContentRule {
  const form = formOf(data)
  return {
    id: ruleId(data.id),
    name: data.name,
    title: 'en' in data.title ? data.title : vendorTitle(...data.title),
    severity: data.severity,
    confidence: data.confidence ?? form.confidence,
    family,
    references: list(data.source),
    legacyIds: data.legacy ?? (data.id < 200 ? [data.id] : []),
    keywords: form.keywords,
    pattern: form.pattern,
    ignoreCase: data.ignoreCase ?? form.ignoreCase,
    before: data.before ?? 0,
    after: data.after ?? 0,
    entropy: data.entropy ?? form.entropy,
    ...(form.check === undefined ? {} : { check: form.check }),
    ...(data.beside === undefined ? {} : { beside: data.beside }),
    binary: data.binary ?? form.binary,
    loose: data.loose ?? false,
    unfiltered: data.unfiltered ?? false,
    samples: list(data.sample),
    misses: list(data.miss),
  }
}

type Form = Pick<ContentRule, 'keywords' | 'pattern' | 'ignoreCase' | 'entropy' | 'binary' | 'confidence' | 'check'>

function formOf(data: RuleData): Form {
  if (data.token !== undefined) return tokenForm(data, list(data.token))
  if (data.assigned !== undefined) return assignmentForm(data, list(data.assigned))
  const { pattern = '', keywords = [] } = data
  return { keywords, pattern, ignoreCase: false, entropy: 0, binary: false, confidence: 'high', ...checkOf(data.check) }
}

const DELIMITERS = ['"', "'", ' ', '=', ':', '>']

function tokenForm(data: RuleData, prefixes: readonly string[]): Form {
  const start = prefixes.length === 1 ? escape(prefixes[0] ?? '') : `(?:${prefixes.map(escape).join('|')})`
  const secret = `(?<secret>${start}${data.body ?? ''})(?![\\w-])`
  const form = { ignoreCase: false, entropy: 2.5, binary: true, confidence: 'high', ...checkOf(data.check) } as const
  if (!data.delimited) return { ...form, keywords: prefixes, pattern: `(?<![A-Za-z0-9])${secret}` }
  const keywords = prefixes.flatMap((prefix) => DELIMITERS.map((delimiter) => delimiter + prefix))
  return { ...form, keywords, pattern: `["' =:>]${secret}` }
}

function assignmentForm(data: RuleData, names: readonly string[]): Form {
  const name = names.length === 1 ? escape(names[0] ?? '') : `(?:${names.map(escape).join('|')})`
  // A short name is part of common words ("lob" of "global"), a long one of names such as `myFacebookKey`.
  const boundary = names.some(({ length }) => length <= 6) ? '(?<![A-Za-z0-9])' : ''
  return {
    keywords: names,
    pattern: assignmentPattern(`${boundary}(?<name>${name})`, data.value ?? ''),
    ignoreCase: true,
    entropy: 2.5,
    binary: false,
    confidence: data.weak ? 'low' : 'medium',
    check: data.check ?? (data.weak ? 'named-assignment' : 'assignment'),
  }
}

function checkOf(check: CheckName | undefined): { check?: CheckName } {
  return check === undefined ? {} : { check }
}
