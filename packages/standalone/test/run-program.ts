import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a run ended with. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The path of a program beside the tests. */
export const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

/** Runs a program as a user does; with `interruptAt`, sends it SIGINT when its stderr says that. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly interruptAt?: string } = {},
): Promise<Run> {
  const { cwd = process.cwd(), interruptAt } = options
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, LANG: 'C.UTF-8', NODE_DISABLE_COMPILE_CACHE: '1' }
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString('utf8')))
  let isInterrupted = false
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString('utf8')
    if (isInterrupted || interruptAt === undefined || !text.stderr.includes(interruptAt)) return
    isInterrupted = child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...text }))
  })
}
