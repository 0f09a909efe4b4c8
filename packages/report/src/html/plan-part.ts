import type { Language } from '@veinmind/internal/text'
import type { Severity } from '@veinmind/sdk'
import { label } from '../model/labels.ts'
import type { Report } from '../model/model.ts'
import { planTexts } from '../text/plan-text.ts'
import type { NamesOf } from '../text/target-names.ts'

/** Targets and steps of the page's own tables; their texts count all. */
const MOST_TARGETS = 100
const MOST_STEPS = 200

/** What to upgrade in a target. */
export interface PlanPart {
  /** Its name, where there are several. */
  readonly target: string
  readonly texts: readonly string[]
  readonly rows: readonly PlanRow[]
}

interface PlanRow {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly removes: number
  readonly severity: Severity
  readonly severityName: string
  readonly base: string
}

/** The plans of a report, for the page. */
export function planParts({ plan = [] }: Report, namesOf: NamesOf, language: Language): readonly PlanPart[] {
  return plan.slice(0, MOST_TARGETS).map((one) => ({
    target: plan.length > 1 ? namesOf(one.target).join(', ') : '',
    texts: planTexts(one, language),
    rows: one.steps.slice(0, MOST_STEPS).map((step) => ({
      name: step.package,
      from: step.from,
      to: step.to,
      removes: step.removes,
      severity: step.worst,
      severityName: label(step.worst, language),
      base: step.inBase === true ? label('planInBase', language) : '',
    })),
  }))
}
