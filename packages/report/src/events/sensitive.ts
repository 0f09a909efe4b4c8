import type { Entry, HistoryStep, ReportEvent } from '@veinmind/sdk'
import { english, finding } from './event.ts'
import type { FindingInput } from './event.ts'
import { fileDetail } from './file-detail.ts'
import { stepLocation } from './history.ts'

/** A secret, or a sensitive file, in the file system. */
export interface SensitiveFileInput extends FindingInput {
  readonly entry?: Entry
  /** The text around the secret. */
  readonly context?: string
  /** Start and end of the secret in `context`, in UTF-16 units. */
  readonly highlight?: readonly [number, number]
}

/** A secret in a file, or a file that is one (type `SensitiveFile`). */
export function sensitiveFile(input: SensitiveFileInput): ReportEvent {
  const { at, entry, context = '', highlight = [0, 0] } = input
  return finding(input, {
    type: 'SensitiveFile',
    detail: {
      ...fileDetail(at, entry),
      ...ruleDetail(input),
      context_content: context,
      context_content_highlight_range: [...highlight],
    },
    ...(context === '' ? {} : { evidence: context }),
  })
}

/** A secret in an environment variable. Without `secrets`, the value is the secret. */
export interface SensitiveEnvInput extends FindingInput {
  readonly key: string
  readonly value: string
}

/** A secret in an environment variable (type `SensitiveEnv`); its evidence is `key=value`, masked. */
export function sensitiveEnv(input: SensitiveEnvInput): ReportEvent {
  const { key, value } = input
  return finding(input, {
    type: 'SensitiveEnv',
    detail: { key, value, ...ruleDetail(input) },
    evidence: `${key}=${value}`,
    identity: key,
    secrets: input.secrets ? [] : [value],
  })
}

/** A secret in a step of the history. `value` is the text of the step, `secrets` what of it is secret. */
export interface SensitiveHistoryInput extends Omit<FindingInput, 'at'> {
  readonly step: HistoryStep
  readonly at?: FindingInput['at']
  readonly value: string
  readonly secrets: readonly string[]
}

/** A secret in a step of the history (type `SensitiveHistory`). */
export function sensitiveHistory(input: SensitiveHistoryInput): ReportEvent {
  const { step, value } = input
  return finding(
    { ...input, at: input.at ?? stepLocation(step) },
    { type: 'SensitiveHistory', detail: { value, ...ruleDetail(input) }, evidence: value },
  )
}

function ruleDetail({ rule }: Pick<FindingInput, 'rule'>): Record<string, string> {
  return { rule_id: rule.id, rule_name: english(rule.title), rule_description: english(rule.description ?? rule.title) }
}
