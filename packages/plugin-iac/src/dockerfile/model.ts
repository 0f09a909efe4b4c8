import type { ShellCommand } from './shell.ts'

/** A word of an instruction as it is written and as it is read, with its place. */
export interface Word {
  readonly raw: string
  /** Without quotes and escapes. */
  readonly value: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** A flag such as `--from=build`; without `=`, the value is `''`. */
export interface Flag {
  readonly name: string
  readonly value: string
}

/** A here-document: the file or the script that follows an instruction. */
export interface Heredoc {
  readonly name: string
  readonly body: string
  /** Line of its first line of content. */
  readonly line: number
}

/** An instruction with the lines that it takes. */
export interface Instruction {
  /** In capitals. */
  readonly keyword: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** As it stands in the file, heredocs with it. */
  readonly text: string
  /** What follows the keyword and the flags, continued lines joined. */
  readonly rest: string
  readonly flags: readonly Flag[]
  readonly words: readonly Word[]
  /** The exec form, where it is one. */
  readonly exec?: readonly string[]
  readonly heredocs: readonly Heredoc[]
  /** Commands that RUN, CMD, ENTRYPOINT and HEALTHCHECK run in a shell, or by the exec form. */
  readonly commands: readonly ShellCommand[]
  /** Whether it stands behind ONBUILD. */
  readonly onBuild: boolean
  /** Index of its stage; -1 before the first FROM. */
  readonly stage: number
}

/** A stage of a build. */
export interface Stage {
  readonly index: number
  readonly from: Instruction
  /** The image as it is written, variables put in where their value stands in the file. */
  readonly image: string
  /** False when a variable of the image has no value in the file. */
  readonly isKnown: boolean
  /** In lower case, as Docker compares it. */
  readonly name?: string
  /** The earlier stage that it is built on. */
  readonly base?: Stage
  readonly instructions: readonly Instruction[]
}

/** What is wrong with a file, and where. */
export interface Problem {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** A Dockerfile or Containerfile. */
export interface Dockerfile {
  readonly directives: ReadonlyMap<string, string>
  readonly instructions: readonly Instruction[]
  readonly stages: readonly Stage[]
  readonly problems: readonly Problem[]
}

/** The stage that becomes the image. */
export function finalStage(file: Dockerfile): Stage | undefined {
  return file.stages.at(-1)
}

/** Stages on stages; a hostile file has thousands, and every rule asks every one of them. */
export const MAX_CHAIN = 64

/** A stage and those that it is built on, so that what they set is known to hold in it. */
export function chainOf(stage: Stage): readonly Stage[] {
  const chain: Stage[] = []
  for (let one: Stage | undefined = stage; one && chain.length < MAX_CHAIN; one = one.base) chain.push(one)
  return chain
}

/** The first stage that is built on more stages than are looked at. */
export function stageOnTooMany(stages: readonly Stage[]): Stage | undefined {
  const depths = new Map<Stage, number>()
  for (const stage of stages) {
    const depth = 1 + (stage.base ? (depths.get(stage.base) ?? 0) : 0)
    if (depth > MAX_CHAIN) return stage
    depths.set(stage, depth)
  }
  return undefined
}

/** The instruction of this keyword that holds at the end of the stage. */
export function lastOf(stage: Stage, keyword: string): Instruction | undefined {
  for (const { instructions } of chainOf(stage)) {
    const found = instructions.findLast((one) => one.keyword === keyword && !one.onBuild)
    if (found) return found
  }
  return undefined
}

/** Whether a stage is files alone, as builds hand them on: nothing on scratch, and nothing that is started. */
export function isFilesOnly(stage: Stage): boolean {
  return chainOf(stage).at(-1)?.image === 'scratch' && !lastOf(stage, 'CMD') && !lastOf(stage, 'ENTRYPOINT')
}

/** The value of a flag, where the instruction has it. */
export function flagOf(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.find((flag) => flag.name === name)?.value
}
