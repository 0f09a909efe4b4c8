import { createPrivateKey } from 'node:crypto'
import type { Candidate, Verdict } from './candidate.ts'

const HEADER =
  /-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----\s([\s\S]*?)(?:-----END|$)/

/** A private key in PEM that was put into base64 once more, as Secrets of Kubernetes and variables hold it. */
export function checkPemInBase64({ secret }: Candidate): Verdict | undefined {
  const pem = Buffer.from(secret, 'base64').toString('latin1')
  const [header, body = ''] = HEADER.exec(pem) ?? []
  const base64 = body.replace(/^[A-Za-z-]{3,20}: .{0,200}$/gm, '').replace(/\s/g, '')
  if (header === undefined || base64.length < 60) return undefined
  const isEncrypted = header.includes('ENCRYPTED')
  return {
    identity: base64,
    alsoSecret: [],
    ...(isEncrypted ? { note: 'encrypted', severity: 'medium' } : { note: 'unprotected' }),
  }
}

/**
 * A private key in DER, around the candidate (an identifier of its algorithm). Its outermost length says where its base64 must end: only what ends
 * there is decoded, and it counts when it can be read as a key.
 */
export function checkDer({ text, start }: Candidate): Verdict | undefined {
  let from = start
  while (start - from < 12 && BASE64.test(text.charAt(from - 1))) from -= 1
  if (BASE64.test(text.charAt(from - 1))) return undefined
  const head = Buffer.from(text.slice(from, from + 8), 'base64')
  const size = head[0] === 0x30 ? wholeLength(head) : 0
  const base64 = text.slice(from, from + Math.ceil(size / 3) * 4)
  if (
    size < 40 ||
    size > LARGEST ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(base64) ||
    BASE64.test(text.charAt(from + base64.length))
  )
    return undefined
  const key = Buffer.from(base64, 'base64')
  if (key.length !== size || !(['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => isReadable(key, type)))
    return undefined
  return {
    secret: base64,
    secretStart: from,
    end: from + base64.length,
    identity: base64.replace(/=+$/, ''),
    note: 'unprotected',
  }
}

const BASE64 = /[A-Za-z0-9+/]/
/** An RSA key of 16,384 bits. */
const LARGEST = 10_000

/** X.690, 8.1.3: the length of a value with its two to four bytes of header. */
function wholeLength(bytes: Buffer): number {
  const first = bytes[1] ?? 0
  if (first < 0x80) return first + 2
  const size = first & 0x7f
  return size === 1 || size === 2 ? bytes.readUIntBE(2, size) + 2 + size : 0
}

function isReadable(key: Buffer, type: 'pkcs1' | 'pkcs8' | 'sec1'): boolean {
  try {
    createPrivateKey({ key, format: 'der', type })
    return true
  } catch {
    return false
  }
}
