import { constants, createInflateRaw, createZstdDecompress, deflateRawSync, zstdCompressSync } from 'node:zlib'
import { takesFastWays } from '@veinmind/internal'

/** Decompresses into memory that it is given, in the thread that calls it. */
export interface Decoder {
  /** Bytes of the input that the last call took, and bytes of output that it wrote. Less than there is, of both: the stream has ended. */
  readonly taken: number
  readonly given: number
  /** Decompresses `input`, from a place in it, to a place in `output`, which may be used up to its end; throws the error of zlib, with its code. */
  decode(input: Buffer, from: number, target: { readonly output: Buffer; readonly at: number }): void
  /** Begins another stream. */
  reset(): void
  close(): void
}

/** What is decompressed: deflate without a wrapper, or zstd with the binary logarithm of the largest window that is taken. */
export type Encoding = { readonly kind: 'deflate' } | { readonly kind: 'zstd'; readonly windowLog: number }

/** What a stream of zlib has inside: it writes where it is told to, which its stream does not. */
interface Inside {
  readonly _handle?: {
    writeSync(flush: number, ...bytes: readonly [Buffer, number, number, Buffer, number, number]): void
    onerror: (message: string, number: number, code: string) => void
  } | null
  /** Bytes of the output and of the input that are left, after each call. */
  readonly _writeState?: Uint32Array
  reset(): void
}

/**
 * A decoder, or undefined where this Node has none that does what it should: then there is the stream. The stream takes a new buffer for
 * each mebibyte that it gives, and each counts towards the next collection of garbage; a decoder takes none.
 *
 * What it works with is no public interface of Node. So each kind is tried once on a stream that is known, and on one that is damaged.
 */
export function createDecoder(encoding: Encoding): Decoder | undefined {
  if (!takesFastWays()) return undefined
  isSound[encoding.kind] ??= check(encoding)
  return isSound[encoding.kind] ? openDecoder(encoding) : undefined
}

const isSound: { deflate?: boolean; zstd?: boolean } = {}

function openDecoder(encoding: Encoding): Decoder | undefined {
  const stream =
    encoding.kind === 'deflate'
      ? createInflateRaw()
      : createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: encoding.windowLog } })
  const inside = stream as unknown as Inside
  const { _handle: handle, _writeState: left } = inside
  if (!handle || !(left instanceof Uint32Array) || typeof handle.writeSync !== 'function') return undefined
  let failure: Error | undefined
  let taken = 0
  let given = 0
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- this is no event target
  handle.onerror = (message, number, code) => {
    failure = Object.assign(new Error(message), { errno: number, code })
  }
  return {
    get taken() {
      return taken
    },
    get given() {
      return given
    },
    decode(input, from, { output, at }) {
      const [length, room] = [input.length - from, output.length - at]
      handle.writeSync(constants.Z_NO_FLUSH, input, from, length, output, at, room)
      if (failure) throw failure
      given = room - (left[0] ?? 0)
      taken = length - (left[1] ?? 0)
    },
    reset: () => inside.reset(),
    close: () => void stream.destroy(),
  }
}

function check(encoding: Encoding): boolean {
  const text = Buffer.from(Array.from({ length: 500 }, (_, at) => (at * at) % 251))
  const stored = encoding.kind === 'deflate' ? deflateRawSync(text) : zstdCompressSync(text)
  try {
    return decodesInSteps(encoding, stored, text) && tellsDamage(encoding, stored)
  } catch {
    return false
  }
}

/** Whether it decompresses `stored` to `text`, in small pieces, twice, and leaves what follows. */
function decodesInSteps(encoding: Encoding, stored: Buffer, text: Buffer): boolean {
  const decoder = openDecoder(encoding)
  if (!decoder) return false
  const output = Buffer.alloc(64)
  const decode = (input: Buffer): { readonly plain: Buffer; readonly rest: number } => {
    const parts: Buffer[] = []
    let from = 0
    do {
      decoder.decode(input, from, { output, at: 1 })
      from += decoder.taken
      parts.push(Buffer.from(output.subarray(1, 1 + decoder.given)))
    } while (decoder.given === output.length - 1)
    return { plain: Buffer.concat(parts), rest: input.length - from }
  }
  try {
    for (const tail of encoding.kind === 'deflate' ? [0, 3] : [0]) {
      const [first, second] = [
        decode(stored.subarray(0, 200)),
        decode(Buffer.concat([stored.subarray(200), Buffer.alloc(tail)])),
      ]
      const isRight = first.rest === 0 && second.rest === tail
      if (!isRight || !Buffer.concat([first.plain, second.plain]).equals(text)) return false
      decoder.reset()
    }
    return true
  } finally {
    decoder.close()
  }
}

function tellsDamage(encoding: Encoding, stored: Buffer): boolean {
  const decoder = openDecoder(encoding)
  const output = Buffer.alloc(1000)
  try {
    decoder?.decode(Buffer.from(stored).fill(0xff, 0, 100), 0, { output, at: 0 })
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && /^Z(?:STD)?_/.test(String(error.code))
  } finally {
    decoder?.close()
  }
}
