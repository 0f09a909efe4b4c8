import { SEVERITIES } from '@veinmind/sdk'
import type { Severity } from '@veinmind/sdk'
import { PLAN } from '../model/fix-plan.ts'
import type { PlanStep } from '../model/fix-plan.ts'
import type { Asset, Reported, TargetPlan } from '../model/model.ts'

/** Whether an event is a plan, as `fixPlan` makes them: any plugin may say anything. */
export function isPlan({ type, detail: { total, removable, steps, base } }: Reported): boolean {
  const areSteps = Array.isArray(steps) && steps.every((step) => isStep((step ?? {}) as unknown as Partial<PlanStep>))
  return type === PLAN && isCount(total) && isCount(removable) && areSteps && (base === undefined || isBase(base))
}

/** The plans of events. */
export function plansOf(events: readonly Asset[]): readonly TargetPlan[] {
  return Array.from(events, ({ target, detail }) => ({ target, ...(detail as unknown as Omit<TargetPlan, 'target'>) }))
}

function isStep({ type, package: name, packages, from, to, removes, worst, ids }: Partial<PlanStep>): boolean {
  const areTexts = [type, name, from, to].every((text) => typeof text === 'string')
  return (
    areTexts &&
    Array.isArray(packages) &&
    Array.isArray(ids) &&
    isCount(removes) &&
    SEVERITIES.includes(worst as Severity)
  )
}

function isBase(base: unknown): boolean {
  const { name, total, removable } = (base ?? {}) as Partial<NonNullable<TargetPlan['base']>>
  return typeof name === 'string' && isCount(total) && isCount(removable)
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
