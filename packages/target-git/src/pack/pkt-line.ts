import { VeinmindError } from '@veinmind/sdk'

/** A line of git's protocol (gitprotocol-common): four hexadecimal digits of length, then that many bytes less four. */
export const pkt = (text: string): string => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text

/** Ends a section. */
export const FLUSH = '0000'

/** The bytes of a line, or `flush`. */
export type Packet = Buffer | 'flush'

/** Cuts a stream into packets. */
export async function* readPackets(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Packet> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk])
    let at = 0
    while (rest.length - at >= 4) {
      const length = parseLength(rest.toString('latin1', at, at + 4))
      if (length === 0) {
        yield 'flush'
        at += 4
        continue
      }
      if (rest.length - at < length) break
      yield rest.subarray(at + 4, at + length)
      at += length
    }
    rest = Buffer.from(rest.subarray(at))
  }
  if (rest.length > 0) throw broken('the answer breaks off')
}

function parseLength(digits: string): number {
  const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1
  // 1 and 2 are delimiters of protocol 2, which we do not speak; 4 is an empty line.
  if (length === 0 || (length >= 4 && length <= 65_520)) return length
  throw broken('a line of the answer has no length')
}

/** The fault of an answer. */
export function broken(what: string): VeinmindError {
  return new VeinmindError('GIT_PROTOCOL', what, {
    hint: 'the server does not speak git as it should, or the connection was broken',
  })
}
