import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { isOwnSecretName } from '../own-secret-names.ts'

/** A program and all that it starts. */
export interface Group {
  readonly child: ChildProcess
  /** Ends all of it at once, and lets go of its pipes: what got away and holds them keeps nobody waiting. */
  readonly end: () => void
}

/** How it is started. */
export interface GroupOptions {
  readonly stdio: StdioOptions
  /** By default that of this process. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
}

/**
 * Starts a program in a process group of its own: without a shell, without a terminal to ask at, without the secrets that this
 * environment has for VeinMind. It is ended with this process unless that is killed. Listen to `error` of the child: it says that there is no such program.
 */
export function startGroup(command: string, args: readonly string[], options: GroupOptions): Group {
  const env = withoutOwnSecrets(options.env ?? process.env)
  // On Windows a process of its own group would open a window.
  const child = spawn(command, args, {
    ...options,
    env,
    shell: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const end = (): void => {
    endGroup(child)
    for (const pipe of child.stdio) pipe?.destroy()
  }
  const stop = (): void => endGroup(child)
  process.once('exit', stop)
  child.once('exit', () => process.off('exit', stop))
  child.once('error', () => process.off('exit', stop))
  // What is written to a program that has ended is lost, and no fault of the writer's.
  child.stdin?.on('error', () => {})
  return { child, end }
}

/** A helper for one registry has no business with the token of a git host, or the key of the cache. */
function withoutOwnSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOwnSecretName(name)))
}

/** Ends a process that leads a group, with its group. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
