import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { startQuietClock } from './quiet-clock.ts'
import type { RunAnswer, RunRequest, TestOutcome } from './vitest-child.ts'

/**
 * How the tests of one file ended: all of them, at the first that failed, not within their limit, or not at all because the machine was
 * too busy to tell.
 */
export type FileOutcome =
  | { readonly state: 'ended'; readonly tests: readonly TestOutcome[] }
  | { readonly state: 'failed'; readonly by: string }
  | { readonly state: 'endless' }
  | { readonly state: 'unknown' }

type Attempt = FileOutcome & { /** Whether no single test failed. */ readonly isWhole: boolean }

/** A Vitest that stays alive, so that a file's tests begin at once. */
export interface VitestSession extends AsyncDisposable {
  /** Runs the tests of one file until one fails, or until `limit` milliseconds are over, in which the machine let them run. */
  run(request: RunRequest, limit: number): Promise<FileOutcome>
}

/** How long a run that has failed may take to end; then its processes are ended. */
const GRACE = 3000
const START = 600_000
/** How many times its limit a run may take on a machine that lets it wait. */
const PATIENCE = 20

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
    const started = await answerOf(child, after(START))
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
    const { answer, pace } = await answerWithin(vitest, limit)
    const isReady = typeof answer === 'object' && (await answerOf(vitest, after(GRACE))) !== undefined
    if (!isReady) await end()
    if (typeof answer === 'string') return { state: answer, isWhole: false }
    if ('failed' in answer) return { state: 'failed', by: answer.failed, isWhole: answer.isWhole }
    const ended = 'ended' in answer ? answer.ended : []
    const tests = ended.map((each) => ({ ...each, milliseconds: each.milliseconds * pace }))
    return { state: 'ended', tests, isWhole: false }
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

interface TimedAnswer {
  readonly answer: RunAnswer | 'endless' | 'unknown'
  /** Which part of the time the machine let the processes run, from 0 to 1. */
  readonly pace: number
}

/** The next answer within a limit that holds for the time that the machine lets the processes run, and so tells load from a loop. */
async function answerWithin(child: ChildProcess, limit: number): Promise<TimedAnswer> {
  using clock = startQuietClock(child.pid ?? 0)
  const begin = performance.now()
  const isPatienceOver = after(PATIENCE * limit)
  const answer = await answerOf(child, () => clock.elapsed() >= limit || isPatienceOver())
  const elapsed = clock.elapsed()
  const pace = elapsed / (performance.now() - begin)
  if (answer !== undefined) return { answer, pace }
  const isGone = child.exitCode !== null || child.signalCode !== null
  if (isGone) return { answer: { failed: 'the tests end their process', isWhole: true }, pace }
  return { answer: elapsed >= limit ? 'endless' : 'unknown', pace }
}

/** The next answer; none when the process ends or the time is over. */
function answerOf(child: ChildProcess, isOver: () => boolean): Promise<RunAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<RunAnswer | undefined>()
  const timer = setInterval(() => isOver() && resolve(undefined), 250)
  const onExit = (): void => resolve(undefined)
  child.once('message', resolve)
  child.once('exit', onExit)
  return promise.finally(() => {
    clearInterval(timer)
    child.off('message', resolve)
    child.off('exit', onExit)
  })
}

function after(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds
  return () => performance.now() >= end
}
