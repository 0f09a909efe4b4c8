import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program that runs until it is stopped. */
export interface Service extends AsyncDisposable {
  readonly pid: number
  /** What it wrote so far, both streams. */
  readonly output: () => string
  /** Ends it and every process that it started. */
  readonly stop: () => Promise<void>
}

/** How a program is started and when it counts as ready. */
export interface ServiceOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Asked again and again until it answers true; it may throw while the program is not ready. */
  readonly ready: (service: Service) => boolean | Promise<boolean>
  /** Milliseconds, by default 30 seconds. */
  readonly timeout?: number
  readonly onStop?: () => void
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})

/** Starts a program in a process group of its own and waits until it is ready; throws with its output when it is not. */
export async function startService(
  command: string,
  args: readonly string[],
  options: ServiceOptions,
): Promise<Service> {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  running.add(child)
  let output = ''
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-1_000_000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve()
    })
    child.once('close', () => resolve())
  })
  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM')
    await Promise.race([ended, sleep(5000, undefined, { ref: false })])
    signalGroup(child, 'SIGKILL')
    await ended
    running.delete(child)
    options.onStop?.()
  }
  const service: Service = { pid: child.pid ?? -1, output: () => output, stop, [Symbol.asyncDispose]: stop }
  try {
    await untilReady(child, service, options)
  } catch (error) {
    await stop()
    throw error
  }
  return service
}

async function untilReady(child: ChildProcess, service: Service, options: ServiceOptions): Promise<void> {
  const { timeout = 30_000 } = options
  const end = Date.now() + timeout
  let reason: unknown
  while (Date.now() < end) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${child.spawnfile} ended before it was ready:\n${service.output().slice(-4000)}`)
    }
    try {
      if (await options.ready(service)) return
    } catch (error) {
      reason = error
    }
    await sleep(25)
  }
  throw new Error(`${child.spawnfile} was not ready after ${timeout} ms:\n${service.output().slice(-4000)}`, {
    cause: reason,
  })
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
