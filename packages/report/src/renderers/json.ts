import { english } from '../events/event.ts'
import { jsonText } from '../json-text.ts'
import type { Report } from '../model.ts'
import type { Renderer } from '../renderer.ts'

/** The envelope. Texts of rules are English, so that what reads it finds the same whatever the language. */
export const json: Renderer = {
  render: (report) => jsonText(machineReport(report)),
}

function machineReport(report: Report): Report {
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, rule: englishRule(finding.rule) })) }
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
