import { decode64, encode64 } from './crypt64.ts'
import { IP, KEY_SHIFTS, P, PC1, PC2, SBOXES } from './des-tables.ts'

/** The 11 digits after the salt of traditional DES crypt: eight characters of seven bits, 25 encryptions of zeros. */
export function desCrypt(password: Buffer, salt: string): string {
  const key = Buffer.alloc(8)
  for (let i = 0; i < Math.min(8, password.length); i++) key[i] = (password[i] ?? 0) << 1
  return digits(encrypt([0, 0], keySchedule(key), decode64(salt, 0) | (decode64(salt, 1) << 6), 25))
}

/** The 11 digits after `_countsalt` of BSDi's extended DES crypt: passwords of any length, a count of its own. */
export function bsdiCrypt(password: Buffer, setting: string): string {
  const number = (at: number) => [0, 1, 2, 3].reduce((sum, i) => sum | (decode64(setting, at + i) << (6 * i)), 0)
  const key = Buffer.alloc(8)
  for (let i = 0; i < Math.min(8, password.length); i++) key[i] = (password[i] ?? 0) << 1
  for (let at = 8; at < password.length; at += 8) {
    const [left, right] = encrypt([key.readUInt32BE(0), key.readUInt32BE(4)], keySchedule(key), 0, 1)
    key.writeUInt32BE(left >>> 0, 0)
    key.writeUInt32BE(right >>> 0, 4)
    for (let i = 0; i < 8 && at + i < password.length; i++) key[i] = (key[i] ?? 0) ^ ((password[at + i] ?? 0) << 1)
  }
  return digits(encrypt([0, 0], keySchedule(key), number(5), number(1)))
}

type Block = readonly [number, number]

const SP = combineSboxes()

/** Sixteen round keys of 48 bits, each as two halves of 24. */
function keySchedule(key: Buffer): Int32Array {
  const bit = (n: number) => ((key[(n - 1) >> 3] ?? 0) >> (7 - ((n - 1) & 7))) & 1
  let c = PC1.slice(0, 28).map(bit)
  let d = PC1.slice(28).map(bit)
  const keys = new Int32Array(32)
  for (const [round, shift] of KEY_SHIFTS.entries()) {
    c = [...c.slice(shift), ...c.slice(0, shift)]
    d = [...d.slice(shift), ...d.slice(0, shift)]
    const both = [...c, ...d]
    for (let i = 0; i < 48; i++) {
      const half = round * 2 + (i < 24 ? 0 : 1)
      keys[half] = ((keys[half] ?? 0) << 1) | (both[(PC2[i] ?? 1) - 1] ?? 0)
    }
  }
  return keys
}

/** `count` salted encryptions of a block; the salt swaps bits between the halves of the expansion. */
function encrypt(block: Block, keys: Int32Array, salt: number, count: number): Block {
  let swap = 0
  for (let i = 0; i < 24; i++) if (salt & (1 << i)) swap |= 0x800000 >> i
  let [l, r] = permute(block, IP)
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < 32; k += 2) {
      const high =
        ((r & 1) << 23) |
        ((r & 0xf8000000) >>> 9) |
        ((r & 0x1f800000) >>> 11) |
        ((r & 0x01f80000) >>> 13) |
        ((r & 0x001f8000) >>> 15)
      const low = ((r & 0x1f800) << 7) | ((r & 0x1f80) << 5) | ((r & 0x1f8) << 3) | ((r & 0x1f) << 1) | (r >>> 31)
      const exchanged = (high ^ low) & swap
      const a = high ^ exchanged ^ (keys[k] ?? 0)
      const b = low ^ exchanged ^ (keys[k + 1] ?? 0)
      const mixed =
        sp(0, a >> 18) |
        sp(1, a >> 12) |
        sp(2, a >> 6) |
        sp(3, a) |
        sp(4, b >> 18) |
        sp(5, b >> 12) |
        sp(6, b >> 6) |
        sp(7, b)
      const next = l ^ mixed
      l = r
      r = next
    }
    const last = l
    l = r
    r = last
  }
  return permute([l, r], FP)
}

const sp = (box: number, six: number): number => SP[box * 64 + (six & 63)] ?? 0

const FP: readonly number[] = IP.map((_, i) => IP.indexOf(i + 1) + 1)

function permute(block: Block, table: readonly number[]): [number, number] {
  const out: [number, number] = [0, 0]
  for (const [i, from] of table.entries()) {
    const bit = (block[from > 32 ? 1 : 0] >>> (31 - ((from - 1) & 31))) & 1
    out[i < 32 ? 0 : 1] |= bit << (31 - (i & 31))
  }
  return out
}

/** Each S-box followed by P: 8 × 64 words. */
function combineSboxes(): Int32Array {
  const table = new Int32Array(512)
  for (let box = 0; box < 8; box++) {
    for (let six = 0; six < 64; six++) {
      const index = (six & 0x20) | ((six & 1) << 4) | ((six >> 1) & 15)
      const value = Number.parseInt(SBOXES[box]?.[index] ?? '0', 16) << (28 - 4 * box)
      for (const [i, from] of P.entries()) {
        if ((value >>> (32 - from)) & 1) table[box * 64 + six] = (table[box * 64 + six] ?? 0) | (1 << (31 - i))
      }
    }
  }
  return table
}

function digits([left, right]: Block): string {
  const text = (value: number, count: number) =>
    Array.from({ length: count }, (_, i) => encode64((value >>> (6 * (count - 1 - i))) & 63, 1)).join('')
  return (
    text((left >>> 8) & 0xffffff, 4) + text(((left & 0xff) << 16) | (right >>> 16), 4) + text((right & 0xffff) << 2, 3)
  )
}
