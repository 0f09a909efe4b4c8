import { english } from '../events/event.ts'
import { mapStrings } from '../map-strings.ts'
import type { Report } from '../model.ts'
import type { Renderer } from '../renderer.ts'
import { wellFormed } from '../well-formed.ts'

/** The envelope. Texts of rules are English, so that what reads it finds the same whatever the language. */
export const json: Renderer = {
  file: 'report.json',
  render: (report) => `${JSON.stringify(machineReport(report), undefined, 2)}\n`,
}

/** The report with texts of rules in English and every string valid Unicode. */
export function machineReport(report: Report): Report {
  const findings = report.findings.map((finding) => ({ ...finding, rule: englishRule(finding.rule) }))
  return mapStrings({ ...report, findings }, wellFormed)
}

function englishRule(rule: Report['findings'][number]['rule']): Report['findings'][number]['rule'] {
  const { title, description, remediation } = rule
  return {
    ...rule,
    title: english(title),
    ...(description === undefined ? {} : { description: english(description) }),
    ...(remediation === undefined ? {} : { remediation: english(remediation) }),
  }
}
