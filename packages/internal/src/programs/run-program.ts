import { mib } from '@veinmind/sdk'
import { startGroup } from './group.ts'

/** How a program is run. */
export interface ProgramOptions {
  /** Milliseconds after which it is ended. */
  readonly timeout: number
  /** Written to its standard input, which ends then. */
  readonly input?: string
  /** By default that of this process; the secrets that it has for VeinMind are left out of either. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Bytes of its standard output; a program that writes more is ended. By default 1 MiB. */
  readonly maxOutput?: number
  readonly signal?: AbortSignal | undefined
}

/** How it went. */
export interface ProgramEnd {
  /** Undefined where it was ended by a signal, or was not started. */
  readonly code?: number
  /** The signal that ended it. */
  readonly signal?: NodeJS.Signals
  readonly stdout: Buffer
  /** The last of what it said on standard error. */
  readonly stderr: string
  /** Why it was ended by us, or could not be started: there is `no such` program, or it is `not startable`. */
  readonly failure?: 'timeout' | 'output' | 'no such' | 'not startable'
  /** The system's error where it could not be started. */
  readonly error?: Error
}

/** How long what was printed before the end is waited for: a process that got away may hold the pipe. */
const REST_MS = 500
const MAX_SAID = 4000

/**
 * Runs a program to its end, and ends it with all that it has started when it takes too long, writes too much, or is no longer
 * wanted. Throws the reason of `signal` only. What it prints may be a secret.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramEnd> {
  const { timeout, input, signal, maxOutput = mib(1), env, cwd } = options
  signal?.throwIfAborted()
  const { child, end } = startGroup(command, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  })
  const { promise: ended, resolve } = Promise.withResolvers<Omit<ProgramEnd, 'stdout' | 'stderr'>>()
  const chunks: Buffer[] = []
  let size = 0
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxOutput) resolve({ failure: 'output' })
    else chunks.push(chunk)
  })
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-MAX_SAID)))
  child.once('error', (error: NodeJS.ErrnoException) =>
    resolve({ failure: error.code === 'ENOENT' ? 'no such' : 'not startable', error }),
  )
  const done = (code: number | null, by: NodeJS.Signals | null): void =>
    resolve({ ...(code === null ? {} : { code }), ...(by === null ? {} : { signal: by }) })
  let rest: NodeJS.Timeout | undefined
  child.once('close', done)
  child.once('exit', (code, by) => (rest = setTimeout(() => done(code, by), REST_MS)))
  const limit = setTimeout(() => resolve({ failure: 'timeout' }), timeout)
  const abort = (): void => resolve({})
  signal?.addEventListener('abort', abort, { once: true })
  child.stdin?.end(input)
  try {
    const how = await ended
    // One that ended by itself may have left a daemon behind, which others use.
    if (how.code === undefined) end()
    else for (const pipe of child.stdio) pipe?.destroy()
    signal?.throwIfAborted()
    return { ...how, stdout: Buffer.concat(chunks), stderr }
  } finally {
    clearTimeout(limit)
    clearTimeout(rest)
    signal?.removeEventListener('abort', abort)
  }
}
