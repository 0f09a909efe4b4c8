import { joinStretches, tokenAround } from '@veinmind/internal/text'
import type { Stretch } from '@veinmind/internal/text'
import type { ContentRule } from '../rules/rule.ts'
import { judge } from './checks.ts'
import type { Verdict } from './candidate.ts'
import { entropy } from './entropy.ts'
import { formatOf } from './format.ts'
import { isExample, isKnownExample } from './placeholder.ts'
import { appliesTo } from './rule-set.ts'
import type { RuleSet, CompiledRule, TextFacts } from './rule-set.ts'
import { sha256 } from './sha256.ts'
import { TEST_KEYS } from './test-keys.ts'

/** A secret in a text; positions count UTF-16 units of the text. */
export interface Match {
  readonly rule: ContentRule
  readonly rank: number
  /** Where the whole match begins, with the name that the secret is assigned to. */
  readonly from: number
  readonly start: number
  readonly end: number
  readonly secret: string
  readonly verdict: Verdict
}

/** What a text holds. */
export interface Secrets {
  /** By position; where two claimed the same characters, the better one. */
  readonly matches: readonly Match[]
  /** Every stretch that any rule took for a secret, those of `matches` and others: none of it is shown. */
  readonly hidden: readonly Stretch[]
  /** Secrets that are no match, since their rule has enough of them; at least so many. */
  readonly more: number
  /** False where the search was given up: what stands beside a match may be a secret too. */
  readonly isWhole: boolean
}

/** At most this many matches of one rule in one text: the rest of a list of keys says nothing new. */
const MOST_OF_A_RULE = 50
/** What is more is still looked for, to be hidden, up to this many in a text. */
const MOST_HIDDEN = 10_000
/** How far from a secret its vendor may stand. */
const NEAR = 300
/** A window that grows beyond this is cut, so that a pattern never works on more at once. */
const LONGEST_WINDOW = 8192

/** The secrets that the rules find in `text`. */
export function findSecrets(text: string, facts: TextFacts, rules: RuleSet): Secrets {
  const finder = createFinder(text, facts)
  let lower: string | undefined
  for (const keyword of facts.keywords ?? rules.keywords) {
    for (const needle of rules.byKeyword.get(keyword) ?? []) {
      const compiled = needle.rules.filter(({ rule }) => appliesTo(rule, facts))
      if (compiled.length === 0) continue
      lower ??= needle.isExact ? undefined : lowerCase(text)
      search(finder, needle.isExact ? text : (lower ?? text), needle.text, compiled)
    }
  }
  const matches = withoutOverlaps(finder.matches)
  return {
    matches,
    more: countBeside(finder.dropped, matches),
    hidden: joinStretches(finder.hidden),
    isWhole: finder.hidden.length < MOST_HIDDEN,
  }
}

/** How many of these stretches are in none of the matches: of what several rules find, one is enough. */
function countBeside(stretches: readonly Stretch[], matches: readonly Match[]): number {
  return joinStretches([...matches, ...stretches]).length - joinStretches(matches).length
}

/** In lower case, if that has the same length: it may be longer (U+0130), and then positions would not fit. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

function search(finder: Finder, haystack: string, needle: string, rules: readonly CompiledRule[]): void {
  const anchored = rules.filter(({ rule }) => rule.before === 0)
  const windows = rules.filter(({ rule }) => rule.before > 0).map((rule) => createWindow(finder, rule))
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    for (const rule of anchored) finder.tryAt(rule, at)
    for (const window of windows) window.widen(at)
  }
  for (const window of windows) window.close()
}

interface Finder {
  readonly text: string
  readonly matches: Match[]
  readonly hidden: Stretch[]
  /** Secrets of rules that have enough of them. */
  readonly dropped: Stretch[]
  tryAt(rule: CompiledRule, at: number): void
  tryBetween(rule: CompiledRule, from: number, to: number): void
}

