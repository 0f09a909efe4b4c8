import { cutsOf } from './dockerfile/parse-dockerfile.ts'
import { execCommands, splitCommands } from './dockerfile/shell.ts'
import type { Dockerfile, Instruction } from './dockerfile/model.ts'
import type { RuleData } from './rule.ts'
import { DOCKERFILE_RULES } from './rules/dockerfile/index.ts'

/** Rules on RUN that hold for any command: downloads that are run, certificates and signatures unchecked, open files, passwords. */
const COMMAND_RULES = DOCKERFILE_RULES.filter(({ id }) =>
  ['DF-033', 'DF-035', 'DF-039', 'DF-040', 'DF-044'].includes(id),
)

/** The rules that a command breaks which stands in another file than a Dockerfile, and what of it was not read. */
export function checkCommand(command: string | readonly string[]): {
  readonly broken: readonly {
    readonly rule: RuleData
    readonly fault: { readonly evidence?: string; readonly secrets: readonly string[] }
  }[]
  readonly cuts: readonly string[]
} {
  const run = asRun(command)
  const broken = COMMAND_RULES.flatMap((rule) =>
    Array.from(rule.check(run), ({ evidence, secrets = [], as = rule }) => ({
      rule: as,
      fault: { secrets, ...(evidence === undefined ? {} : { evidence }) },
    })),
  )
  return { broken, cuts: run.problems.map(({ message }) => message) }
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
