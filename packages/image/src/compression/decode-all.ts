import type { Decoder } from './decoder.ts'
import type { Room } from './room.ts'

/** How a stream is decompressed. */
export interface DecodeOptions {
  readonly decoder: Decoder
  readonly room: Room
  /** The stream has ended before these bytes: no more are taken. */
  readonly rest: (bytes: Buffer) => void
}

/**
 * What a decoder makes of the bytes that `next` gives, until its stream ends or there are no more. What was decompressed before an error
 * is given first.
 */
export async function* decodeAll(
  next: () => Promise<Buffer | undefined>,
  { decoder, room, rest }: DecodeOptions,
): AsyncGenerator<Buffer> {
  let output = room.take()
  let at = 0
  try {
    let hasEnded = false
    while (!hasEnded) {
      const chunk = await next()
      if (chunk === undefined) break
      let from = 0
      for (;;) {
        decoder.decode(chunk, from, { output, at })
        from += decoder.taken
        at += decoder.given
        if (at < output.length) break
        yield output
        output = room.take()
        at = 0
      }
      hasEnded = from < chunk.length
      if (hasEnded) rest(chunk.subarray(from))
    }
  } catch (error) {
    if (at > 0) yield output.subarray(0, at)
    throw error
  }
  if (at > 0) yield output.subarray(0, at)
}
