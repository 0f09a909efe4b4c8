import type { Location } from '@veinmind/sdk'
import { readDevContainer } from './devcontainer/read-devcontainer.ts'
import { withoutComments } from './devcontainer/without-comments.ts'
import { cutsOf } from './dockerfile/parse-dockerfile.ts'
import { execCommands, splitCommands } from './dockerfile/shell.ts'
import type { Dockerfile, Instruction } from './dockerfile/model.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { checkDevContainer } from './rules/devcontainer/index.ts'
import { DOCKERFILE_RULES } from './rules/dockerfile/index.ts'
import type { DockerfileFault } from './rules/dockerfile/define.ts'
import { showPath } from './values.ts'
import { parseYaml } from './yaml/parse-yaml.ts'

/** Rules on RUN that hold for any command: downloads that are run, certificates and signatures unchecked, open files, passwords. */
const COMMAND_RULES = DOCKERFILE_RULES.filter(({ id }) =>
  ['DF-033', 'DF-035', 'DF-039', 'DF-040', 'DF-044'].includes(id),
)

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
      const run = asRun(command)
      for (const { message } of run.problems) {
        const { line = 1, column = 1 } = document.place(where) ?? {}
        open.push({ message, line, column })
      }
      for (const rule of COMMAND_RULES) {
        for (const { evidence, secrets = [], as = rule } of rule.check(run))
          add({ rule: as, fault: { path: where, secrets, ...withText(evidence) } })
      }
    }
  }
  return { findings, problems: [...problems, ...open], notes: [] }
}

function withText(evidence: DockerfileFault['evidence']): { readonly evidence?: string } {
  return evidence === undefined ? {} : { evidence }
}

/** A command as the one RUN of a Dockerfile. */
function asRun(command: string | readonly string[]): Dockerfile {
  const rest = typeof command === 'string' ? command : command.join(' ')
  const commands = typeof command === 'string' ? splitCommands(command) : execCommands(command)
  const instruction: Instruction = {
    keyword: 'RUN',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    text: `RUN ${rest}`,
    rest,
    flags: [],
    words: [],
    heredocs: [],
    commands,
    onBuild: false,
    stage: 0,
  }
  const from: Instruction = { ...instruction, keyword: 'FROM', text: 'FROM base', rest: 'base', commands: [] }
  return {
    directives: new Map(),
    instructions: [from, instruction],
    stages: [{ index: 0, from, image: 'base', isKnown: false, instructions: [instruction] }],
    problems: cutsOf(instruction),
  }
}
