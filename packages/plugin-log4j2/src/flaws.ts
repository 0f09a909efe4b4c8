import { inRange } from '@veinmind/versions'
import type { Confidence, Rule, Severity } from '@veinmind/sdk'
import FLAWS from './flaws.json' with { type: 'json' }
import type { Product, ProductName } from './products.ts'

/** A copy of log4j on which the tests try a rule. */
interface FlawSample {
  readonly product: string
  readonly version: string
  readonly signs: readonly string[]
}

/** The versions that have a flaw: from the first up to the one that fixes it, or to the last. */
interface AffectedRange {
  readonly from: string
  readonly fixed?: string
  readonly last?: string
}

/** A flaw of log4j: the versions that have it, and the classes by which it is recognised. */
export interface Flaw {
  readonly id: string
  readonly cve: string
  readonly aliases: readonly string[]
  readonly published: string
  readonly severity: Severity
  readonly confidence?: Confidence
  readonly title: { readonly en: string; readonly zh: string }
  readonly description: { readonly en: string; readonly zh: string }
  /** By `group:artifact`. A flaw that was fixed on several branches has a range for each. */
  readonly ranges: Readonly<Record<string, readonly AffectedRange[]>>
  readonly classes: {
    /** The sign of the class that has the flaw. */
    readonly needs: string
    /** The sign of a class that refers to the one with the flaw: when only this one is there, the other was removed. */
    readonly expected?: string
    /** Signs of fixed classes. */
    readonly mended: readonly string[]
  }
  /** The class whose removal ends the flaw. */
  readonly removed?: string
  readonly attack: readonly string[]
  readonly cwes: readonly string[]
  readonly cvss: string
  readonly sample: FlawSample
  readonly other: FlawSample
}

/** Every flaw that is looked for. */
export const LOG4J_FLAWS: readonly Flaw[] = FLAWS as readonly Flaw[]

/** Known to be exploited, as CISA lists them. */
const EXPLOITED: ReadonlySet<string> = new Set(['CVE-2021-44228', 'CVE-2021-45046'])

/** Their rules, in the same order. */
export const RULES: readonly Rule[] = LOG4J_FLAWS.map((flaw) => ({
  id: flaw.id,
  title: { en: `${flaw.cve}: ${flaw.title.en}`, zh: `${flaw.cve}：${flaw.title.zh}` },
  severity: flaw.severity,
  ...(flaw.confidence === undefined ? {} : { confidence: flaw.confidence }),
  description: flaw.description,
  attack: flaw.attack,
  tags: ['flaw', ...(EXPLOITED.has(flaw.cve) ? ['flaw:from-network', 'flaw:exploited'] : [])],
  references: [`https://nvd.nist.gov/vuln/detail/${flaw.cve}`, 'https://logging.apache.org/security.html'],
  remediation: remedyOf(flaw),
}))

function remedyOf({ cve, removed }: Flaw): NonNullable<Rule['remediation']> {
  if (cve === 'CVE-2021-4104')
    return {
      en: 'Put reload4j, or log4j-1.2-api with log4j-core, in its place; until then take JMSAppender.class out of the archive.',
      zh: '改用 reload4j，或 log4j-1.2-api 加 log4j-core；在此之前从归档中删除 JMSAppender.class。',
    }
  const until =
    removed === undefined
      ? { en: '', zh: '' }
      : { en: ` Until then take ${removed}.class out of the archive.`, zh: `在此之前从归档中删除 ${removed}.class。` }
  return {
    en: `Upgrade log4j-core to 2.17.1 or later; to 2.12.4 on Java 7, to 2.3.2 on Java 6.${until.en}`,
    zh: `将 log4j-core 升级到 2.17.1 或更高版本；Java 7 用 2.12.4，Java 6 用 2.3.2。${until.zh}`,
  }
}

/** Whether a version has the flaw; `undefined` where the version has no order. */
export function isAffected({ ranges }: Flaw, { name, version }: Product): boolean | undefined {
  const answers = (ranges[name] ?? []).map((range) => isIn(range, version))
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false
}

/** The version that mends a flaw on the branch of `version`, the newest without one; undefined where none does. */
export function fixedFor({ ranges }: Flaw, name: ProductName, version: string | undefined): string | undefined {
  const own = ranges[name] ?? []
  const range = version === undefined ? own.at(-1) : own.find((one) => isIn(one, version) === true)
  return range?.fixed
}

function isIn({ from, fixed, last }: AffectedRange, version: string): boolean | undefined {
  const end = fixed !== undefined ? [{ fixed }] : last !== undefined ? [{ lastAffected: last }] : []
  return inRange('Maven', version, [{ introduced: from }, ...end])
}
