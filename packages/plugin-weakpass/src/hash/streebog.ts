import { A, C, PI } from './streebog-tables.ts'

/** Eight words of 64 bits, the lowest first. */
type Block = readonly bigint[]

const MASK = (1n << 64n) - 1n
const ZERO: Block = Array.from({ length: 8 }, () => 0n)

const CONSTANTS: readonly Block[] = C.map((hex) => wordsOf(Buffer.from(hex, 'hex')))

/** Substitution, transposition and the linear map at once: for each byte of a word and each of its values, a word. */
const TABLES: readonly (readonly bigint[])[] = makeTables()

/** GOST R 34.11-2012 ("Streebog") of 256 bits, RFC 6986. For password hashes: it takes about a millisecond. */
export function streebog256(message: Uint8Array): Buffer {
  let h: Block = Array.from({ length: 8 }, () => 0x0101010101010101n)
  let length = ZERO
  let sum = ZERO
  const end = message.length - (message.length % 64)
  for (let at = 0; at < end; at += 64) {
    const block = wordsOf(message.subarray(at, at + 64))
    h = compress(h, block, length)
    length = add(length, [512n])
    sum = add(sum, block)
  }
  const padded = Buffer.alloc(64)
  padded.set(message.subarray(end))
  padded[message.length - end] = 1
  const last = wordsOf(padded)
  h = compress(h, last, length)
  length = add(length, [BigInt((message.length - end) * 8)])
  h = compress(compress(h, length, ZERO), add(sum, last), ZERO)
  const digest = Buffer.alloc(32)
  for (let i = 0; i < 4; i++) digest.writeBigUInt64LE(h[i + 4] ?? 0n, i * 8)
  return digest
}

/** HMAC of Streebog-256 (RFC 7836); keys of at most 64 bytes. */
export function streebogHmac(key: Uint8Array, message: Uint8Array): Buffer {
  const pad = (byte: number) => Buffer.from(Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ byte))
  return streebog256(Buffer.concat([pad(0x5c), streebog256(Buffer.concat([pad(0x36), message]))]))
}

function compress(h: Block, message: Block, length: Block): Block {
  let key = transform(xor(h, length))
  let state = message
  for (const constant of CONSTANTS) {
    state = transform(xor(state, key))
    key = transform(xor(key, constant))
  }
  return xor(xor(xor(state, key), h), message)
}

function transform(block: Block): Block {
  return Array.from({ length: 8 }, (_, row) => {
    let word = 0n
    for (let i = 0; i < 8; i++) word ^= TABLES[i]?.[Number(((block[i] ?? 0n) >> BigInt(8 * row)) & 0xffn)] ?? 0n
    return word
  })
}

const xor = (a: Block, b: Block): Block => a.map((word, i) => word ^ (b[i] ?? 0n))

/** A sum of 512 bits. */
function add(a: Block, b: Block): Block {
  let carry = 0n
  return a.map((word, i) => {
    const sum = word + (b[i] ?? 0n) + carry
    carry = sum >> 64n
    return sum & MASK
  })
}

function wordsOf(bytes: Uint8Array): Block {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: 8 }, (_, i) => buffer.readBigUInt64LE(i * 8))
}

function makeTables(): bigint[][] {
  const rows = Buffer.from(A, 'hex')
  const substitution = Buffer.from(PI, 'hex')
  return Array.from({ length: 8 }, (_, position) =>
    Array.from({ length: 256 }, (__, value) => {
      let word = 0n
      for (let bit = 0; bit < 8; bit++) {
        if (((substitution[value] ?? 0) >> bit) & 1) word ^= rows.readBigUInt64BE((63 - position * 8 - bit) * 8)
      }
      return word
    }),
  )
}
