import { isUtf8 } from 'node:buffer'
import type { Candidate, Verdict } from './checks.ts'
import { isPlaceholder } from './placeholder.ts'
import { COMMON } from './url.ts'

/** `user:password` in base64, as Docker's configuration keeps it. */
export function checkDockerAuth(candidate: Candidate): Verdict | undefined {
  return checkBasic(candidate)
}

/** `user:password` in base64. */
export function checkBasic({ secret }: Candidate): Verdict | undefined {
  const bytes = Buffer.from(secret, 'base64')
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  const colon = text.indexOf(':')
  const password = text.slice(colon + 1)
  // oxlint-disable-next-line no-control-regex -- control characters are what tells noise from text
  if (colon < 1 || password.length < 3 || /[\u0000-\u001f]/.test(text) || COMMON.test(password) || isPlaceholder(password)) return undefined
  return { alsoSecret: [password], identity: password }
}

/** A private key in PEM, in base64 once more. */
export function checkKubeconfig({ secret }: Candidate): Verdict | undefined {
  const text = Buffer.from(secret, 'base64').toString('latin1')
  return /-----BEGIN (?:[A-Z]{1,8} )?PRIVATE KEY-----/.test(text) ? { note: 'unprotected' } : undefined
}
