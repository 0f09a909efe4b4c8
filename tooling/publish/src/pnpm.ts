import { delimiter, dirname, join } from 'node:path'
import { run } from '@veinmind/services'
import type { CommandOptions, CommandResult } from '@veinmind/services'

/** The top of this repository. */
export const ROOT: string = join(import.meta.dirname, '../../..')

let found: Promise<string> | undefined

/** Runs the pnpm that the README's commands fetch, which is on the path of what it runs in turn. */
export async function pnpm(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  found ??= run('npx', ['-y', '-p', 'pnpm@12', 'which', 'pnpm'], { cwd: ROOT }).then(({ stdout }) => stdout.trim())
  const command = await found
  const path = [dirname(command), options.env?.['PATH'] ?? process.env['PATH'] ?? ''].join(delimiter)
  return run(command, args, { ...options, env: { ...options.env, PATH: path } })
}
