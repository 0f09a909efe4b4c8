import { VeinmindError } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import type { PluginProcess } from './plugin-process.ts'
import { createProcessPool } from './process-pool.ts'

/** Processes that have started and whose tasks end when they are told to. */
function createProcesses() {
  const tasks: { readonly process: number; readonly what: unknown; readonly end: (error?: Error) => void }[] = []
  const closed: number[] = []
  let started = 0
  const start = (): PluginProcess => {
    const number = (started += 1)
    return {
      started: Promise.resolve(),
      hasCalled: false,
      run: (task, options) =>
        new Promise((resolve, reject) => {
          options?.taken?.()
          tasks.push({
            process: number,
            what: task['n'],
            end: (error) => (error ? reject(error) : resolve({ by: number })),
          })
        }),
      kill: () => {},
      close: async () => void closed.push(number),
    }
  }
  return { start, tasks, closed, count: () => started }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
const NEVER = new AbortController().signal
const TIME = { time: 60_000 }

test('scans and pieces that are short take turns in one process, in the order in which they came', async () => {
  const { start, tasks, count } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  const done = [
    pool.inspect({ n: 'piece' }, TIME),
    pool.scan({ n: 'scan' }, { signal: NEVER }),
    pool.inspect({ n: 'next' }, TIME),
  ]
  for (let at = 0; at < 3; at += 1) {
    await turns()
    expect(tasks).toHaveLength(at + 1)
    tasks[at]?.end()
  }
  expect(await Promise.all(done)).toEqual([{ by: 1 }, { by: 1 }, { by: 1 }])
  expect(tasks.map(({ what }) => what)).toEqual(['piece', 'scan', 'next'])
  expect(count()).toBe(1)
})

test('a piece does not wait for the end of a scan', async () => {
  const { start, tasks, count } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  const scanned = pool.scan({ n: 'long' }, { signal: NEVER })
  await turns()
  const inspected = pool.inspect({ n: 'piece' }, TIME)
  await expect.poll(() => tasks.length).toBe(2)
  tasks[1]?.end()
  expect(await inspected).toEqual({ by: 2 })
  tasks[0]?.end()
  expect(await scanned).toEqual({ by: 1 })
  expect(count()).toBe(2)
})

test('a scan that is ended while it waits takes no process, and leaves the one that is freed to others', async () => {
  const { start, tasks, count } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  const first = pool.scan({ n: 'first' }, { signal: NEVER })
  await turns()
  const stop = new AbortController()
  const waiting = pool.scan({ n: 'never' }, { signal: stop.signal })
  stop.abort(new VeinmindError('ENGINE_ABORTED', 'enough'))
  await expect(waiting).rejects.toMatchObject({ code: 'ENGINE_ABORTED' })
  const third = pool.scan({ n: 'third' }, { signal: NEVER })
  tasks[0]?.end()
  await first
  await turns()
  tasks[1]?.end()
  expect(await third).toEqual({ by: 1 })
  expect(tasks.map(({ what }) => what)).toEqual(['first', 'third'])
  expect(count()).toBe(1)
})

test('a process that fails is given to nobody again', async () => {
  const { start, tasks, closed } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  const first = pool.inspect({ n: 'bad' }, TIME)
  await turns()
  tasks[0]?.end(new VeinmindError('HOST_PLUGIN_FAILED', 'it ended with code 7'))
  await expect(first).rejects.toMatchObject({ code: 'HOST_PLUGIN_FAILED' })
  const second = pool.inspect({ n: 'good' }, TIME)
  await turns()
  tasks[1]?.end()
  expect(await second).toEqual({ by: 2 })
  expect(closed).toEqual([1])
})

test('a process that had ended after its last answer costs no scan', async () => {
  const { start, tasks, count } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  const inspected = pool.inspect({ n: 'piece' }, TIME)
  await turns()
  tasks[0]?.end()
  await inspected
  const scanned = pool.scan({ n: 'scan' }, { signal: NEVER })
  await turns()
  tasks[1]?.end(new VeinmindError('HOST_PLUGIN_ENDED', 'it has ended'))
  await turns()
  tasks[2]?.end()
  expect(await scanned).toEqual({ by: 2 })
  // One that ends with its first task is not started again and again.
  const failing = pool.scan({ n: 'next' }, { signal: NEVER })
  await turns()
  tasks[3]?.end(new VeinmindError('HOST_PLUGIN_ENDED', 'it has ended'))
  await turns()
  tasks[4]?.end(new VeinmindError('HOST_PLUGIN_ENDED', 'it has ended'))
  await expect(failing).rejects.toMatchObject({ code: 'HOST_PLUGIN_ENDED' })
  expect(count()).toBe(3)
})

test('closing gives up who waits, and starts nothing', async () => {
  const { start, closed, count } = createProcesses()
  const pool = createProcessPool({ start, most: 1 })
  void pool.scan({ n: 'long' }, { signal: NEVER }).catch(() => {})
  await turns()
  const waits = [
    pool.inspect({ n: 'a' }, TIME),
    pool.inspect({ n: 'b' }, TIME),
    pool.scan({ n: 'c' }, { signal: NEVER }),
  ]
  await turns()
  await pool.close()
  for (const each of waits) await expect(each).rejects.toMatchObject({ code: 'HOST_PLUGIN_ENDED' })
  expect(count()).toBe(1)
  expect(closed).toEqual([1])
})
