import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The program. */
export const BIN: string = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

/** What a run of the command line ended with. */
export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `veinmind` as a user does: a process of its own, with an environment that says nothing, and no home that could be made. */
export function runVeinmind(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: options.cwd ?? '/proc/none',
      LANG: 'C.UTF-8',
      NODE_DISABLE_COMPILE_CACHE: '1',
      ...options.env,
    }
    const child = execFile(
      process.execPath,
      [BIN, ...args],
      { env, cwd: options.cwd, timeout: 60_000, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error)
        else resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
      },
    )
    child.stdin?.end(options.input ?? '')
  })
}
