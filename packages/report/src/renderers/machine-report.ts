import type { Rule } from '@veinmind/sdk'
import { english } from '../events/event.ts'
import type { Finding, Report } from '../model/model.ts'
import { lazyList } from '../store/lazy-list.ts'

/** The report for programs: texts of rules are English, so that what reads it finds the same whatever the language. */
export function machineReport(report: Report): Report {
  const rules = new Map<Rule, Rule>()
  const inEnglish = (rule: Rule): Rule => {
    const known = rules.get(rule) ?? englishRule(rule)
    rules.set(rule, known)
    return known
  }
  const list = <T extends Finding>(findings: readonly T[]): readonly T[] =>
    lazyList(findings.length, (index) => {
      const finding = findings[index] as T
      const { others, because } = finding
      return {
        ...finding,
        rule: inEnglish(finding.rule),
        ...(because ? { because: because.map((one) => ({ ...one, title: english(one.title) })) } : {}),
        ...(others ? { others: others.map((other) => ({ ...other, rule: inEnglish(other.rule) })) } : {}),
      }
    })
  return { ...report, findings: list(report.findings), accepted: list(report.accepted) }
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
