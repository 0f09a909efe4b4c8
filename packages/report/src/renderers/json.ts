import type { Rule } from '@veinmind/sdk'
import { english } from '../events/event.ts'
import { jsonPieces } from '../json-text.ts'
import type { Report } from '../model.ts'
import type { Renderer } from '../renderer.ts'

/** The envelope. Texts of rules are English, so that what reads it finds the same whatever the language. */
export const json: Renderer = {
  render: (report) => [...jsonPieces(machineReport(report))].join(''),
  pieces: (report) => jsonPieces(machineReport(report)),
}

function machineReport(report: Report): Report {
  const rules = new Map([...new Set(report.findings.map(({ rule }) => rule))].map((rule) => [rule, englishRule(rule)]))
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, rule: rules.get(finding.rule) ?? finding.rule })) }
}

function englishRule(rule: Rule): Rule {
  const { title, description, remediation } = rule
  return {
    ...rule,
    title: english(title),
    ...(description === undefined ? {} : { description: english(description) }),
    ...(remediation === undefined ? {} : { remediation: english(remediation) }),
  }
}
