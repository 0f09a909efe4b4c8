import type { Location } from '@veinmind/sdk'
import { readCompose } from './compose/read-compose.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import type { ComposeRule } from './rules/compose/define.ts'
import { checkComposeFile } from './rules/compose/index.ts'
import { showPath } from './values.ts'

/** The rules, and those of `more`, that a compose file breaks, and what of it cannot be read. */
export function checkCompose(text: string, path: string, more: readonly ComposeRule[] = []): Checked {
  const { files, problems: faults } = readCompose(text)
  const findings: Finding[] = []
  const problems: Diagnostic[] = [...faults]
  for (const file of files) {
    for (const { rule, fault } of checkComposeFile(file, more)) {
      const place = file.document.place(fault.path)
      if (fault.problem !== undefined) {
        problems.push(undecided(rule, fault.problem, place))
        continue
      }
      const at: Location = { path, ...place, object: showPath(file.document.value, fault.path) }
      findings.push({ rule, at, evidence: fault.evidence ?? file.document.text(fault.path), secrets: fault.secrets ?? [] })
    }
  }
  return { findings, problems, notes: [] }
}
