import { MAX_CHAIN, stageOnTooMany } from './dockerfile/model.ts'
import { parseDockerfile } from './dockerfile/parse-dockerfile.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import type { DockerfileRule } from './rules/dockerfile/define.ts'
import { DOCKERFILE_RULES } from './rules/dockerfile/index.ts'

/** Checks a Dockerfile by our rules and those of `more`: broken rules, and what could not be read. */
export function checkDockerfile(text: string, path: string, more: readonly DockerfileRule[] = []): Checked {
  const file = parseDockerfile(text)
  const findings: Finding[] = []
  const problems: Diagnostic[] = [...file.problems]
  const deep = stageOnTooMany(file.stages)
  if (deep)
    problems.push({
      message: `a stage is built on more than ${MAX_CHAIN} others: what the first of them set is not looked at`,
      line: deep.from.line,
      column: deep.from.column,
    })
  for (const rule of [...DOCKERFILE_RULES, ...more]) {
    for (const { at, evidence, secrets = [], problem, as = rule } of rule.check(file)) {
      const { line = 1, column = 1, endLine, endColumn } = at ?? {}
      if (problem !== undefined) {
        problems.push(undecided(rule, problem, { line, column }))
        continue
      }
      findings.push({
        rule: as,
        at: {
          path,
          line,
          column,
          ...(endLine === undefined ? {} : { endLine }),
          ...(endColumn === undefined ? {} : { endColumn }),
        },
        evidence: evidence ?? at?.text ?? '',
        secrets,
      })
    }
  }
  return { findings: findings.toSorted(byPlace), problems, notes: [] }
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
