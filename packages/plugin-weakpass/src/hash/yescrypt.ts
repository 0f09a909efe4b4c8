import { createHmac, hash, pbkdf2Sync } from 'node:crypto'
import { smixRw, smixSalsa } from './yescrypt-smix.ts'
import type { Cost } from './yescrypt-smix.ts'

/** What a yescrypt setting says. `flags`: 0 is scrypt, 1 write once, `RW_DEFAULTS` yescrypt proper. */
export interface YescryptParameters extends Cost {
  readonly flags: number
}

/** YESCRYPT_RW with six rounds, four lanes, two words and 12 KiB of S-boxes: the one flavour that exists. */
export const RW_DEFAULTS = 0xb6

const RW = 2
const PREHASH = 0x10000000

/** The 32 bytes of yescrypt 1.0 without a ROM (Alexander Peslyak's `yescrypt_kdf`). */
export function yescrypt(password: Buffer, salt: Buffer, parameters: YescryptParameters): Buffer {
  const { flags, n, r, p } = parameters
  const isLong = (flags & RW) !== 0 && n / p >= 0x100 && (n / p) * r >= 0x20000
  const key = isLong ? derive(password, salt, { ...parameters, flags: flags | PREHASH, n: n / 64, t: 0 }) : password
  return derive(key, salt, parameters)
}

function derive(password: Buffer, salt: Buffer, parameters: YescryptParameters): Buffer {
  const { flags, r, p } = parameters
  const isPrehash = (flags & PREHASH) !== 0
  let key = flags === 0 ? password : hmac(isPrehash ? 'yescrypt-prehash' : 'yescrypt', password)
  const bytes = pbkdf2Sync(key, salt, 1, 128 * r * p, 'sha256')
  const b = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  if (flags !== 0) key = bytes.subarray(0, 32)
  if ((flags & RW) !== 0) smixRw(b, parameters, (block) => (key = hmac(block, key)))
  else for (let i = 0; i < p; i++) smixSalsa(b.subarray(32 * r * i, 32 * r * (i + 1)), parameters)
  const derived = pbkdf2Sync(key, new Uint8Array(b.buffer), 1, 32, 'sha256')
  return flags === 0 || isPrehash ? derived : hash('sha256', hmac(derived, 'Client Key'), 'buffer')
}

function hmac(key: string | Uint8Array, message: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest()
}
