import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { takesFastWays } from '@veinmind/internal'
import { kib, mib, VeinmindError } from '@veinmind/sdk'
import type { LayerNote } from '../tar/types.ts'
import type { FromUnpacker, UnpackSetup } from './messages.ts'
import { toError } from './messages.ts'
import type { Ring } from './ring.ts'
import { createRingMemory, openRing } from './ring.ts'
import type { Unpacked, UnpackOrder } from './unpack.ts'

/** A thread that unpacks one layer. */
export interface UnpackThread {
  /** Stored bytes, which this thread fills in. */
  readonly stored: Ring
  /** The tar, which the other one fills in. */
  readonly tar: Ring
  /** How it has ended: with what it had to say, or why without. */
  readonly end: { readonly said?: FromUnpacker; readonly died?: string } | undefined
  /** Resolves when the thread is gone. */
  close(): Promise<void>
}

/** Where the thread's program is; TypeScript does not rewrite the extension here as it does in an import. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './unpack-worker.ts' : './unpack-worker.js', import.meta.url)
const STORED = { slots: 4, size: kib(256) }
const TAR = { slots: 4, size: mib(1) }
/** MiB for short-lived objects: the thread makes few. */
const YOUNG = 2

/** Starts a thread for a layer; undefined where none is to be had, which is no fault of the layer. */
export async function startUnpackThread(order: UnpackOrder, program: URL = PROGRAM): Promise<UnpackThread | undefined> {
  if (!takesFastWays()) return undefined
  const memory = {
    stored: createRingMemory(STORED.slots, STORED.size),
    tar: createRingMemory(TAR.slots, TAR.size),
  }
  const [stored, tar] = [openRing(memory.stored), openRing(memory.tar)]
  let end: UnpackThread['end']
  const finish = (how: UnpackThread['end']): void => {
    end ??= how
    stored.emptying.ring()
    tar.filling.ring()
  }
  try {
    const worker = new Worker(program, {
      workerData: { order, ...memory } satisfies UnpackSetup,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
      execArgv: [],
      stdin: false,
    })
    const started = Promise.withResolvers<boolean>()
    const gone = Promise.withResolvers<void>()
    worker.on('online', () => started.resolve(true))
    worker.on('message', (said: FromUnpacker) => finish({ said }))
    worker.on('error', (error: Error) => {
      finish({ died: error.message })
      started.resolve(false)
    })
    worker.on('exit', (code) => {
      finish({ died: `it ended with code ${code}` })
      started.resolve(false)
      gone.resolve()
    })
    if (!(await started.promise)) return undefined
    return {
      stored,
      tar,
      get end() {
        return end
      },
      async close() {
        await worker.terminate()
        await gone.promise
      },
    }
  } catch {
    return undefined
  }
}

/** What is told while a thread unpacks. */
export interface ThreadTools {
  readonly signal: AbortSignal | undefined
  readonly note: (note: LayerNote) => void
}

/** The tar of a layer that a thread unpacks from `source`. The thread is gone when this ends, however it does. */
export async function* unpackInThread(
  thread: UnpackThread,
  source: AsyncIterator<Uint8Array>,
  { signal, note }: ThreadTools,
): AsyncGenerator<Buffer, Unpacked> {
  const { stored, tar } = thread
  const feeding = createFeed(thread, source)
  const wake = (): void => tar.filling.ring()
  signal?.addEventListener('abort', wake)
  try {
    for (let passed = 0; ;) {
      const chunk = await tar.filling.wait(() =>
        signal?.aborted ? 'failed' : (tar.first() ?? (thread.end?.died === undefined ? undefined : 'failed')),
      )
      signal?.throwIfAborted()
      if (typeof chunk === 'string') break
      yield chunk
      tar.release()
      passed += chunk.length
      // The stored bytes have to be read meanwhile, and timers and signals have their turn.
      if (passed >= BREATH) {
        passed = 0
        await setImmediate()
      }
    }
    const { said, died } = await tar.filling.wait(() => thread.end)
    if (said === undefined) throw threadError(died ?? '')
    for (const each of said.notes) note(each)
    if (said.kind === 'starved') throw feeding.failure?.error
    if (said.kind === 'failed') throw toError(said.error)
    return said.unpacked
  } finally {
    signal?.removeEventListener('abort', wake)
    feeding.stop()
    stored.emptying.ring()
    await thread.close()
  }
}

const BREATH = mib(1)

interface Feed {
  /** What the source failed with. */
  readonly failure: { readonly error: unknown } | undefined
  stop(): void
}

/** Copies the stored bytes to where the thread reads them, as it does. */
function createFeed(thread: UnpackThread, source: AsyncIterator<Uint8Array>): Feed {
  const { stored } = thread
  let failure: Feed['failure']
  let isStopped = false
  const room = (): Promise<Buffer | 'stopped'> =>
    stored.emptying.wait(() => (isStopped || thread.end ? 'stopped' : stored.free()))
  const feed = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await source.next()
      if (done || isStopped) return
      for (let at = 0; at < value.length;) {
        const slot = await room()
        if (slot === 'stopped') return
        const part = value.subarray(at, at + slot.length)
        slot.set(part)
        stored.fill(part.length)
        at += part.length
      }
    }
  }
  void feed().then(
    () => stored.end('complete'),
    (error: unknown) => {
      failure = { error }
      stored.end('failed')
    },
  )
  return {
    get failure() {
      return failure
    },
    stop: () => void (isStopped = true),
  }
}

function threadError(why: string): VeinmindError {
  return new VeinmindError('IMAGE_THREAD_DIED', `the thread that unpacked the layer has died: ${why}`, {
    hint: 'set VEINMIND_PLAIN=1, and the layer is unpacked without one',
  })
}
