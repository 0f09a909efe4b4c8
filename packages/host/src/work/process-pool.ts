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
  scan(task: Task, options: TaskOptions & { readonly signal: AbortSignal }): Promise<Json>
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

/** What a scan waits for a process to become free, in milliseconds, before another is started: about what a start takes. */
const MOMENT = 100
/** What a process has to start and take its first task, in milliseconds. */
const START = 30_000

/**
 * A piece of inspection never waits for a scan: the scan may itself wait for files that the pass over a layer holds up until that piece is
 * done. So pieces are taken by processes that scan nothing, of which there are always enough.
 */
export function createProcessPool({ start, most }: PoolOptions): ProcessPool {
  const idle: PluginProcess[] = []
  const open = new Set<PluginProcess>()
  const pieces: Piece[] = []
  let freed: (() => void)[] = []
  let inspecting = 0

  function startNew(): PluginProcess {
    const process = start()
    open.add(process)
    return process
  }

  function giveBack(process: PluginProcess): void {
    if (open.has(process)) idle.push(process)
    const woken = freed
    freed = []
    pump()
    for (const wake of woken) wake()
  }

  function drop(process: PluginProcess): void {
    open.delete(process)
    process.kill()
    void process.close()
  }

  async function work(process: PluginProcess, task: Task, options: TaskOptions): Promise<Json> {
    try {
      const answer = await process.run(task, options)
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
    const process = idle.pop() ?? startNew()
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

  async function takeForScan(signal: AbortSignal): Promise<PluginProcess> {
    if (idle.length === 0 && open.size > 0) {
      let timer: NodeJS.Timeout | undefined
      const moment = new Promise<void>((resolve) => (timer = setTimeout(resolve, MOMENT)))
      await Promise.race([moment, new Promise<void>((resolve) => freed.push(resolve))])
      clearTimeout(timer)
    }
    signal.throwIfAborted()
    return idle.pop() ?? startNew()
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
      const process = await takeForScan(signal)
      const kill = (): void => process.kill()
      signal.addEventListener('abort', kill, { once: true })
      try {
        return await work(process, task, options)
      } catch (error) {
        // The engine's own words: which time was up, or that the scan was ended.
        signal.throwIfAborted()
        throw error
      } finally {
        signal.removeEventListener('abort', kill)
      }
    },
    async close() {
      for (const { reject } of pieces.splice(0)) reject(new VeinmindError('HOST_PLUGIN_ENDED', 'the scan has ended'))
      const all = [...open]
      for (const process of all) if (!idle.includes(process)) process.kill()
      idle.length = 0
      open.clear()
      await Promise.all(all.map((process) => process.close()))
    },
  }
}
