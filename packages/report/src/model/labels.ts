import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import type { Text } from '@veinmind/sdk'
import type { Outcome } from './model.ts'
import labels from './labels.json' with { type: 'json' }
import typeLabels from './type-labels.json' with { type: 'json' }

/** The name of a label. */
export type LabelName = keyof typeof labels

/** The words of reports in every language; `{0}` and `{1}` take what is counted. A test counts what is not translated. */
export const LABELS: Readonly<Record<LabelName, Text>> = labels

/** What the types of the original are called; any other type is called by its own name. */
export const TYPE_LABELS: Readonly<Record<string, Text>> = typeLabels

/** A label in a language, its places filled. */
export function label(name: LabelName, language: Language, ...values: readonly (string | number)[]): string {
  return localize(LABELS[name], language).replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place))
}

/** What a type of event is called. */
export function typeLabel(type: string, language: Language): string {
  const text = Object.hasOwn(TYPE_LABELS, type) ? TYPE_LABELS[type] : undefined
  return text === undefined ? type : localize(text, language)
}

/** What an outcome is called. */
export function outcomeLabel(outcome: Outcome, language: Language): string {
  return label(outcome === 'skipped' ? 'skippedOutcome' : outcome, language)
}

/** The names of all labels. */
export const LABEL_NAMES: readonly LabelName[] = Object.keys(labels) as LabelName[]
