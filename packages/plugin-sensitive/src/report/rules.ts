import type { Rule } from '@veinmind/sdk'
import { ENV_RULE } from '../rules/env.ts'
import { FAMILIES } from '../rules/families.ts'
import type { Family } from '../rules/families.ts'
import { CONTENT_RULES, PATH_RULES } from '../rules/index.ts'
import type { ContentRule, EnvRule, PathRule } from '../rules/rule.ts'
import { NOTES } from './notes.ts'
import type { FindingNote } from './notes.ts'

/**
 * What tells a secret from others of the same rule and path: two bytes of its SHA-256, so that whoever has the report can
 * confirm no guess of a password by the finding's fingerprint.
 */
export function identityOf({ sha256 }: { readonly sha256: string }): string {
  return sha256.slice(0, 4)
}

/** A rule as reports know it. A note adds what is true of this finding alone. */
export function reportedRule(rule: ContentRule | PathRule | EnvRule, note?: FindingNote): Rule {
  const family = FAMILIES[rule.family]
  const { en, zh } = family.description
  return {
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    confidence: rule.confidence,
    description: note ? { en: `${en} ${NOTES[note].en}`, zh: `${zh}${NOTES[note].zh}` } : family.description,
    remediation: rule.remediation ?? family.remediation,
    references: rule.references,
    attack: family.attack,
    tags: tagsOf(rule),
  }
}

/** What a secret opens, for plugins that put findings together. */
const TAGS: Readonly<Partial<Record<Family, string>>> = {
  cloud: 'secret:cloud-key',
  git: 'secret:source',
  ci: 'secret:build',
  database: 'secret:database',
  key: 'secret:private-key',
}
/** By the name of the rule, where that says more than its family. */
const TAGS_OF_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^docker-/, 'secret:registry'],
  [/^kubeconfig-/, 'secret:cluster'],
]

function tagsOf({ name, family }: ContentRule | PathRule | EnvRule): readonly string[] {
  const tag = TAGS_OF_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? TAGS[family]
  return tag === undefined ? ['secret'] : ['secret', tag]
}

/** Every built-in rule, as reports know it. */
export const REPORTED_RULES: readonly Rule[] = [...CONTENT_RULES, ...PATH_RULES, ENV_RULE].map((rule) =>
  reportedRule(rule),
)
