import { findInText } from '../find-in-text.ts'
import type { Hit } from '../find-in-text.ts'
import { sha256 } from '../match/sha256.ts'
import { wrapText } from '../match/text.ts'
import type { Settings } from '../options/options.ts'
import { ENV_RULE } from '../rules/env.ts'
import type { ContentRule, EnvRule, PathRule } from '../rules/rule.ts'
import { secretInVariable } from './names.ts'
import type { Assignment } from './assignments.ts'

/** A secret that stands in the configuration of an image or container. */
export interface ConfigSecret {
  readonly rule: ContentRule | PathRule | EnvRule
  readonly hit: Pick<Hit, 'secret' | 'also' | 'sha256' | 'severity' | 'confidence' | 'note' | 'expires'>
}

/** Longest part of a variable, a label or a history step that is searched. */
const LONGEST = 262_144

/** The secrets of a text by the rules on contents. */
export function searchText(text: string, { content, allow, rules }: Settings): readonly ConfigSecret[] {
  const { hits } = findInText(wrapText(text.slice(0, LONGEST)), { rules: content, allow, kind: 'config', path: '' })
  return hits.flatMap((hit) => {
    const rule = rules.get(hit.rule)
    return rule ? [{ rule, hit }] : []
  })
}

/** The secrets of a variable: those of a known format, else the whole value when its name and value say so. */
export function searchVariable({ name, value }: Assignment, settings: Settings): readonly ConfigSecret[] {
  const known = searchText(`${name}=${value}`, settings).filter(({ rule }) => !('loose' in rule) || !rule.loose)
  if (known.length > 0) return known
  if (settings.allow.allowsRule(ENV_RULE.id)) return []
  const why = secretInVariable(name, value)
  if (why === undefined) return []
  const hash = sha256(value)
  if (settings.allow.allowsSecret({ rule: ENV_RULE.id, path: '', secret: value, sha256: hash })) return []
  return [{ rule: ENV_RULE, hit: { secret: value, also: [], sha256: hash, ...(why === 'key' ? { confidence: 'low', severity: 'medium' } : {}) } }]
}
