import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import type { Rule } from '@veinmind/sdk'
import { label } from '../model/labels.ts'

/** Who has a rule, and where its documentation is. */
export interface RuleOwner {
  readonly name: string
  readonly docs?: string
}

/** What a rule finds and how it is mended, as lines of text; what stands below a heading is indented. */
export function explainRule(rule: Rule, plugin: RuleOwner, language: Language): readonly string[] {
  const text = (value: Rule['title']): string => localize(value, language)
  const { id, severity, confidence, title, description, remediation, references = [], attack = [] } = rule
  const docs = rule.docs ?? (plugin.docs === undefined ? undefined : `${plugin.docs}#${id.toLowerCase()}`)
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)]
  const sure =
    confidence === undefined ? [] : [`${label('confidence', language)} ${label(`${confidence}Confidence`, language)}`]
  return [
    `${id}  ${text(title)}`,
    [label(severity, language), ...sure, plugin.name, ...attack].join(' · '),
    ...(description === undefined ? [] : ['', ...text(description).split('\n')]),
    ...section(label('remediation', language), remediation === undefined ? [] : text(remediation).split('\n')),
    ...section(label('references', language), [...references, ...(docs === undefined ? [] : [docs])]),
  ]
}
