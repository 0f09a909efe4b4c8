import { scryptSync } from 'node:crypto'
import { decode64, decodeBytes64, encodeBytes64 } from './crypt64.ts'
import { streebog256, streebogHmac } from './streebog.ts'
import type { Parsed, Unsupported } from './verifier.ts'
import { RW_DEFAULTS, yescrypt } from './yescrypt.ts'
import type { YescryptParameters } from './yescrypt.ts'

/** A hash that needs more memory than this is not tried: Debian's default needs 16 MiB. */
const MAX_MEMORY = 64 * 1024 * 1024

/** `$y$parameters$salt$digest`. */
export function parseYescrypt(value: string): Parsed | undefined {
  const parsed = parseParts(value)
  if (!parsed || 'reason' in parsed) return parsed
  const { salt, digest, parameters, cost } = parsed
  return { scheme: 'yescrypt', cost, verify: (guess) => encodeBytes64(yescrypt(guess, salt, parameters)) === digest }
}

interface Parts {
  readonly parameters: YescryptParameters
  readonly salt: Buffer
  readonly digest: string
  readonly cost: number
}

function parseParts(value: string): Parts | Unsupported | undefined {
  const match = /^\$y\$([./0-9A-Za-z]{1,48})\$([./0-9A-Za-z]{0,86})\$([./0-9A-Za-z]{43})$/.exec(value)
  if (!match) return undefined
  const [, setting = '', saltText = '', digest = ''] = match
  const parameters = readParameters(setting)
  const salt = decodeBytes64(saltText)
  if (!parameters || !salt) return undefined
  if ('reason' in parameters) return parameters
  const { n, r, t } = parameters
  return { parameters, salt, digest, cost: 0.3 * n * r * (1 + t) + 500 }
}

/** `$7$Nrrrrrppppp salt $digest`: scrypt as Openwall writes it, the salt taken as text. */
export function parseScrypt(value: string): Parsed | undefined {
  const match = /^\$7\$([./0-9A-Za-z]{11})([^$:]{0,128})\$([./0-9A-Za-z]{43})$/.exec(value)
  if (!match) return undefined
  const [, setting = '', salt = '', digest] = match
  const number = (at: number) => [0, 1, 2, 3, 4].reduce((sum, i) => sum + decode64(setting, at + i) * 64 ** i, 0)
  const log = decode64(setting, 0)
  const [r, p] = [number(1), number(6)]
  if (log < 1 || r < 1 || p < 1) return undefined
  const tooBig = checkMemory('scrypt', 2 ** log * r, p * r)
  if (tooBig) return tooBig
  const options = { N: 2 ** log, r, p, maxmem: 2 * MAX_MEMORY }
  return {
    scheme: 'scrypt',
    cost: 0.6 * 2 ** log * r * p + 200,
    verify: (guess) => encodeBytes64(scryptSync(guess, salt, 32, options)) === digest,
  }
}

/**
 * `$gy$parameters$salt$digest` of ALT Linux: HMAC(HMAC(Streebog(password), setting), yescrypt(password)), both of
 * GOST R 34.11-2012.
 */
export function parseGostYescrypt(value: string): Parsed | undefined {
  if (!value.startsWith('$gy$')) return undefined
  const parsed = parseParts(`$y$${value.slice(4)}`)
  if (!parsed || 'reason' in parsed) return parsed
  const { salt, digest, parameters, cost } = parsed
  const setting = Buffer.from(value.slice(0, value.lastIndexOf('$')))
  return {
    scheme: 'gost-yescrypt',
    cost: cost + 5000,
    verify: (guess) => {
      const key = streebogHmac(streebog256(guess), setting)
      return encodeBytes64(streebogHmac(key, yescrypt(guess, salt, parameters))) === digest
    },
  }
}

function readParameters(setting: string): YescryptParameters | Unsupported | undefined {
  const reader = { text: setting, at: 0 }
  const flavor = readNumber(reader, 0)
  const log = readNumber(reader, 1)
  const r = readNumber(reader, 1)
  let [p, t, g, rom]: (number | undefined)[] = [1, 0, 0, 0]
  if (reader.at < setting.length) {
    const have = readNumber(reader, 1) ?? 0
    if (have & 1) p = readNumber(reader, 2)
    if (have & 2) t = readNumber(reader, 1)
    if (have & 4) g = readNumber(reader, 1)
    if (have & 8) rom = readNumber(reader, 1)
  }
  if (flavor === undefined || log === undefined || r === undefined || p === undefined || t === undefined)
    return undefined
  if (reader.at !== setting.length || log > 63) return undefined
  if (g !== 0 || rom !== 0)
    return { scheme: 'yescrypt', reason: 'yescrypt hashes with a ROM or upgrades are not tried' }
  const flags = flavor < 2 ? flavor : 2 + ((flavor - 2) << 2)
  const isRw = flags === RW_DEFAULTS
  if (!isRw && flavor >= 2) return undefined
  const tooBig = checkMemory('yescrypt', 2 ** log * r, p * r)
  if (tooBig) return tooBig
  if (isRw && 2 ** log / p <= 1) return undefined
  if (flags === 0 && t !== 0) return undefined
  return { flags, n: 2 ** log, r, p, t }
}

/** A number of yescrypt's variable length: the first digit tells how many follow. */
function readNumber(reader: { readonly text: string; at: number }, min: number): number | undefined {
  let [start, end, length, bits] = [0, 47, 1, 0]
  const first = decode64(reader.text, reader.at++)
  if (first < 0) return undefined
  let value = min
  while (first > end) {
    value += (end + 1 - start) * 2 ** bits
    start = end + 1
    end = start + Math.floor((62 - end) / 2)
    length++
    bits += 6
  }
  value += (first - start) * 2 ** bits
  while (--length > 0) {
    const digit = decode64(reader.text, reader.at++)
    if (digit < 0) return undefined
    bits -= 6
    value += digit * 2 ** bits
  }
  return value
}

function checkMemory(scheme: string, blocks: number, lanes: number): Unsupported | undefined {
  if (128 * (blocks + lanes) <= MAX_MEMORY) return undefined
  return { scheme, reason: `${scheme} hashes that need more than 64 MiB are not tried` }
}
