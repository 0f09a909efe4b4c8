import { crc32 } from 'node:zlib'
import type { Candidate, Verdict } from './candidate.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * The last six characters of a token of GitHub or npm: CRC-32 of what stands before them and behind the prefix, in base 62
 * (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */
export function tokenChecksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  while (rest > 0) {
    text = BASE62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text.padStart(6, '0')
}

/** A token whose checksum is wrong was mistyped, made up, or is of a format that the vendor has changed since. */
export function checkCrc32({ secret }: Candidate): Verdict {
  const body = secret.slice(secret.indexOf('_') + 1)
  const isValid = tokenChecksum(body.slice(0, -6)) === body.slice(-6)
  return isValid ? { note: 'checksum-valid' } : { confidence: 'low', note: 'checksum-invalid' }
}
