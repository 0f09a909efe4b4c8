import type { Language } from '@veinmind/internal/text'
import { label } from '../model/labels.ts'
import type { TargetPlan } from '../model/model.ts'

/** Steps whose share is told apart, where there are many. */
const FIRST = 3

/** `3 upgrades remove 41 of 52; the rest has no fix`, and what came with the base image. */
export function planTexts({ total, removable, steps, base }: TargetPlan, language: Language): readonly string[] {
  const parts = [
    steps.length === 0
      ? label('planNothing', language, total)
      : label(steps.length === 1 ? 'planUpgrade' : 'planUpgrades', language, steps.length, removable, total),
  ]
  if (steps.length > 2 * FIRST) {
    const first = steps.slice(0, FIRST).reduce((sum, { removes }) => sum + removes, 0)
    parts.push(label('planFirst', language, FIRST, first))
  }
  if (steps.length > 0 && removable < total) parts.push(label('planNoFix', language))
  const texts = [parts.join(language === 'zh' ? '；' : '; ')]
  if (base !== undefined && base.total > 0)
    texts.push(label('planBase', language, base.total, base.name === '' ? '' : ` ${base.name}`, base.removable))
  return texts
}
