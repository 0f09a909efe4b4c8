import type { ChildProcess, StdioOptions } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { mib, usageError, VeinmindError } from '@veinmind/sdk'
import { endGroup, startGroup } from '@veinmind/internal/programs'
import { guardGroup } from './guard-group.ts'
import { createMemoryReader } from './memory.ts'
import type { Launch } from './sandbox.ts'

/** Where a process runs and what it may take. */
export interface ProcessLimits {
  readonly signal: AbortSignal
  /** Resident memory of the process and its children in bytes, where the system tells it. */
  readonly maxMemory: number
  /** Working folder. */
  readonly cwd: string
}

/** A process that was started; `ended` tells how it ended. */
export interface StartedProcess {
  readonly child: ChildProcess
  readonly ended: Promise<ProcessEnd>
  /** Closes the pipes. To be called when everything was read: a process that left the group may hold them open and keep this one alive. */
  readonly letGo: () => void
}

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why we ended it, when we did. */
  readonly reason?: 'aborted' | 'memory'
}

/** How often memory is looked at. */
const WATCH_MS = 200

/**
 * Bytes that a process may reserve beyond the memory that it may use: V8 alone reserves half a GiB. The system refuses more than both
 * (prlimit), which stops a process that takes gigabytes between two looks.
 */
const UNTOUCHED = mib(1024)

/** The variables that a plugin gets of our environment. None holds a credential. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'LIBVEINMIND_HOST_ROOTFS']

/**
 * Starts a program in a process group of its own, which is ended as a whole: on abort, above its memory, and when this process
 * dies.
 */
export async function startProcess(
  { command: program, wrapper, env = {} }: Launch,
  args: readonly string[],
  { stdio, limits }: { readonly stdio: StdioOptions; readonly limits: ProcessLimits },
): Promise<StartedProcess> {
  const { signal, maxMemory, cwd } = limits
  signal.throwIfAborted()
  const prlimit = await findProgram('prlimit')
  const limited = prlimit ? [prlimit, `--data=${maxMemory + UNTOUCHED}`, '--core=0', '--'] : []
  const [command = '', ...commandArgs] = [...wrapper, ...limited, ...program, ...args]
  const { child, end } = startGroup(command, commandArgs, { stdio, cwd, env: { ...environment(cwd), ...env } })
  const dismissGuard = child.pid === undefined ? () => {} : guardGroup(child.pid)
  let reason: ProcessEnd['reason']
  const kill = (why: NonNullable<ProcessEnd['reason']>) => {
    reason ??= why
    endGroup(child)
  }
  const abort = () => kill('aborted')
  signal.addEventListener('abort', abort, { once: true })
  const residentBytes = child.pid === undefined ? () => 0 : createMemoryReader(child.pid)
  const watch = setInterval(() => {
    if (residentBytes() > maxMemory) kill('memory')
  }, WATCH_MS)
  watch.unref()
  const ended = new Promise<ProcessEnd>((done, failed) => {
    child.once('error', (error) => failed(cannotRun(program[0], error)))
    child.once('exit', (code, endedBy) => done({ code, signal: endedBy, ...(reason ? { reason } : {}) }))
  }).finally(() => {
    clearInterval(watch)
    signal.removeEventListener('abort', abort)
    endGroup(child)
    dismissGuard()
  })
  ended.catch(() => {})
  return { child, ended, letGo: end }
}

/** The absolute path of an executable that the user named; throws `HOST_PLUGIN_NOT_EXECUTABLE`. Never searches PATH. */
export async function resolveExecutable(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    if (!(await stat(absolute)).isFile()) throw cannotRun(absolute, undefined, 'it is not a file')
    await access(absolute, constants.X_OK)
    return absolute
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    const { code = '' } = error as NodeJS.ErrnoException
    throw cannotRun(absolute, error, REASONS[code])
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not execute it',
}

function cannotRun(executable: string, cause?: unknown, reason?: string): VeinmindError {
  const what = `cannot run the plugin ${executable}`
  return usageError('HOST_PLUGIN_NOT_EXECUTABLE', reason === undefined ? what : `${what}: ${reason}`, {
    hint: 'it must be a file that this user may execute',
    cause,
  })
}

/** Temporary files go into the private folder, and are removed with it. */
function environment(cwd: string): NodeJS.ProcessEnv {
  const passedOn = Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
  return { ...passedOn, TMPDIR: cwd }
}

async function findProgram(name: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  for (const folder of (process.env['PATH'] ?? '').split(':').filter((each) => isAbsolute(each))) {
    const path = join(folder, name)
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return path
  }
  return undefined
}
