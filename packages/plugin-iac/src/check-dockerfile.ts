import { parseDockerfile } from './dockerfile/parse-dockerfile.ts'
import type { Checked, Finding } from './finding.ts'
import { DOCKERFILE_RULES } from './rules/dockerfile/index.ts'

/** The rules that a Dockerfile breaks, and what of it cannot be read. */
export function checkDockerfile(text: string, path: string): Checked {
  const file = parseDockerfile(text)
  const findings: Finding[] = []
  for (const rule of DOCKERFILE_RULES) {
    for (const { at, evidence, secrets = [] } of rule.check(file)) {
      const { line = 1, column = 1, endLine, endColumn } = at ?? {}
      findings.push({
        rule,
        at: { path, line, column, ...(endLine === undefined ? {} : { endLine }), ...(endColumn === undefined ? {} : { endColumn }) },
        evidence: evidence ?? at?.text ?? '',
        secrets,
      })
    }
  }
  return { findings: findings.toSorted(byPlace), problems: file.problems, notes: [] }
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
