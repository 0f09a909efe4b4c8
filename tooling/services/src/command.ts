import { spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'

/** What a command is given besides its arguments. */
export interface CommandOptions {
  readonly cwd?: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string | Uint8Array
  readonly signal?: AbortSignal
  /** Exit codes that are no failure; by default only 0. */
  readonly allow?: readonly number[]
}

/** What a command said. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end; throws with its output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { bytes, ...rest } = await runBytes(command, args, options)
  return { ...rest, stdout: bytes.toString('utf8') }
}

/** Like `run`, for output that is not text. */
export async function runBytes(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<{ readonly code: number; readonly bytes: Buffer; readonly stderr: string }> {
  const { cwd, env, input, signal, allow = [0] } = options
  const spawnOptions: SpawnOptions = {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  }
  const child = spawn(command, args, spawnOptions)
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  // A command may end without reading its input: its exit code tells whether that was a failure.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signalName) => resolve(exitCode ?? (signalName === null ? -1 : 128)))
  })
  const stderr = Buffer.concat(err).toString('utf8')
  const bytes = Buffer.concat(out)
  if (!allow.includes(code)) {
    const said = `${bytes.toString('utf8').slice(-4000)}${stderr.slice(-4000)}`.trim()
    throw new Error(`${[command, ...args].join(' ').slice(0, 500)}: exit code ${code}\n${said}`)
  }
  return { code, bytes, stderr }
}
