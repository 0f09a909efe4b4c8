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
 * What a decoder makes of the bytes that `next` gives, until its stream ends or there are no more. All that there is of a chunk is given
 * before the next is asked for, which may be long in coming, or not come.
 */
export async function* decodeAll(
  next: () => Promise<Buffer | undefined>,
  { decoder, room, rest }: DecodeOptions,
): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = await next()
    if (chunk === undefined) return
    let from = 0
    let isFull = true
    while (isFull) {
      const output = room.take()
      decoder.decode(chunk, from, { output, at: 0 })
      const { taken, given } = decoder
      from += taken
      isFull = given === output.length
      if (given > 0) yield output.subarray(0, given)
    }
    if (from === chunk.length) continue
    rest(chunk.subarray(from))
    return
  }
}
