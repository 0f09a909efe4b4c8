import { Worker } from 'node:worker_threads'
import { mib } from '@veinmind/sdk'
import type { Batch, Call } from './jobs.ts'
import type { CallResult, FromWorker, ToWorker, WorkerSetup } from './messages.ts'
import { STATE } from './messages.ts'

/** How a worker died. */
export interface Death {
  readonly reason: string
  /** The call that it died in; undefined when it had begun none. */
  readonly culprit?: Call
  /** Whether it died while it imported the module of that call's plugin. */
  readonly wasLoading: boolean
}

/** What one worker may take. */
export interface WorkerLimits {
  /** Milliseconds for a call, to which a second is added for each MiB of its file. */
  readonly time: number
  /** MiB of its heap, and of its buffers. */
  readonly memory: number
}

/** What is told while a batch is worked on. */
export interface RunOptions {
  readonly settled: (call: Call, result: CallResult) => void
  /** For a batch of one file whose chunks follow. */
  readonly stream?: {
    /** The inspector is done with so many bytes more. */
    readonly taken: (bytes: number) => void
    /** Whether the inspector has nothing to do until the next chunk: its time stands still. */
    readonly isWaiting: () => boolean
  }
}

/** A thread that inspects files, one batch at a time. */
export interface WorkerHandle {
  /** Resolves when every call of the batch is settled, or with how the worker died. */
  run(batch: Batch, options: RunOptions): Promise<Death | undefined>
  /** The next part of a stream. */
  send(message: Exclude<ToWorker, { kind: 'files' }>): void
  close(): Promise<void>
}

/** Milliseconds between two looks at a worker that is busy. */
const LOOK = 100
/** Milliseconds for a thread to start and take its first message; no fault of the file's inspector. */
const START = 30_000
/** A call that runs for longer has its buffers measured. */
const MEASURE_AFTER = 200
/** MiB for short-lived objects of a worker: what a file needs, more would only stay resident. */
const YOUNG = 8
const NO_DEATH = { wasLoading: false }

/** Starts a thread. */
export function startWorker(setup: WorkerSetup['inspectors'], limits: WorkerLimits): WorkerHandle {
  const shared = new SharedArrayBuffer(4 * STATE.size)
  const state = new Int32Array(shared)
  const worker = openThread({ inspectors: setup, state: shared }, limits)
  let ended: string | undefined
  let onMessage: (message: FromWorker) => void = () => undefined
  let onEnd: () => void = () => undefined
  worker.on('message', (message: FromWorker) => onMessage(message))
  worker.on('error', (error) => end(describe(error)))
  worker.on('exit', (code) => end(`the worker exited with code ${code}`))
  worker.unref()

  function end(reason: string): void {
    ended ??= reason
    onEnd()
  }

  async function kill(reason: string): Promise<void> {
    ended ??= reason
    await worker.terminate()
  }

  function run(batch: Batch, { settled, stream }: RunOptions): Promise<Death | undefined> {
    state[STATE.file] = -1
    state[STATE.loading] = 0
    worker.ref()
    let seen = Atomics.load(state, STATE.calls)
    let since = performance.now()
    let looked = since
    return new Promise((resolve) => {
      const finish = (death: Death | undefined): void => {
        clearInterval(timer)
        onMessage = onEnd = () => undefined
        worker.unref()
        resolve(death)
      }
      const timer = setInterval(() => {
        const calls = Atomics.load(state, STATE.calls)
        const now = performance.now()
        // If this thread was blocked, messages of the worker have waited too: that time is not the worker's.
        since += Math.max(0, now - looked - 2 * LOOK)
        looked = now
        if (calls !== seen || stream?.isWaiting()) [seen, since] = [calls, now]
        const job = batch.jobs[Math.max(0, state[STATE.file] ?? 0)]
        const spent = now - since
        const hasBegun = state[STATE.file] !== -1
        const allowed = hasBegun ? limits.time + ((job?.size ?? 0) / mib(1)) * 1000 : Math.max(START, limits.time)
        if (spent > allowed) void kill(`it took longer than ${Math.round(allowed / 1000)} s`)
        else if (spent > MEASURE_AFTER) void measure()
      }, LOOK)
      onEnd = () => finish(deathOf(batch, state, ended ?? 'the worker ended'))
      onMessage = (message) => {
        if (message.kind === 'taken') {
          since = performance.now()
          stream?.taken(message.bytes)
          return
        }
        for (const { file: number, call: place, ...result } of message.results) {
          const call = batch.jobs[number]?.calls[place]
          if (call) settled(call, result)
        }
        if (message.isLast) finish(undefined)
      }
      if (ended !== undefined) onEnd()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread is no window
      else worker.postMessage(toMessage(batch, stream !== undefined))
    })
  }

  async function measure(): Promise<void> {
    const { external_memory: buffers } = await worker.getHeapStatistics().catch(() => ({ external_memory: 0 }))
    if (buffers > mib(limits.memory)) await kill(`it used more than ${limits.memory} MiB`)
  }

  return {
    run,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread is no window
    send: (message) => worker.postMessage(message),
    close: () => kill('the scan ends'),
  }
}

function openThread(workerData: WorkerSetup, limits: WorkerLimits): Worker {
  // TypeScript does not rewrite the extension here as it does in an import.
  const file = import.meta.url.endsWith('.ts') ? './inspect-worker.ts' : './inspect-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limits.memory, maxYoungGenerationSizeMb: YOUNG },
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
  })
  // What a plugin prints has no place in the output of a scan.
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

function deathOf(batch: Batch, state: Int32Array, reason: string): Death {
  const culprit = batch.jobs[state[STATE.file] ?? -1]?.calls[state[STATE.call] ?? -1]
  if (!culprit) return { reason, ...NO_DEATH }
  return { reason, culprit, wasLoading: state[STATE.loading] === 1 }
}

function describe(error: Error): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it used too much memory'
  return error.message || 'it crashed'
}

function toMessage(batch: Batch, isStream: boolean): ToWorker {
  const files = batch.jobs.map(({ entry, offset, spool, calls }) => ({
    entry,
    offset,
    isStream,
    ...(spool === undefined ? {} : { spool }),
    calls: calls.map(({ inspector, as, length, truncated, keywords, digests }) => ({
      inspector: inspector.number,
      as,
      length,
      truncated,
      keywords,
      digests,
    })),
  }))
  return { kind: 'files', bytes: batch.bytes, files }
}
