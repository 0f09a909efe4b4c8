import { createHmac, hash, pbkdf2Sync } from 'node:crypto'
import { blockMixPwx, blockMixSalsa, S_WORDS } from './yescrypt-mix.ts'
import type { Boxes } from './yescrypt-mix.ts'

/** What a yescrypt setting says. `flags`: 0 is scrypt, 1 write once, `RW` yescrypt proper. */
export interface YescryptParameters {
  readonly flags: number
  readonly n: number
  readonly r: number
  readonly p: number
  readonly t: number
}

/** YESCRYPT_RW with six rounds, four lanes, two words and 12 KiB of S-boxes: the one flavour that exists. */
export const RW_DEFAULTS = 0xb6

const RW = 2
const PREHASH = 0x10000000

/** The 32 bytes of yescrypt 1.0 without a ROM (the specification's `yescrypt_kdf`). */
export function yescrypt(password: Buffer, salt: Buffer, parameters: YescryptParameters): Buffer {
  const { flags, n, r, p } = parameters
  const long = (flags & RW) !== 0 && n / p >= 0x100 && (n / p) * r >= 0x20000
  const key = long ? body(password, salt, { ...parameters, flags: flags | PREHASH, n: n / 64, t: 0 }) : password
  return body(key, salt, parameters)
}

function body(password: Buffer, salt: Buffer, parameters: YescryptParameters): Buffer {
  const { flags, n, r, p } = parameters
  const isRw = (flags & RW) !== 0
  let key = password
  if (flags !== 0) key = hmac((flags & PREHASH) !== 0 ? 'yescrypt-prehash' : 'yescrypt', password)
  const bytes = pbkdf2Sync(key, salt, 1, 128 * r * p, 'sha256')
  const b = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  if (flags !== 0) key = Buffer.from(bytes.subarray(0, 32))
  const v = new Int32Array(32 * r * n)
  if (isRw) key = smix(b, v, parameters, key)
  else for (let i = 0; i < p; i++) smix(b.subarray(32 * r * i, 32 * r * (i + 1)), v, { ...parameters, p: 1 }, key)
  const derived = pbkdf2Sync(key, new Uint8Array(b.buffer), 1, 32, 'sha256')
  if (flags === 0 || (flags & PREHASH) !== 0) return derived
  return hash('sha256', hmac(derived, 'Client Key'), 'buffer')
}

/** Mixes `b` in place; returns the key that the last PBKDF2 takes. */
function smix(b: Int32Array, v: Int32Array, { flags, n, r, p, t }: YescryptParameters, key: Buffer): Buffer {
  const s = 32 * r
  const isRw = (flags & RW) !== 0
  const even = (value: number) => value + (value % 2)
  let chunk = Math.floor(n / p)
  const all = loopCount(chunk, t, isRw)
  const rw = isRw ? even(Math.floor(all / p)) : 0
  chunk -= chunk % 2
  const lanes: (Boxes | undefined)[] = []
  let outKey = key
  for (let i = 0; i < p; i++) {
    const lane = b.subarray(i * s, (i + 1) * s)
    const count = i < p - 1 ? chunk : n - chunk * i
    const part = v.subarray(chunk * i * s, (chunk * i + count) * s)
    let boxes: Boxes | undefined
    if (isRw) {
      const words = new Int32Array(S_WORDS)
      fill(lane.subarray(0, 32), words, { r: 1, n: S_WORDS / 32, flags: 0 })
      boxes = { words, s2: 0, s1: 1024, s0: 2048, next: 0 }
      const end = lane.subarray(s - 16, s)
      if (i === 0) outKey = hmac(new Uint8Array(end.buffer, end.byteOffset, 64), key)
    }
    lanes.push(boxes)
    fill(lane, part, { r, n: count, flags, boxes })
    mix(lane, part, { r, n: powerFloor(count), loops: rw, write: isRw, boxes })
  }
  for (let i = 0; i < p; i++) {
    mix(b.subarray(i * s, (i + 1) * s), v, { r, n, loops: even(all) - rw, write: false, boxes: lanes[i] })
  }
  return outKey
}

function loopCount(chunk: number, t: number, isRw: boolean): number {
  if (isRw) return t > 1 ? chunk * (t - 1) : Math.floor((chunk * (t === 1 ? 2 : 1) + 2) / 3)
  if (t === 0) return chunk
  return (t === 1 ? chunk + Math.floor((chunk + 1) / 2) : chunk) * t
}

interface Work {
  readonly r: number
  readonly n: number
  readonly boxes?: Boxes | undefined
}

/** SMix1: fills `v` with the states that `b` goes through. */
function fill(b: Int32Array, v: Int32Array, { r, n, flags, boxes }: Work & { readonly flags: number }): void {
  const s = 32 * r
  const state = shuffle(b)
  const room = new Int32Array(s + 16)
  for (let i = 0; i < n; i++) {
    v.set(state, i * s)
    if ((flags & RW) !== 0 && i > 1) {
      const floor = powerFloor(i)
      xor(state, v, ((state[s - 16]! & (floor - 1)) + (i - floor)) * s)
    }
    blockMix(state, room, r, boxes)
  }
  unshuffle(state, b)
}

/** SMix2: walks `v` in an order that the state says, writing back with `write`. */
function mix(b: Int32Array, v: Int32Array, work: Work & { readonly loops: number; readonly write: boolean }): void {
  const { r, n, loops, write, boxes } = work
  const s = 32 * r
  const state = shuffle(b)
  const room = new Int32Array(s + 16)
  for (let i = 0; i < loops; i++) {
    const at = (state[s - 16]! & (n - 1)) * s
    xor(state, v, at)
    if (write) v.set(state, at)
    blockMix(state, room, r, boxes)
  }
  unshuffle(state, b)
}

function blockMix(state: Int32Array, room: Int32Array, r: number, boxes: Boxes | undefined): void {
  if (boxes) blockMixPwx(state, boxes, r)
  else blockMixSalsa(state, room, r)
}

function xor(state: Int32Array, v: Int32Array, at: number): void {
  for (let i = 0; i < state.length; i++) state[i] = state[i]! ^ v[at + i]!
}

/** The words of each 64-byte block in the order of the SIMD forms of Salsa20. */
function shuffle(b: Int32Array): Int32Array {
  return b.map((_, i) => b[(i & ~15) + ((i * 5) & 15)]!)
}

function unshuffle(state: Int32Array, b: Int32Array): void {
  for (let i = 0; i < state.length; i++) b[(i & ~15) + ((i * 5) & 15)] = state[i]!
}

/** The largest power of two not above `value`. */
function powerFloor(value: number): number {
  return 2 ** (31 - Math.clz32(value))
}

function hmac(key: string | Uint8Array, message: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest()
}
