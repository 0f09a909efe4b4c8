import type { Rule, Severity } from '@veinmind/sdk'

/** A text in both languages. */
export interface Both {
  readonly en: string
  readonly zh: string
}

/** What a path is of: a container, an image, or a workload of a cluster or of a compose file. */
export type PathOf = 'container' | 'image' | 'workload'

/** What must be so of the thing itself, besides what was found. */
export type Condition =
  /** Strangers reach it: a port is published, or it is in the network of its host. Of an image: it names ports. */
  | 'reachable'
  /** It does not run as root. */
  | 'not-root'

/** A step of a path: a finding with one of these tags. */
export interface Step {
  readonly of: readonly string[]
  /** Tags that it must not have. */
  readonly not?: readonly string[]
  /** Of the machine, or of the cluster as a whole; by default of the thing itself. */
  readonly on?: 'host' | 'cluster'
  /** By default `medium`. */
  readonly atLeast?: Severity
  /** Only what an upper layer deletes, and what still ships. */
  readonly isDeleted?: true
  /** What the attacker does by it. */
  readonly does: Both
}

/** A path that an attacker walks. */
export interface PathRule {
  readonly id: string
  readonly title: Both
  readonly severity: Severity
  readonly of: readonly PathOf[]
  readonly needs?: readonly Condition[]
  readonly steps: readonly Step[]
  /** The step to cut first, from 1, and how. */
  readonly cut: { readonly step: number; readonly how: Both }
  /** Whether a step is an intruder's trace: then somebody may have walked it already. */
  readonly isInvasion?: true
  readonly attack: readonly string[]
  readonly references: readonly string[]
}

/** The rule as reports have it. */
export function toRule({ id, title, severity, steps, cut, attack, references }: PathRule): Rule {
  const numbered = (language: keyof Both, join: string): string =>
    steps.map(({ does }, index) => `${index + 1}. ${does[language]}`).join(join)
  return {
    id,
    title,
    severity,
    confidence: 'medium',
    description: { en: numbered('en', ' '), zh: numbered('zh', ' ') },
    remediation: {
      en: `Cut step ${cut.step} first: ${cut.how.en}`,
      zh: `优先切断第 ${cut.step} 步：${cut.how.zh}`,
    },
    attack,
    references: [
      ...attack.map((one) => `https://attack.mitre.org/techniques/${one.replace('.', '/')}/`),
      ...references,
    ],
  }
}
