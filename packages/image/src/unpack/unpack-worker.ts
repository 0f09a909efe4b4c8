import { parentPort, workerData } from 'node:worker_threads'
import { toVeinmindError } from '@veinmind/sdk'
import type { LayerNote } from '../tar/types.ts'
import type { FromUnpacker, UnpackSetup } from './messages.ts'
import { toSent } from './messages.ts'
import { openRing } from './ring.ts'
import type { Ring } from './ring.ts'
import { unpack } from './unpack.ts'

// Unpacks one layer: its stored bytes come in one ring, its tar goes out in another. It waits by blocking, since it has nothing
// else to do.
const { order, ...rings } = workerData as UnpackSetup
const [stored, tar] = [openRing(rings.stored), openRing(rings.tar)]
const notes: LayerNote[] = []

/** The source of the stored bytes has failed, with an error that the other thread has. */
class Starved extends Error {}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread is no window
parentPort?.postMessage(await run())
tar.end('complete')

async function run(): Promise<FromUnpacker> {
  try {
    const chunks = unpack(order, readSlots(stored), {
      note: (note) => void notes.push(note),
      room: { take: freeSlot },
    })
    for (;;) {
      const { done, value } = await chunks.next()
      if (done) return { kind: 'done', unpacked: value, notes }
      send(value)
    }
  } catch (error) {
    if (error instanceof Starved) return { kind: 'starved', notes }
    return { kind: 'failed', error: toSent(toVeinmindError(error)), notes }
  }
}

function freeSlot(): Buffer {
  return tar.emptying.block(() => tar.free())
}

/** What was written into a slot is there already; what comes from elsewhere is copied. */
function send(chunk: Buffer): void {
  if (chunk.buffer === rings.tar.bytes) return tar.fill(chunk.length)
  for (let at = 0; at < chunk.length;) {
    const slot = freeSlot()
    const copied = chunk.copy(slot, 0, at)
    tar.fill(copied)
    at += copied
  }
}

/** The bytes of a ring; each chunk is valid until the next is asked for. */
function readSlots(ring: Ring): AsyncIterator<Uint8Array> {
  let isHeld = false
  return {
    async next() {
      if (isHeld) ring.release()
      isHeld = false
      const chunk = ring.filling.block(() => ring.first())
      if (chunk === 'complete') return { done: true, value: undefined }
      if (chunk === 'failed') throw new Starved()
      isHeld = true
      return { done: false, value: chunk }
    },
  }
}
