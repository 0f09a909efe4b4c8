import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { RunAnswer, RunRequest, TestOutcome } from './vitest-child.ts'

/** How the tests of one file ended: all of them, at the first that failed, or not in time. */
export type FileOutcome =
  | { readonly state: 'ended'; readonly tests: readonly TestOutcome[] }
  | { readonly state: 'failed'; readonly by: string }
  | { readonly state: 'late' }

type Attempt = FileOutcome & { /** Whether no single test failed. */ readonly isWhole: boolean }

/** A Vitest that stays alive, so that a file's tests begin at once. */
export interface VitestSession extends AsyncDisposable {
  /** Runs the tests of one file until one fails, or until `limit` milliseconds are over. */
  run(request: RunRequest, limit: number): Promise<FileOutcome>
}

/** How long a run that has failed may take to end; then its processes are ended. */
const GRACE = 3000
const START = 120_000

/** A session in the copy of a repository at `root`. What hangs is killed, with all of its processes, and the next run has new ones. */
export function createVitestSession(root: string): VitestSession {
  let child: ChildProcess | undefined

  async function running(): Promise<ChildProcess> {
    if (child !== undefined) return child
    child = fork(join(root, 'tooling/test/mutants/vitest-child.ts'), [], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const started = await answerOf(child, START)
    if (started === undefined || !('ready' in started)) throw new Error('vitest does not start')
    return child
  }

  async function end(): Promise<void> {
    const ended = child
    child = undefined
    if (ended?.pid === undefined || ended.exitCode !== null) return
    const closed = new Promise((resolve) => ended.once('close', resolve))
    process.kill(-ended.pid, 'SIGKILL')
    await closed
  }

  async function attempt(request: RunRequest, limit: number): Promise<Attempt> {
    const vitest = await running()
    vitest.send(request)
    const answer = await answerOf(vitest, limit)
    const isReady = answer !== undefined && (await answerOf(vitest, GRACE)) !== undefined
    if (!isReady) await end()
    if (answer === undefined) return { state: 'late', isWhole: false }
    if ('failed' in answer) return { state: 'failed', by: answer.failed, isWhole: answer.isWhole }
    return { state: 'ended', tests: 'ended' in answer ? answer.ended : [], isWhole: false }
  }

  return {
    async run(request, limit) {
      const first = await attempt(request, limit)
      if (!first.isWhole) return first
      // Vite loses its way in circles of imports ("Soft-invalidated module … should not have existing transform result").
      await end()
      return await attempt(request, limit)
    },
    [Symbol.asyncDispose]: end,
  }
}

/** The next answer; none when the process ends or the time is over. */
function answerOf(child: ChildProcess, limit: number): Promise<RunAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<RunAnswer | undefined>()
  const timer = setTimeout(resolve, limit, undefined)
  const onExit = (): void => resolve(undefined)
  child.once('message', resolve)
  child.once('exit', onExit)
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', resolve)
    child.off('exit', onExit)
  })
}
