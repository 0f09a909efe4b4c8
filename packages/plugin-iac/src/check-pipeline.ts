import type { Location } from '@veinmind/sdk'
import { checkCommand } from './check-command.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import { readGitlab } from './pipeline/read-gitlab.ts'
import { readWorkflow } from './pipeline/read-workflow.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { WORKFLOW_RULES } from './rules/pipeline/github.ts'
import { GITLAB_RULES } from './rules/pipeline/gitlab.ts'
import { asText, showPath } from './values.ts'
import { parseYaml } from './yaml/parse-yaml.ts'
import type { Path } from './yaml/places.ts'

/** A command of a pipeline, and where it stands. */
interface Command {
  readonly path: Path
  readonly text: string
}

/** Checks a workflow or an action of GitHub with its commands: broken rules, and what could not be read. */
export function checkWorkflow(text: string, path: string): Checked {
  return checkPipeline(text, path, (document) => {
    const workflow = readWorkflow(document)
    const commands = workflow.steps.flatMap((step): Command[] => {
      const run = asText(step.value['run'])
      return run === undefined ? [] : [{ path: [...step.path, 'run'], text: run }]
    })
    return {
      broken: WORKFLOW_RULES.flatMap((rule) => Array.from(rule.check(workflow), (fault) => ({ rule, fault }))),
      commands,
    }
  })
}

/** The same of a pipeline of GitLab. */
export function checkGitlab(text: string, path: string): Checked {
  return checkPipeline(text, path, (document) => {
    const pipeline = readGitlab(document)
    return {
      broken: GITLAB_RULES.flatMap((rule) => Array.from(rule.check(pipeline), (fault) => ({ rule, fault }))),
      commands: pipeline.commands,
    }
  })
}

function checkPipeline(
  text: string,
  path: string,
  read: (document: unknown) => { readonly broken: readonly BrokenRule[]; readonly commands: readonly Command[] },
): Checked {
  const { documents, problems } = parseYaml(text)
  const findings = new Map<string, Finding>()
  const open: Diagnostic[] = []
  for (const document of documents) {
    const { broken, commands } = read(document.value)
    const add = ({ rule, fault }: BrokenRule): void => {
      const at: Location = { path, ...document.place(fault.path), object: showPath(document.value, fault.path) }
      if (fault.problem !== undefined) open.push(undecided(rule, fault.problem, at))
      else {
        const evidence = fault.evidence ?? document.text(fault.path)
        // An anchor has its faults once, however often it is used.
        const key = JSON.stringify([rule.id, at.line, at.column, evidence])
        if (!findings.has(key)) findings.set(key, { rule, at, evidence, secrets: fault.secrets ?? [] })
      }
    }
    for (const one of broken) add(one)
    for (const { path: where, text: command } of commands) {
      const checked = checkCommand(withoutExpressions(command))
      const { line = 1, column = 1 } = document.place(where) ?? {}
      for (const message of checked.cuts) open.push({ message, line, column })
      for (const { rule, fault } of checked.broken) add({ rule, fault: { ...fault, path: where } })
    }
  }
  return { findings: [...findings.values()], problems: [...problems, ...open], notes: [] }
}

/** A script whose expressions are words: their braces and quotes are none of the shell. */
function withoutExpressions(command: string): string {
  return command.replaceAll(/\$\{\{[^}]{0,1024}\}\}/g, '$$EXPRESSION')
}
