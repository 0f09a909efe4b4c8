import { decodeName } from '@veinmind/sdk/target'

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

/** The last name that a field had: owners are the same from one entry to the next. */
export interface NameCache {
  readonly bytes: Buffer
  name: string
}

/** A cache for one field of at most 64 bytes. */
export function createNameCache(): NameCache {
  return { bytes: Buffer.alloc(64), name: '' }
}

/** Like `readName`, and quicker when the field holds what it held the last time. */
export function readCachedName(cache: NameCache, block: Buffer, start: number, length: number): string {
  const { bytes } = cache
  for (let at = 0; at < length; at += 1) {
    const byte = block[start + at]
    if (byte !== bytes[at]) break
    if (byte === 0) return cache.name
  }
  cache.name = readName(block, start, length)
  block.copy(bytes, 0, start, start + length)
  return cache.name
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

/** The same memory as a buffer in words of 32 bits; undefined where it is not aligned for that. */
export function wordsOf(block: Buffer): Uint32Array | undefined {
  return block.byteOffset % 4 === 0 ? new Uint32Array(block.buffer, block.byteOffset, block.length >> 2) : undefined
}

/** Whether the checksum field holds the sum of the block, of unsigned or (as some old tars computed it) signed bytes. */
export function hasValidChecksum(block: Buffer, start: number, words: Uint32Array | undefined): boolean {
  const told = readNumber(block, start + 148, 8)
  // The field itself counts as spaces.
  let field = 0
  for (let at = start + 148; at < start + 156; at += 1) field += block[at] as number
  const isAligned = words !== undefined && start % 4 === 0
  const sum = (isAligned ? sumWords(words, start >> 2) : sumBytes(block, start)) - field + 8 * 0x20
  return sum === told || sum - 256 * countSigned(block, start) === told
}

/** Sum of the bytes of a block, two bytes of a word at a time: 128 words never carry from one half into the other. */
function sumWords(words: Uint32Array, start: number): number {
  let sum = 0
  for (let at = start; at < start + BLOCK / 4; at += 1) {
    const word = words[at] as number
    sum = (sum + (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff)) | 0
  }
  return (sum & 0xffff) + (sum >>> 16)
}

function sumBytes(block: Buffer, start: number): number {
  let sum = 0
  for (let at = start; at < start + BLOCK; at += 1) sum += block[at] as number
  return sum
}

/** How many bytes of a block, the checksum field left out, are negative as signed ones. */
function countSigned(block: Buffer, start: number): number {
  let count = 0
  for (let at = start; at < start + BLOCK; at += 1) {
    if (at < start + 148 || at >= start + 156) count += (block[at] as number) >> 7
  }
  return count
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
