import type { Argv } from 'yargs'

/** What a command is given: what follows its name, and where its exit code goes. */
export interface CommandContext {
  readonly args: readonly string[]
  readonly version: string
  exit(code: number): void
}

/** A command of the command line: `declare` adds it to yargs. Its heavy imports happen when it runs. */
export interface CliCommand {
  readonly name: string
  declare(parser: Argv, context: CommandContext): void
}
