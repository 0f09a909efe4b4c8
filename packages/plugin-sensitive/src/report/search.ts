import type { Accepted } from '@veinmind/sdk'
import { isKnownPassword } from '@veinmind/sdk/passwords'
import { findInText } from '../find-in-text.ts'
import type { Hit } from '../find-in-text.ts'
import { sha256 } from '../match/sha256.ts'
import { wrapText } from '../match/text.ts'
import type { AllowList } from '../options/allow-file.ts'
import type { Settings } from '../options/options.ts'
import { ENV_RULE } from '../rules/env.ts'
import type { ContentRule, EnvRule, PathRule } from '../rules/rule.ts'
import { secretInVariable } from './names.ts'
import type { Assignment } from './assignments.ts'

/** A secret that stands in the configuration of an image or container. */
export interface ConfigSecret {
  readonly rule: ContentRule | PathRule | EnvRule
  readonly hit: Pick<Hit, 'secret' | 'also' | 'sha256' | 'severity' | 'confidence' | 'note' | 'expires'>
  /** Everything secret that stands in the searched text, this one and others. */
  readonly hidden: readonly string[]
  readonly accepted?: Accepted
}

/** Longest part of a variable, a label or a history step that is searched. */
export const LONGEST = 262_144

/** The secrets of a text by the rules on contents. */
export function searchText(text: string, settings: Settings): readonly ConfigSecret[] {
  return searchFrom(text, 0, settings)
}

/** Of what is `hidden`, the part from `start` on: what stands before it is shown by itself. */
function searchFrom(text: string, start: number, { content, allow, rules }: Settings): readonly ConfigSecret[] {
  const found = findInText(wrapText(text.slice(0, LONGEST)), { rules: content, kind: 'config', path: '' })
  // What was not searched is not shown.
  const stretches = text.length > LONGEST ? [...found.hidden, { start: LONGEST, end: text.length }] : found.hidden
  const hidden = stretches
    .map((stretch) => text.slice(Math.max(start, stretch.start), stretch.end))
    .filter((secret) => secret !== '')
  return found.hits.flatMap((hit) => {
    const rule = rules.get(hit.rule)
    return rule ? [{ rule, hit, hidden, ...acceptedPart(allow, hit) }] : []
  })
}

/** The secrets of a variable: those of a known format, else the whole value when its name and value say so. */
export function searchVariable({ name, value }: Assignment, settings: Settings): readonly ConfigSecret[] {
  const known = searchFrom(`${name}=${value}`, name.length + 1, settings).filter(
    ({ rule }) => !('loose' in rule) || !rule.loose,
  )
  if (known.length > 0) return known
  if (settings.allow.allowsRule(ENV_RULE.id)) return []
  const why = secretInVariable(name, value)
  // A password that everybody knows is a weak one, which the plugin weakpass tells.
  if (why === undefined || isKnownPassword(value)) return []
  const hash = sha256(value)
  return [
    {
      rule: ENV_RULE,
      hidden: [value],
      ...acceptedPart(settings.allow, { rule: ENV_RULE.id, secret: value, sha256: hash }),
      hit: {
        secret: value,
        also: [],
        sha256: hash,
        ...(why === 'key' ? { confidence: 'low', severity: 'medium' } : {}),
      },
    },
  ]
}

function acceptedPart(allow: AllowList, hit: Pick<Hit, 'rule' | 'secret' | 'sha256'>): Pick<ConfigSecret, 'accepted'> {
  const accepted = allow.accepts({ ...hit, path: '' })
  return accepted === undefined ? {} : { accepted }
}
