import { kib } from '@veinmind/sdk'

/** Where decompressed bytes go. */
export interface Room {
  /** Memory for the next chunk: the same again until a chunk of it was handed on and the next one was asked for. */
  take(): Buffer
}

/** Bytes that are decompressed before they are looked at: few enough to be in the processor's own memory still. */
const SIZE = kib(256)

/** One buffer for all chunks: each is valid until the next is asked for. */
export function createRoom(): Room {
  let buffer: Buffer | undefined
  return { take: () => (buffer ??= Buffer.allocUnsafe(SIZE)) }
}

/** A buffer for each chunk, for who keeps them. */
export function createFreshRoom(): Room {
  return { take: () => Buffer.allocUnsafeSlow(kib(64)) }
}
