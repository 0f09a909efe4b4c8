import { isUtf8 } from 'node:buffer'
import type { Candidate, Verdict } from './candidate.ts'
import { isPlaceholder } from './placeholder.ts'
import { COMMON } from './url.ts'

// oxlint-disable-next-line no-control-regex -- control characters are what tells noise from text
const CONTROL = /[\u0000-\u001f]/

/** `user:password` in base64, as HTTP's basic authentication and Docker's configuration have it. */
export function checkBasic({ secret }: Candidate): Verdict | undefined {
  const bytes = Buffer.from(secret, 'base64')
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  const colon = text.indexOf(':')
  const password = text.slice(colon + 1)
  if (colon < 1 || password.length < 3 || CONTROL.test(text)) return undefined
  if (COMMON.test(password) || isPlaceholder(password)) return undefined
  return { alsoSecret: [password], identity: password }
}

/** A private key in PEM, in base64 once more. */
export function checkKubeconfig({ secret }: Candidate): Verdict | undefined {
  const text = Buffer.from(secret, 'base64').toString('latin1')
  return /-----BEGIN (?:[A-Z]{1,8} )?PRIVATE KEY-----/.test(text) ? { note: 'unprotected' } : undefined
}

/** Docker's configuration in base64, as a Secret of Kubernetes keeps it. */
export function checkDockerConfig({ secret }: Candidate): Verdict | undefined {
  const [, auth] =
    /"auth"\s{0,8}:\s{0,8}"([A-Za-z0-9+/=]{8,4000})"/.exec(Buffer.from(secret, 'base64').toString('latin1')) ?? []
  return auth === undefined ? undefined : { alsoSecret: [auth], identity: auth }
}
