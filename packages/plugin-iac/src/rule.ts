import type { Confidence, Rule, Severity } from '@veinmind/sdk'
import { sameRisks } from './rules/same-risks.ts'
import { tagsOf } from './rules/tags.ts'

/** A text in the languages of reports. */
export interface Both {
  readonly en: string
  readonly zh: string
}

/** The text and data of a rule. Its check stands beside it, in the rule's own type. */
export interface RuleData {
  /** Stable: `DF-005`. */
  readonly id: string
  readonly title: Both
  readonly severity: Severity
  /** `high` unless said. */
  readonly confidence?: Confidence
  /** What can happen because of it. */
  readonly why: Both
  /** What to do about it. */
  readonly remedy: Both
  /** The corrected lines. */
  readonly fix: string
  /** Addresses, and sections of benchmarks and standards. */
  readonly references: readonly string[]
  /** MITRE ATT&CK technique ids. */
  readonly attack?: readonly string[]
}

const known = new WeakMap<RuleData, Rule>()

/** The rule as reports have it. */
export function toReportRule(data: RuleData): Rule {
  const made = known.get(data)
  if (made) return made
  const { id, title, severity, confidence = 'high', why, remedy, fix, references, attack } = data
  const tags = tagsOf(id)
  const rule: Rule = {
    id,
    title,
    severity,
    confidence,
    description: why,
    remediation: { en: `${remedy.en}\n${fix}`, zh: `${remedy.zh}\n${fix}` },
    references: [...references, ...sameRisks(id)],
    ...(attack ? { attack } : {}),
    ...(tags ? { tags } : {}),
  }
  known.set(data, rule)
  return rule
}
