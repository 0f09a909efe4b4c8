import { hash } from 'node:crypto'
import { encodeTriples } from './crypt64.ts'

/** Rounds that stand for a missing `rounds=`. */
export const DEFAULT_ROUNDS = 5000

/** What `crypt` makes of the rounds that a setting asks for. */
export const clampRounds = (rounds: number): number => Math.min(999_999_999, Math.max(1000, rounds))

const ORDERS = {
  sha256: rotatingOrder(10, 32, [31, 30]),
  sha512: rotatingOrder(21, 64, [63]),
}

/**
 * The digest part of `$5$` (SHA-256) and `$6$` (SHA-512), after Ulrich Drepper's specification. The salt is taken whole: crypt
 * cuts it at 16 bytes, MySQL's caching_sha2_password gives 20.
 */
export function shaCrypt(algorithm: 'sha256' | 'sha512', password: Buffer, salt: Buffer, rounds: number): string {
  const size = algorithm === 'sha256' ? 32 : 64
  const alternate = hash(algorithm, Buffer.concat([password, salt, password]), 'buffer')
  const parts = [password, salt, stretch(alternate, password.length)]
  for (let left = password.length; left > 0; left >>= 1) parts.push(left & 1 ? alternate : password)
  let digest = hash(algorithm, Buffer.concat(parts), 'buffer')

  const p = stretch(hash(algorithm, repeat(password, password.length), 'buffer'), password.length)
  const s = stretch(hash(algorithm, repeat(salt, 16 + (digest[0] ?? 0)), 'buffer'), salt.length)

  const buffer = Buffer.alloc(2 * p.length + s.length + size)
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1
    let end = (odd ? p : digest).copy(buffer, 0)
    if (round % 3 !== 0) end += s.copy(buffer, end)
    if (round % 7 !== 0) end += p.copy(buffer, end)
    end += (odd ? digest : p).copy(buffer, end)
    digest = hash(algorithm, buffer.subarray(0, end), 'buffer')
  }
  return ORDERS[algorithm].map((group) => encodeTriples(digest, group)).join('')
}

/** The order in which the digest's bytes are written: three columns a third apart, each group starting one column on. */
function rotatingOrder(step: number, size: number, last: readonly number[]): readonly (readonly number[])[] {
  const groups: number[][] = []
  const rotate =
    size === 32
      ? [
          [0, 1, 2],
          [2, 0, 1],
          [1, 2, 0],
        ]
      : [
          [0, 1, 2],
          [1, 2, 0],
          [2, 0, 1],
        ]
  for (let i = 0; i < step; i++) groups.push((rotate[i % 3] ?? []).map((column) => i + column * step))
  return [...groups, last]
}

function stretch(digest: Buffer, length: number): Buffer {
  const out = Buffer.alloc(length)
  for (let at = 0; at < length; at += digest.length) digest.copy(out, at)
  return out
}

function repeat(bytes: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes))
}
