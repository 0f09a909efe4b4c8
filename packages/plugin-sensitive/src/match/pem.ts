import type { Candidate, NoteCode, Verdict } from './candidate.ts'
import { entropy } from './entropy.ts'

const LONGEST = 16_384
const END = /^-----END (?:[A-Z]{1,10} ){0,2}PRIVATE KEY-----/
const PACKING = new Set(['+', '.', '//', '#', '*', '|', '>'])
const HEADER_LINE = /^[A-Za-z-]{3,20}: [^\n]{0,200}$/

/**
 * A private key in PEM, in whatever it is packed: lines, one JSON string with `\n`, pieces of source code, an indented YAML
 * block. A body counts that decodes to a key, or that is one to look at from its first line to its last (somebody has changed it, and may
 * have the right one); a header alone is what programs that read keys hold.
 */
export function checkPem(candidate: Candidate): Verdict | undefined {
  const block = readBlock(candidate)
  if (!block) return undefined
  const bytes = Buffer.from(block.base64, 'base64')
  const header = candidate.text.slice(candidate.start, candidate.secretStart + candidate.secret.length)
  const isEncrypted = block.isEncrypted || header.includes('ENCRYPTED') || isEncryptedOpenSsh(bytes)
  const isDamaged = !block.isEncrypted && !isKey(bytes)
  if (isDamaged && !looksLikeKey(block)) return undefined
  const note: NoteCode = isDamaged ? 'damaged' : isEncrypted ? 'encrypted' : block.isWhole ? 'unprotected' : 'truncated'
  return {
    secret: block.body,
    secretStart: block.start,
    end: block.end,
    identity: block.base64,
    note,
    ...(isEncrypted || isDamaged ? { severity: 'medium' } : block.isWhole ? {} : { severity: 'high' }),
    ...(isDamaged ? { confidence: 'low' } : {}),
  }
}

/** A key of PuTTY: `Encryption: none` says that no passphrase protects it. */
export function checkPutty({ text, start, secret }: Candidate): Verdict {
  const head = text.slice(start, start + 300)
  const identity = secret.replace(/\s/g, '')
  return /^Encryption: none\s*$/m.test(head)
    ? { identity, note: 'unprotected' }
    : { identity, note: 'encrypted', severity: 'medium' }
}

/** An armored block behind a header line. */
export interface Block {
  /** As it stands in the text. */
  readonly body: string
  readonly start: number
  readonly end: number
  readonly base64: string
  readonly isEncrypted: boolean
  /** Whether the line that ends it was found. */
  readonly isWhole: boolean
}

/** The block whose header is the candidate's match; undefined when what follows is not base64. */
export function readBlock({ text, secretStart, secret }: Candidate, end: RegExp = END): Block | undefined {
  const start = secretStart + secret.length
  const window = text.slice(start, start + LONGEST)
  // No body goes beyond the next line of dashes, whether it ends this key or begins another.
  const dashes = window.indexOf('-----')
  const isWhole = dashes >= 0 && end.test(window.slice(dashes, dashes + 60))
  const raw = dashes >= 0 ? window.slice(0, dashes) : window
  const lines = linesOf(raw)
  const isEncrypted = lines.some((line) => line.includes('Proc-Type: 4,ENCRYPTED') || line.startsWith('DEK-Info:'))
  const parts: string[] = []
  for (const piece of lines.flatMap(piecesOf)) {
    if (/^[A-Za-z0-9+/=]+$/.test(piece)) parts.push(piece)
    else if (isWhole) return undefined
    else break
  }
  const base64 = parts.join('')
  if (base64.length < 60) return undefined
  const body = isWhole ? raw : raw.slice(0, base64.length + parts.length)
  return { body, start, end: start + body.length, base64, isEncrypted, isWhole }
}

/** The lines of a block, whether they end in a line break or in its escape. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/\\{1,4}r\\{1,4}n|\\{1,4}[rn]|\r\n?/g, '\n')
    .replace(/\\{1,4}u003d/gi, '=')
    .split('\n')
    .map((line) => line.trim())
}

/** What of a line is no header and no packing: quotes, escapes, operators that join strings, comment and quotation marks. */
function piecesOf(line: string): readonly string[] {
  if (HEADER_LINE.test(line)) return []
  return line.split(/[\s"'\x60,;\\]/).filter((piece) => piece !== '' && !PACKING.has(piece))
}

/** DER begins with a SEQUENCE whose length is that of a key; OpenSSH's own format with its name. */
function isKey(bytes: Buffer): boolean {
  if (bytes.subarray(0, 15).toString('latin1') === 'openssh-key-v1\0') return true
  if (bytes[0] !== 0x30) return false
  const first = bytes[1] ?? 0
  return first < 0x80 ? first >= 0x20 : first === 0x81 || first === 0x82
}

/** As long as the shortest key in use, and of random characters: no `MII…` of a manual, no filler. */
function looksLikeKey({ base64, isWhole }: Block): boolean {
  const body = base64.replace(/=+$/, '')
  return isWhole && body.length >= 150 && new Set(body).size >= 40 && !/(.)\1{5}/.test(body) && entropy(body) >= 5.2
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key: the cipher's name stands behind the magic. */
function isEncryptedOpenSsh(bytes: Buffer): boolean {
  if (bytes.subarray(0, 15).toString('latin1') !== 'openssh-key-v1\0' || bytes.length < 23) return false
  const length = bytes.readUInt32BE(15)
  return bytes.subarray(19, 19 + Math.min(length, 64)).toString('latin1') !== 'none'
}
