import { join } from 'node:path'
import { run } from '@veinmind/services'
import type { CommandOptions, CommandResult } from '@veinmind/services'

/** The top of this repository. */
export const ROOT: string = join(import.meta.dirname, '../../..')

let found: Promise<string> | undefined

/** Runs pnpm: the one on the path when a script of pnpm's runs this, else the one that the README's commands fetch. */
export async function pnpm(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  found ??= run('npx', ['-y', '-p', 'pnpm@12', 'which', 'pnpm'], { cwd: ROOT }).then(({ stdout }) => stdout.trim())
  return run(await found, args, options)
}
