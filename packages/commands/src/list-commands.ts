import { createRun, runScript } from './follow/execute.ts'

/** A command of a script, as it is run. */
export interface ListedCommand {
  /** The program's name without its folder. */
  readonly name: string
  /** The program as it is named, and its arguments, without quotes, known variables put in. */
  readonly words: readonly string[]
  /** What runs it: `sudo`, `env`. */
  readonly wrappers: readonly string[]
  readonly text: string
  /** Where the outermost command begins in the text. */
  readonly start: number
}

/** Every command of a script, those in substitutions and in scripts that it hands to shells, too. */
export function listCommands(script: string): {
  readonly commands: readonly ListedCommand[]
  readonly cuts: readonly string[]
} {
  const commands: ListedCommand[] = []
  const run = createRun(({ name, words, wrappers, text }, { start }) => {
    if (words.length > 0) commands.push({ name, words: words.map((word) => word.text), wrappers, text, start })
  })
  runScript(run, script.slice(0, 1_048_576), { depth: 0, isConnected: false, encodings: [] })
  return { commands, cuts: [...run.cuts] }
}
