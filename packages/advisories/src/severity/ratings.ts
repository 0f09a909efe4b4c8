import type { Level, OsvRecord, OsvSeverity, Rating, RatingSource } from '../model.ts'
import { RATING_SOURCES } from '../model.ts'
import { scoreVector } from './cvss.ts'
import type { CvssVersion } from './cvss.ts'

/** Words of all vendors. What is left out (`untriaged`, `none`, `not yet assigned`) says nothing. */
const WORDS: Readonly<Record<string, Level>> = {
  unimportant: 'low',
  negligible: 'low',
  minor: 'low',
  low: 'low',
  moderate: 'medium',
  medium: 'medium',
  important: 'high',
  high: 'high',
  critical: 'critical',
  urgent: 'critical',
}

const SOURCES: Readonly<Record<CvssVersion, RatingSource>> = {
  '2': 'cvss2',
  '3.0': 'cvss3.0',
  '3.1': 'cvss3.1',
  '4': 'cvss4',
}

/** The level of a word for how bad something is, of any vendor. */
export function levelOfWord(word: string): Level | undefined {
  const clean = word
    .trim()
    .toLowerCase()
    .replace(/[*\s]+$/, '')
  return Object.hasOwn(WORDS, clean) ? WORDS[clean] : undefined
}

/** The levels of CVSS 3 and 4, which CVSS 2 is given as well. */
export function levelOfScore(score: number): Level {
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  return score >= 4 ? 'medium' : 'low'
}

/** The rating of one entry of `severity`: a vector of CVSS, its score (`score 3`), or a vendor's word. */
export function ratingOf({ type, score }: OsvSeverity): Rating | undefined {
  const [, scored] = /^score ([234])$/.exec(type) ?? []
  if (scored !== undefined) return ratingOfScore(scored, Number(score))
  if (!/^CVSS_/i.test(type)) {
    const level = levelOfWord(score)
    return level === undefined ? undefined : { by: 'vendor', level }
  }
  const read = scoreVector(score)
  if (read === undefined) return undefined
  return { by: SOURCES[read.version], level: levelOfScore(read.score), score: read.score, vector: score }
}

/** Some sources give the score of a version of CVSS without its vector. */
function ratingOfScore(version: string, score: number): Rating | undefined {
  if (!(score >= 0 && score <= 10)) return undefined
  return { by: version === '4' ? 'cvss4' : version === '3' ? 'cvss3.1' : 'cvss2', level: levelOfScore(score), score }
}

/** The ratings of an advisory: the vendor's word, its own, and one of each version of CVSS. */
export function ratingsOf(record: OsvRecord, isVendor: boolean): readonly Rating[] {
  const own = record.level === undefined ? undefined : levelOfWord(record.level)
  // Errata of Red Hat and its kin begin with it.
  const [, word = ''] = /^\s*(low|moderate|important|critical)\s*:/i.exec(record.summary) ?? []
  const titled = isVendor ? levelOfWord(word) : undefined
  return sortRatings([
    ...record.severity.flatMap((each) => ratingOf(each) ?? []),
    ...(titled === undefined ? [] : [{ by: 'vendor' as const, level: titled }]),
    ...(own === undefined ? [] : [{ by: isVendor ? ('vendor' as const) : ('advisory' as const), level: own }]),
  ])
}

/** One rating a source, the sources in their order; of several of one source the worst. */
export function sortRatings(ratings: readonly Rating[]): readonly Rating[] {
  return RATING_SOURCES.flatMap((source) => {
    const own = ratings.filter(({ by }) => by === source)
    return own.length === 0 ? [] : [own.reduce((worst, each) => (isWorse(each, worst) ? each : worst))]
  })
}

const LEVELS: readonly Level[] = ['low', 'medium', 'high', 'critical']

/** Whether one rating is worse than another. */
export function isWorse(a: Rating, b: Rating): boolean {
  const [left, right] = [LEVELS.indexOf(a.level), LEVELS.indexOf(b.level)]
  return left === right ? (a.score ?? 0) > (b.score ?? 0) : left > right
}
