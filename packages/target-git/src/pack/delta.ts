import type { VeinmindError } from '@veinmind/sdk'
import type { BufferPool } from './buffer-pool.ts'
import { broken } from './pkt-line.ts'

/** Sizes of a delta, from its head; undefined for what is none. */
function deltaSizes(delta: Buffer): { base: number; result: number; start: number } | undefined {
  const base = readSize(delta, 0)
  const result = base && readSize(delta, base.end)
  return base && result ? { base: base.value, result: result.value, start: result.end } : undefined
}

/** Where the result of a delta goes, and how large it may be. */
export interface DeltaOptions {
  readonly buffers: BufferPool
  readonly objectBytes: number
}

/** Applies a delta (gitformat-pack) to its base. Throws `GIT_PROTOCOL` when it does not fit. */
export function applyDelta(base: Buffer, delta: Buffer, { buffers, objectBytes }: DeltaOptions): Buffer | 'too-large' {
  const sizes = deltaSizes(delta)
  if (sizes?.base !== base.length) throw misfit()
  if (sizes.result > objectBytes) return 'too-large'
  const result = buffers.take(sizes.result)
  let at = sizes.start
  let to = 0
  while (at < delta.length) {
    const op = delta[at++] ?? 0
    if (op === 0) throw misfit()
    if (op & 0x80) {
      const [offset, afterOffset] = readBits(delta, at, op & 0x0f)
      const [given, afterSize] = readBits(delta, afterOffset, (op >> 4) & 0x07)
      const size = given === 0 ? 0x10000 : given
      at = afterSize
      if (offset + size > base.length || to + size > result.length) throw misfit()
      base.copy(result, to, offset, offset + size)
      to += size
    } else {
      if (at + op > delta.length || to + op > result.length) throw misfit()
      delta.copy(result, to, at, at + op)
      at += op
      to += op
    }
  }
  if (to !== result.length) throw misfit()
  return result
}

const misfit = (): VeinmindError => broken('a delta of the pack does not fit its base')

/** Bytes of a number, lowest first, where each bit of `mask` says whether one is there. */
function readBits(delta: Buffer, start: number, mask: number): [value: number, end: number] {
  let value = 0
  let at = start
  for (let byte = 0, bits = mask; bits > 0; byte++, bits >>= 1) {
    if (bits & 1) value += (delta[at++] ?? 0) * 2 ** (8 * byte)
  }
  return [value, at]
}

function readSize(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0
  for (let at = start, shift = 0; at < bytes.length && shift <= 49; at++, shift += 7) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return { value, end: at + 1 }
  }
  return undefined
}
