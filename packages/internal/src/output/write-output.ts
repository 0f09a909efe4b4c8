import { constants, write } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findPlace } from './find-place.ts'
import type { Place } from './find-place.ts'
import { inBlocks } from './in-blocks.ts'
import { invalidOutput } from './invalid-output.ts'
import { replaceFile } from './replace-file.ts'

/** How output is written. */
export interface WriteOptions {
  /** Ends the wait for somebody who reads a FIFO. */
  readonly signal?: AbortSignal
  /** Called once when a FIFO has no reader, which is waited for. */
  readonly onWait?: () => void
}

/** Milliseconds between two looks at a reader that is not there, or does not read. */
const LOOK_AGAIN = 50

/**
 * Writes text to where a user's path leads. Links are followed. A regular file is written whole or not at all, with the mode that it
 * had; a device, a FIFO, a socket and a descriptor of the process are opened and written to, and stay what they are.
 *
 * Throws `OUTPUT_INVALID` as `findPlace` does, and the system's error where it cannot be written.
 */
export async function writeOutput(path: string, pieces: Iterable<string>, options: WriteOptions = {}): Promise<void> {
  const place = await findPlace(path)
  const blocks = inBlocks(pieces)
  if (place.kind === 'file') await replaceFile(place, blocks)
  else if (place.kind === 'socket') await pipeline(Readable.from(blocks), connect(place.path))
  else if (place.kind === 'descriptor') await writeAll(blocks, writerTo(place.fd), options.signal)
  else await writeToStream(place, blocks, options)
}

type Write = (bytes: Uint8Array) => Promise<number>

function writerTo(fd: number): Write {
  const writeOnce = promisify(write)
  return async (bytes) => (await writeOnce(fd, bytes, 0, bytes.length, null)).bytesWritten
}

type Stream = Extract<Place, { readonly kind: 'stream' }>

async function writeToStream(
  { path, before }: Stream,
  blocks: Iterable<Uint8Array>,
  options: WriteOptions,
): Promise<void> {
  const file = await openStream({ path, isFifo: before.isFIFO() }, options)
  try {
    const now = await file.stat()
    if (now.dev !== before.dev || now.ino !== before.ino) throw invalidOutput(path, 'it became another file meanwhile')
    await writeAll(blocks, async (bytes) => (await file.write(bytes)).bytesWritten, options.signal)
  } finally {
    await file.close()
  }
}

/** Never waits in `open`, which nothing could end: a FIFO without a reader refuses to be opened so, and is tried again. */
async function openStream(
  { path, isFifo }: { readonly path: string; readonly isFifo: boolean },
  { signal, onWait }: WriteOptions,
): Promise<FileHandle> {
  const isTriedOnce = signal?.aborted === true
  for (let tries = 0; ; tries += 1) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO' || !isFifo) throw error
      if (tries === 0 && !isTriedOnce) onWait?.()
      const isOver = isTriedOnce || (await lookAgain(signal))
      if (isOver) throw invalidOutput(path, 'nobody reads it')
    }
  }
}

/** A pipe that is full is waited for. After an interrupt it still takes what was made: a second one ends the process. */
async function writeAll(
  blocks: Iterable<Uint8Array>,
  writeSome: Write,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wasAborted = signal?.aborted === true
  for (const block of blocks) {
    for (let rest = block; rest.length > 0;) {
      try {
        rest = rest.subarray(await writeSome(rest))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
        if (await lookAgain(wasAborted ? undefined : signal))
          throw invalidOutput('a pipe', 'it is full, and nobody reads it')
      }
    }
  }
}

/** Waits a moment; true when `signal` aborts meanwhile. */
function lookAgain(signal: AbortSignal | undefined): Promise<boolean> {
  return delay(LOOK_AGAIN, false, signal ? { signal } : {}).catch(() => true)
}
