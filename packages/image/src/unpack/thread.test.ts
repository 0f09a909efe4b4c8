import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mib } from '@veinmind/sdk'
import { digestOf, layer } from '@veinmind/testing'
import type { LayerSpec } from '@veinmind/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { LayerNote } from '../tar/types.ts'
import { startUnpackThread, unpackInThread } from './thread.ts'
import type { UnpackOrder } from './unpack.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'veinmind-unpack-'))))
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => void vi.unstubAllEnvs())

const NOISE = Buffer.from(Uint8Array.from({ length: mib(3) }, (_, at) => (at * 2654435761) >>> 13))
const SPEC = layer({ 'srv/a': NOISE, 'srv/b': Buffer.alloc(mib(20), 'b') })

function orderOf({ stored, tar }: LayerSpec): UnpackOrder {
  const digests = { digest: digestOf(stored), diffId: digestOf(tar) }
  return { layer: { index: 0, ...digests, size: stored.length }, limits: DEFAULT_LIMITS, identify: true }
}

async function* pieces(bytes: Uint8Array, step = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}

/** Threads of this process, as the system counts them. */
const countThreads = (): number => readdirSync('/proc/self/task').length

async function unpackAll(
  source: AsyncIterator<Uint8Array>,
  options: { readonly program?: URL; readonly signal?: AbortSignal; readonly onChunk?: (bytes: number) => void } = {},
): Promise<number> {
  const thread = await startUnpackThread(orderOf(SPEC), options.program)
  if (thread === undefined) return -1
  const notes: LayerNote[] = []
  let bytes = 0
  const chunks = unpackInThread(thread, source, { signal: options.signal, note: (note) => void notes.push(note) })
  for await (const chunk of chunks) {
    bytes += chunk.length
    options.onChunk?.(bytes)
  }
  return bytes
}

async function programOf(text: string): Promise<URL> {
  const path = join(folder, `${digestOf(Buffer.from(text)).slice(7, 20)}.mjs`)
  await writeFile(path, text)
  return pathToFileURL(path)
}

test('the tar comes whole, in order, and the thread is gone', async () => {
  const before = countThreads()
  const thread = await startUnpackThread(orderOf(SPEC))
  const parts: Buffer[] = []
  if (thread) {
    for await (const chunk of unpackInThread(thread, pieces(SPEC.stored), { signal: undefined, note: () => {} }))
      parts.push(Buffer.from(chunk))
  }
  expect(Buffer.concat(parts).equals(SPEC.tar)).toBe(true)
  expect(countThreads()).toBeLessThanOrEqual(before)
})

test('who turns away early leaves no thread', async () => {
  const before = countThreads()
  for (let round = 0; round < 3; round += 1) {
    const thread = await startUnpackThread(orderOf(SPEC))
    if (!thread) continue
    for await (const _ of unpackInThread(thread, pieces(SPEC.stored), { signal: undefined, note: () => {} })) break
  }
  expect(countThreads()).toBeLessThanOrEqual(before)
})

test('an abort ends it while the source gives nothing, and leaves no thread', async () => {
  const before = countThreads()
  const controller = new AbortController()
  const silent = async function* (): AsyncGenerator<Uint8Array> {
    yield SPEC.stored.subarray(0, 1000)
    await new Promise(() => {})
  }
  const reading = unpackAll(silent(), { signal: controller.signal })
  setImmediate(() => controller.abort(new Error('enough')))
  await expect(reading).rejects.toThrow('enough')
  expect(countThreads()).toBeLessThanOrEqual(before)
})

test('what the source fails with is what the reading fails with, behind all that came before', async () => {
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces(SPEC.stored.subarray(0, mib(1)))
    throw new Error('the connection is lost')
  }
  let seen = 0
  await expect(unpackAll(failing(), { onChunk: (bytes) => void (seen = bytes) })).rejects.toThrow(
    'the connection is lost',
  )
  expect(seen).toBeGreaterThan(mib(1) - 100_000)
})

test('a thread that dies while it works is an error of the layer', async () => {
  const program = await programOf(`
    import { workerData } from 'node:worker_threads'
    const control = new Int32Array(workerData.stored.control)
    while (Atomics.load(control, 2) === 0) Atomics.wait(control, 0, Atomics.load(control, 0), 10)
    process.exit(3)`)
  await expect(unpackAll(pieces(SPEC.stored), { program })).rejects.toMatchObject({
    code: 'IMAGE_THREAD_DIED',
    message: 'the thread that unpacked the layer has died: it ended with code 3',
  })
})

test('where there is no thread, there is none', async () => {
  vi.stubEnv('VEINMIND_PLAIN', '1')
  expect(await unpackAll(pieces(SPEC.stored))).toBe(-1)
})
