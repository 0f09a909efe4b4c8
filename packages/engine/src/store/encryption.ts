import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts the values of a cache, and detects those that were changed or moved. */
export interface Encryption {
  /** Names the key, and tells nothing of it. */
  readonly id: Buffer
  /** `value` is given in parts, and so is what is returned. It can be opened under the same name only. */
  encrypt(name: string, value: readonly Uint8Array[]): readonly Uint8Array[]
  /** Undefined where a bit was changed, or where it was encrypted under another name or key. */
  decrypt(name: string, encrypted: Uint8Array): Buffer | undefined
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16
/** Bytes of a key that is derived from the one that was given. */
const KEY = 32

/** AES-256-GCM: a nonce, a tag, what was encrypted. The name is its associated data. */
export function createEncryption(secret: Uint8Array): Encryption {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'veinmind cache entry', KEY))
  const options = { authTagLength: TAG }
  return {
    id: createHmac('sha256', secret).update('veinmind cache key').digest().subarray(0, KEY_ID),
    encrypt(name, value) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv(CIPHER, key, nonce, options).setAAD(Buffer.from(name))
      const encrypted = value.map((part) => cipher.update(part))
      const end = cipher.final()
      return [nonce, cipher.getAuthTag(), ...encrypted, end]
    },
    decrypt(name, encrypted) {
      if (encrypted.length < NONCE + TAG) return undefined
      const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE), options).setAAD(Buffer.from(name))
      decipher.setAuthTag(encrypted.subarray(NONCE, NONCE + TAG))
      const value = decipher.update(encrypted.subarray(NONCE + TAG))
      try {
        decipher.final()
        return value
      } catch {
        return undefined
      }
    },
  }
}

/** Bytes of `Encryption.id`. */
export const KEY_ID = 16
