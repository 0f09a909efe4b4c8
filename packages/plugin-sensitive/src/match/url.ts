import type { Candidate, Verdict } from './candidate.ts'
import { isFiller, isPlaceholder } from './placeholder.ts'
import { randomness } from './randomness.ts'

/** Passwords that examples are written with. */
export const COMMON: RegExp =
  /^(?:pass(?:word|wd)?|pwd?|secret|user(?:name)?|admin|root|postgres|guest|token|123456?|open ?sesame|\d{1,5}|x-oauth-basic|x-token-auth)$/i
const LOCAL = /^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|example\.|[\w.-]{1,60}\.example\b|host\b|hostname\b|server\b)/i

/** The password of an address counts unless it is a word that examples use, or the server is this machine or an example. */
export function checkUrlPassword({ text, secret, secretStart }: Candidate): Verdict | undefined {
  const decoded = decode(secret)
  if (
    COMMON.test(decoded) ||
    isPlaceholder(decoded) ||
    isFiller(decoded, randomness(decoded)) ||
    /[{}()<>|]|^[$%:]|@.*@/.test(decoded)
  )
    return undefined
  const host = text.slice(secretStart + secret.length + 1, secretStart + secret.length + 80)
  if (/example\.(?:com|org|net)\b/i.test(host.slice(0, 70))) return undefined
  if (LOCAL.test(host)) return { severity: 'low', confidence: 'low', identity: decoded, alsoSecret: [decoded] }
  return { identity: decoded, alsoSecret: [decoded] }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
