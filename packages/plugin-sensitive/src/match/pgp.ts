import type { Candidate, Verdict } from './candidate.ts'
import { readBlock } from './pem.ts'

const END = /^-----END PGP PRIVATE KEY BLOCK-----/

/** A secret key of OpenPGP: its first packet tells whether a passphrase protects it (RFC 9580, 5.5.3). */
export function checkPgp(candidate: Candidate): Verdict | undefined {
  const block = readBlock(withoutChecksum(candidate), END)
  if (!block) return undefined
  const bytes = Buffer.from(block.base64, 'base64')
  const body = firstPacket(bytes)
  if (!body) return undefined
  const usage = secretUsage(body)
  const common = {
    secret: block.body,
    secretStart: candidate.secretStart + block.start,
    end: candidate.secretStart + block.end,
    identity: block.base64,
  }
  // An unknown algorithm hides where its public part ends: say the worst that is likely, and be less sure.
  if (usage === undefined) return { ...common, confidence: 'medium' }
  return usage === 0 ? { ...common, note: 'unprotected' } : { ...common, note: 'encrypted', severity: 'medium' }
}

/**
 * The header and what follows it, by itself: a copy of all that stands before would be made for every header of a text.
 * The armor ends with `=` and a CRC-24, which is no part of the data.
 */
function withoutChecksum({ text, secretStart, secret, ...rest }: Candidate): Candidate {
  const from = secretStart + secret.length
  const window = text.slice(from, from + 16_384)
  const blank = window.replace(/\n=[A-Za-z0-9+/]{4}(?=\s{0,4}(?:\n|$|-))/, (match) => '\n'.padEnd(match.length, ' '))
  return { ...rest, text: secret + blank, secretStart: 0, secret }
}

/** The body of the first packet if it is a secret key (tag 5), by its old or new header. */
function firstPacket(bytes: Buffer): Buffer | undefined {
  const tag = bytes[0] ?? 0
  if ((tag & 0x80) === 0) return undefined
  if (tag & 0x40) {
    if ((tag & 0x3f) !== 5) return undefined
    const first = bytes[1] ?? 0
    return bytes.subarray(first < 192 ? 2 : first < 224 ? 3 : 6)
  }
  if (((tag >> 2) & 0x0f) !== 5) return undefined
  return bytes.subarray(1 + [1, 2, 4, 0][tag & 3]!)
}

/** The octet that says how the secret part is protected; 0: not at all. */
function secretUsage(body: Buffer): number | undefined {
  if (body[0] !== 4) return undefined
  let position = 6
  const integers = (count: number) => {
    for (let index = 0; index < count && position + 2 <= body.length; index += 1)
      position += 2 + Math.ceil(body.readUInt16BE(position) / 8)
  }
  const curve = () => {
    position += 1 + (body[position] ?? 0)
    integers(1)
  }
  const algorithm = body[5] ?? 0
  if (algorithm >= 1 && algorithm <= 3) integers(2)
  else if (algorithm === 16) integers(3)
  else if (algorithm === 17) integers(4)
  else if (algorithm === 19 || algorithm === 22) curve()
  else if (algorithm === 18) {
    curve()
    position += 1 + (body[position] ?? 0)
  } else if (algorithm === 25 || algorithm === 27) position += 32
  else return undefined
  return body[position]
}
