import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Json } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { PluginProcess, TaskOptions } from './plugin-process.ts'
import type { Task } from './tasks.ts'

/** The processes of one plugin. */
export interface ProcessPool {
  /** Starts one, if there is none, for work that will come soon. */
  begin(): void
  /** A piece of inspection. Those that are `urgent` go before others. Throws how the process ended, or that it took too long. */
  inspect(task: Task, options: PieceOptions): Promise<Json>
  /** The scan of an entity, in a process that does nothing else meanwhile. It is ended when `signal` is aborted. */
  scan(task: Task, options: ScanTask): Promise<Json>
  /** Ends all. Pieces that wait are given up. Work that comes later starts anew. */
  close(): Promise<void>
}

/** What goes with a piece of inspection. */
export interface PieceOptions {
  /** Milliseconds. */
  readonly time: number
  readonly urgent?: boolean
  readonly contents?: readonly Uint8Array[]
}

/** What goes with a scan. */
export interface ScanTask extends TaskOptions {
  readonly signal: AbortSignal
}

/** How a pool is made. */
export interface PoolOptions {
  readonly start: () => PluginProcess
  /** Processes that inspect at the same time. */
  readonly most: number
}

interface Piece {
  readonly task: Task
  readonly time: number
  readonly contents: readonly Uint8Array[]
  readonly resolve: (answer: Json) => void
  readonly reject: (error: VeinmindError) => void
}

/** Milliseconds for a process to become free, at least, before another is started. */
const MOMENT = 100
const NEVER = new AbortController().signal

const ended = (): VeinmindError => new VeinmindError('HOST_PLUGIN_ENDED', 'the scan has ended')

/** Milliseconds that a process has to start and take its first task. */
const START = 30_000

/**
 * A task that finds no process free waits as long as another process would take to start, and then starts one. Most tasks are shorter than
 * that, so that one process does them all in turns. No task waits longer: a scan may be waiting for files of a pass over a layer which
 * itself waits for an inspection.
 */
export function createProcessPool({ start, most }: PoolOptions): ProcessPool {
  const idle: PluginProcess[] = []
  const open = new Set<PluginProcess>()
  const pieces: Piece[] = []
  /** Tasks that wait for a process, in their order. */
  const takers: ((process: PluginProcess | undefined) => void)[] = []
  let inspecting = 0
  const starting = new Set<PluginProcess>()
  /** Processes that have answered at least once. */
  const worked = new WeakSet<PluginProcess>()
  /** Milliseconds that the last start has taken. */
  let startTime = 0

  function startNew(): PluginProcess {
    const process = start()
    const since = performance.now()
    open.add(process)
    starting.add(process)
    void process.started.then(() => {
      starting.delete(process)
      startTime = performance.now() - since
    })
    return process
  }

  function giveBack(process: PluginProcess): void {
    if (!open.has(process)) return
    const give = takers.shift()
    if (give) give(process)
    else idle.push(process)
  }

  /** Done when it has been as long as another would take to start, once none is starting. */
  async function waitAsForStart(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from(starting, ({ started }) => started))
    await delay(Math.max(MOMENT, startTime), undefined, { signal }).catch(() => {})
  }

  async function take(signal: AbortSignal): Promise<PluginProcess> {
    const free = idle.pop()
    if (free) return free
    if (open.size === 0) return startNew()
    const { promise, resolve } = Promise.withResolvers<PluginProcess | undefined>()
    takers.push(resolve)
    const isServed = new AbortController()
    const end = AbortSignal.any([signal, isServed.signal])
    await Promise.race([promise, once(end, 'abort'), waitAsForStart(end)])
    isServed.abort()
    const place = takers.indexOf(resolve)
    if (place === -1) {
      const process = await promise
      if (!process) throw ended()
      if (!signal.aborted) return process
      giveBack(process)
    } else takers.splice(place, 1)
    signal.throwIfAborted()
    return startNew()
  }

  function drop(process: PluginProcess): void {
    open.delete(process)
    process.kill()
    void process.close()
  }

  async function work(process: PluginProcess, task: Task, options: TaskOptions): Promise<Json> {
    try {
      const answer = await process.run(task, options)
      worked.add(process)
      giveBack(process)
      return answer
    } catch (error) {
      drop(process)
      throw toVeinmindError(error, 'HOST_PLUGIN_FAILED')
    }
  }

  function pump(): void {
    while (inspecting < most) {
      const piece = pieces.shift()
      if (!piece) return
      inspecting += 1
      void inspectNow(piece).finally(() => {
        inspecting -= 1
        pump()
      })
    }
  }

  async function inspectNow({ task, time, contents, resolve, reject }: Piece): Promise<void> {
    let process: PluginProcess
    try {
      process = await take(NEVER)
    } catch (error) {
      return reject(toVeinmindError(error))
    }
    let isLate = false
    const end = (): void => {
      isLate = true
      process.kill()
    }
    let limit = setTimeout(end, START)
    const taken = (): void => {
      clearTimeout(limit)
      limit = setTimeout(end, time)
    }
    try {
      resolve(await work(process, task, { taken, contents }))
    } catch (error) {
      const late = new VeinmindError('HOST_PLUGIN_ENDED', `it took longer than ${Math.round(time / 1000)} s`)
      reject(isLate ? late : toVeinmindError(error))
    } finally {
      clearTimeout(limit)
    }
  }

  async function scanIn(process: PluginProcess, task: Task, { signal, ...options }: ScanTask): Promise<Json> {
    const kill = (): void => process.kill()
    signal.addEventListener('abort', kill, { once: true })
    try {
      return await work(process, task, options)
    } catch (error) {
      // The engine's reason: which time limit was reached, or that the scan was ended.
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', kill)
    }
  }

  return {
    begin() {
      if (open.size === 0) idle.push(startNew())
    },
    inspect: (task, { time, urgent = false, contents = [] }) =>
      new Promise((resolve, reject) => {
        const piece = { task, time, contents, resolve, reject }
        if (urgent) pieces.unshift(piece)
        else pieces.push(piece)
        pump()
      }),
    async scan(task, { signal, ...options }) {
      signal.throwIfAborted()
      const process = await take(signal)
      const isOld = worked.has(process)
      try {
        return await scanIn(process, task, { signal, ...options })
      } catch (error) {
        // It died after its last answer, before it did anything for this scan: another may try.
        if (isOld && !process.hasCalled && !signal.aborted) return scanIn(startNew(), task, { signal, ...options })
        throw error
      }
    },
    async close() {
      for (const { reject } of pieces.splice(0)) reject(ended())
      for (const give of takers.splice(0)) give(undefined)
      const all = [...open]
      for (const process of all) if (!idle.includes(process)) process.kill()
      idle.length = 0
      open.clear()
      await Promise.all(all.map((process) => process.close()))
    },
  }
}
