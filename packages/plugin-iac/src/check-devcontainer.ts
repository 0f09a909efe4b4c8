import type { Location } from '@veinmind/sdk'
import { checkCommand } from './check-command.ts'
import { readDevContainer } from './devcontainer/read-devcontainer.ts'
import { withoutComments } from './devcontainer/without-comments.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { checkDevContainer } from './rules/devcontainer/index.ts'
import { showPath } from './values.ts'
import { parseYaml } from './yaml/parse-yaml.ts'

/** Checks the configuration of a dev container and its commands: broken rules, and what could not be read. */
export function checkDevContainerFile(text: string, path: string): Checked {
  const { documents, problems } = parseYaml(withoutComments(text))
  const findings: Finding[] = []
  const open: Diagnostic[] = []
  for (const document of documents) {
    const add = ({ rule, fault }: BrokenRule): void => {
      const at: Location = { path, ...document.place(fault.path), object: showPath(document.value, fault.path) }
      if (fault.problem === undefined)
        findings.push({ rule, at, evidence: fault.evidence ?? document.text(fault.path), secrets: fault.secrets ?? [] })
      else open.push(undecided(rule, fault.problem, at))
    }
    const container = readDevContainer(document.value)
    for (const broken of checkDevContainer(container)) add(broken)
    for (const { command, path: where } of container.commands) {
      const { broken, cuts } = checkCommand(command)
      const { line = 1, column = 1 } = document.place(where) ?? {}
      for (const message of cuts) open.push({ message, line, column })
      for (const { rule, fault } of broken) add({ rule, fault: { ...fault, path: where } })
    }
  }
  return { findings, problems: [...problems, ...open], notes: [] }
}
