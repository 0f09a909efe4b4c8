import type { HistoryStep, Location, ReportEvent } from '@veinmind/sdk'
import { english, finding } from './event.ts'
import type { FindingInput } from './event.ts'

/** A risky step of the image's history, or a part of its configuration that no step is known for. `at` is by default the step. */
export interface AbnormalHistoryInput extends Omit<FindingInput, 'at'> {
  readonly step?: HistoryStep
  readonly at?: FindingInput['at']
  /** The Dockerfile instruction, such as `RUN`. */
  readonly instruction?: string
  /** What follows the instruction; by default the whole text of the step. */
  readonly content?: string
}

/** A risky step of the history (type `AbnormalHistory`). */
export function abnormalHistory(input: AbnormalHistoryInput): ReportEvent {
  const { step, rule, instruction = '', content = step?.createdBy ?? '' } = input
  return finding(
    { ...input, at: input.at ?? (step ? stepLocation(step) : []) },
    {
      type: 'AbnormalHistory',
      detail: { instruction, content, description: english(rule.description ?? rule.title) },
      evidence: instruction === '' ? content : `${instruction} ${content}`,
    },
  )
}

/** The place of a history step; of its layer only the index is known here, the report service adds the digest. */
export function stepLocation(step: HistoryStep): Location {
  return { step: { index: step.index, createdBy: step.createdBy } }
}