function createFinder(text: string, { kind, format = formatOf(''), testKeys = TEST_KEYS }: TextFacts): Finder {
  const matches: Match[] = []
  const hidden: Stretch[] = []
  const dropped: Stretch[] = []
  const counts = new Map<number, number>()
  const seen = new Set<string>()

  function accept({ rule, rank, beside }: CompiledRule, found: RegExpExecArray, offset: number): void {
    const groups = found.groups ?? {}
    const secret = groups['secret'] ?? groups['secret1'] ?? groups['secret2'] ?? found[0]
    const start = offset + found.index
    const secretStart = start + found[0].lastIndexOf(secret)
    const key = `${rank} ${secretStart} ${secret.length}`
    if (seen.has(key)) return
    seen.add(key)
    if (rule.entropy > 0 && entropy(secret) < rule.entropy) return
    if (!rule.unfiltered && !isArmored(rule) && isExample(secret)) return
    if (beside && !beside.test(text.slice(Math.max(0, start - NEAR), secretStart + secret.length + NEAR))) return
    const verdict = judge({ rule, text, kind, format, start, secretStart, secret, groups })
    const identity = verdict?.identity ?? secret
    // The key that a library tries itself with is none where the library is; anywhere else somebody uses it.
    if (!verdict || isKnownExample(identity) || (kind === 'foreign' && testKeys.has(sha256(identity)))) return
    const from = verdict.secretStart ?? secretStart
    const end = verdict.end ?? from + (verdict.secret ?? secret).length
    const last = hidden.at(-1)
    if (!last || from < last.start || end > last.end)
      hidden.push(tokenAround(text, { start: from, end }, from === start))
    const count = (counts.get(rank) ?? 0) + 1
    counts.set(rank, count)
    if (count > MOST_OF_A_RULE) {
      dropped.push({ start: from, end })
      return
    }
    matches.push({
      rule,
      rank,
      from: start,
      start: isArmored(rule) ? start : from,
      end,
      secret: verdict.secret ?? secret,
      verdict,
    })
  }
  const isFull = () => hidden.length >= MOST_HIDDEN

  return {
    text,
    matches,
    hidden,
    dropped,
    tryAt(rule, at) {
      if (isFull()) return
      const { pattern } = rule
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (found) accept(rule, found, 0)
    },
    tryBetween(rule, from, to) {
      const { pattern } = rule
      // One character more on the left, for what a pattern asks of what stands before.
      const offset = Math.max(0, from - 1)
      const slice = text.slice(offset, to)
      pattern.lastIndex = 0
      for (let found = pattern.exec(slice); found && !isFull(); found = pattern.exec(slice)) {
        if (found[0] === '') pattern.lastIndex += 1
        else accept(rule, found, offset)
      }
    },
  }
}

interface Window {
  widen(at: number): void
  close(): void
}

/** Joins the surroundings of keywords that stand close together, so that no character is looked at again and again. */
function createWindow(finder: Finder, rule: CompiledRule): Window {
  const { before, after } = rule.rule
  let from = -1
  let to = -1
  const close = () => {
    if (from >= 0) finder.tryBetween(rule, from, to)
    from = -1
  }
  return {
    widen(at) {
      const start = Math.max(0, at - before)
      if (from >= 0 && (start > to || at + after - from > LONGEST_WINDOW)) close()
      if (from < 0) from = start
      to = at + after
    },
    close,
  }
}

/** Rules whose match is a header: the secret is what follows it, and filters for short values say nothing about it. */
function isArmored({ check }: ContentRule): boolean {
  return check === 'pem' || check === 'pgp' || check === 'putty'
}

const SURENESS = { low: 0, medium: 1, high: 2 } as const
const BADNESS = { low: 0, medium: 1, high: 2, critical: 3 } as const

function compare(one: Match, other: Match): number {
  const loose = Number(one.rule.loose) - Number(other.rule.loose)
  if (loose !== 0) return loose
  const sure = (match: Match) => SURENESS[match.verdict.confidence ?? match.rule.confidence]
  const bad = (match: Match) => BADNESS[match.verdict.severity ?? match.rule.severity]
  // A rule that knows more of the name begins earlier: `FACEBOOK_APP_SECRET` is Facebook's, whatever an `app_secret` may be.
  return sure(other) - sure(one) || one.from - other.from || bad(other) - bad(one) || one.rank - other.rank
}

function withoutOverlaps(matches: readonly Match[]): readonly Match[] {
  if (matches.length < 2) return matches
  const sorted = [...matches].sort((one, other) => one.start - other.start || other.end - one.end)
  const kept: Match[] = []
  for (const match of sorted) {
    const last = kept.at(-1)
    if (!last || match.start >= last.end) kept.push(match)
    else if (compare(match, last) < 0) kept[kept.length - 1] = match
  }
  return kept
}
