import { decodeName } from '@veinmind/sdk'

/** Bytes of a tar block. */
export const BLOCK = 512

/** The name in a field that ends at its first NUL or after `length` bytes. */
export function readName(block: Buffer, start: number, length: number): string {
  const limit = start + length
  let end = start
  let seen = 0
  while (end < limit) {
    const byte = block[end] as number
    if (byte === 0) break
    seen |= byte
    end += 1
  }
  if (end === start) return ''
  return seen < 0x80 ? block.toString('latin1', start, end) : decodeName(block.subarray(start, end))
}

/**
 * A number field: octal, padded by spaces and NULs, or base-256 in two's complement when its first bit is set.
 * NaN when it is no number, or one that a double does not hold exactly.
 */
export function readNumber(block: Buffer, start: number, length: number): number {
  if ((block[start] as number) & 0x80) return readBase256(block, start, length)
  const limit = start + length
  let at = start
  while (at < limit && isPadding(block[at])) at += 1
  let value = 0
  for (; at < limit; at += 1) {
    const digit = (block[at] as number) - 0x30
    if (digit < 0 || digit > 7) break
    value = value * 8 + digit
  }
  // As Go reads it: a NUL ends the number whatever follows; spaces may only be followed by padding.
  if (at < limit && block[at] === 0x20) while (at < limit && isPadding(block[at])) at += 1
  if (at < limit && block[at] !== 0) return Number.NaN
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
}

/** Whether the checksum field holds the sum of the block, of unsigned or (as some old tars computed it) signed bytes. */
export function hasValidChecksum(block: Buffer, start: number): boolean {
  const told = readNumber(block, start + 148, 8)
  let sum = 8 * 0x20
  for (let at = start; at < start + 148; at += 1) sum += block[at] as number
  for (let at = start + 156; at < start + BLOCK; at += 1) sum += block[at] as number
  if (sum === told) return true
  for (let at = start; at < start + 148; at += 1) sum -= ((block[at] as number) & 0x80) << 1
  for (let at = start + 156; at < start + BLOCK; at += 1) sum -= ((block[at] as number) & 0x80) << 1
  return sum === told
}

/** Whether a block is all zeros. */
export function isZero(block: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (block[at] !== 0) return false
  return true
}

/** Bytes that fill a body of `size` bytes to a whole block. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0
}

function readBase256(block: Buffer, start: number, length: number): number {
  const first = block[start] as number
  const isNegative = (first & 0x40) !== 0
  const inverse = isNegative ? 0xff : 0
  let value = (first ^ inverse) & 0x7f
  for (let at = start + 1; at < start + length; at += 1) value = value * 256 + ((block[at] as number) ^ inverse)
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN
  return isNegative ? -1 - value : value
}
