import { createHash } from 'node:crypto'
import { tokenChecksum } from '../src/match/crc32.ts'
import { crc16 } from '../src/match/nats.ts'
import { privateKey } from './keys.ts'

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()

const CHARSETS: Readonly<Record<string, string>> = {
  digit: DIGITS,
  nonzero: '123456789',
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  lower: LOWER + DIGITS,
  upper: UPPER + DIGITS,
  loweralpha: LOWER,
  alpha: LOWER + UPPER,
  alnum: LOWER + UPPER + DIGITS,
  url: `${LOWER}${UPPER}${DIGITS}_-`,
  b64: `${LOWER}${UPPER}${DIGITS}+/`,
  base32: `${UPPER}234567`,
  lower32: `${LOWER}234567`,
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
}

/**
 * The text of a rule's sample. `{alnum:36}` is 36 letters and digits, the same ones at every run for the same seed; so no file
 * of this repository holds what a scanner would take for a live secret. Other makers: `{crc:30}` 30 characters and
 * their checksum, `{uuid:1}`, `{basic:user}` (user and password in base64), `{dockerconfig:user}`, `{jwt:expiry}`, `{pem:kind}`, `{begin:kind}` (its first line), `{pemline:kind}` (in
 * one line, for JSON), `{b64pem:kind}`, `{b64env:NAME}`, `{der:kind}`, `{nkey:user}` (a seed of NATS), `{open:1}` (a brace).
 */
export function buildSample(template: string, seed: string): string {
  let index = 0
  return template.replace(/\{([A-Za-z0-9]+):([A-Za-z0-9_-]+)\}/g, (_, maker: string, argument: string) => {
    index += 1
    return make(maker, argument, `${seed}/${template}/${index}`)
  })
}

function make(maker: string, argument: string, seed: string): string {
  const charset = CHARSETS[maker]
  if (charset !== undefined) return randomText(charset, Number(argument), seed)
  const alnum = (length: number) => randomText(CHARSETS['alnum'] ?? '', length, seed)
  if (maker === 'crc') return alnum(Number(argument)) + tokenChecksum(alnum(Number(argument)))
  if (maker === 'uuid') return uuid(randomText(CHARSETS['hex'] ?? '', 32, seed))
  if (maker === 'basic') return Buffer.from(`${argument}:${alnum(16)}`).toString('base64')
  if (maker === 'dockerconfig') {
    const auth = Buffer.from(`${argument}:${alnum(16)}`).toString('base64')
    return Buffer.from(JSON.stringify({ auths: { 'registry.local': { auth } } })).toString('base64')
  }
  if (maker === 'jwt') return token(Number(argument), randomText(CHARSETS['url'] ?? '', 43, seed))
  if (maker === 'pem') return privateKey(argument)
  if (maker === 'begin') return privateKey(argument).split('\n')[0] ?? ''
  if (maker === 'pemline') return privateKey(argument).replace(/\n/g, '\\n')
  if (maker === 'b64pem') return Buffer.from(privateKey(argument)).toString('base64')
  if (maker === 'b64env') return Buffer.from(`USER=app\n${argument}=${alnum(24)}\n`).toString('base64')
  if (maker === 'der') return privateKey(argument).replace(/-----[^-]+-----|\s/g, '')
  if (maker === 'nkey') return natsSeed(argument, seed)
  if (maker === 'open') return '{'
  throw new RangeError(`no maker ${maker}`)
}

/** Characters drawn from a charset by a generator that starts at the seed; never one twice in a row, so that no run looks made up. */
function randomText(charset: string, length: number, seed: string): string {
  let text = ''
  let state = createHash('sha256').update(seed).digest()
  while (text.length < length) {
    state = createHash('sha256').update(state).digest()
    for (const byte of state) {
      const character = charset.charAt(byte % charset.length)
      if (character !== text.at(-1) && text.length < length) text += character
    }
  }
  return text
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function token(expiry: number, signature: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '1', exp: expiry })}.${signature}`
}

/** https://github.com/nats-io/nkeys: the prefixes of a seed and of a user, an account or an operator, 32 bytes and their checksum. */
function natsSeed(kind: string, seed: string): string {
  const type = { user: 20, account: 0, operator: 14 }[kind] ?? 0
  const body = Buffer.concat([
    Buffer.from([(18 << 3) | (type >> 2), (type & 3) << 6]),
    createHash('sha256').update(seed).digest(),
  ])
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(crc16(body))
  const alphabet = CHARSETS['base32'] ?? ''
  let bits = ''
  for (const byte of Buffer.concat([body, sum])) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet.charAt(parseInt(five.padEnd(5, '0'), 2))).join('')
}
