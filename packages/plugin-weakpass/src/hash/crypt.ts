import { decode64 } from './crypt64.ts'
import { bsdiCrypt, desCrypt } from './des-crypt.ts'
import { clampRounds, DEFAULT_ROUNDS, shaCrypt } from './sha-crypt.ts'
import { md4 } from './md4.ts'
import { md5Crypt } from './md5-crypt.ts'
import { parseBcrypt } from './bcrypt.ts'
import { sha1Crypt } from './sha1-crypt.ts'
import { BASIC_ROUNDS, sunMd5 } from './sun-md5.ts'
import { unsalted } from './verifier.ts'
import type { Parsed } from './verifier.ts'
import { parseGostYescrypt, parseScrypt, parseYescrypt } from './yescrypt-setting.ts'

/** Longer values are not read; the longest that `crypt` makes has 384 bytes. */
const MAX_LENGTH = 512

/**
 * The verifier of a value of `crypt(3)`, in every form that libxcrypt knows. Undefined for any other value, such as `x`, `*` or a
 * damaged hash, which no password opens.
 */
export function parseCrypt(value: string): Parsed | undefined {
  if (value.length > MAX_LENGTH) return undefined
  for (const parse of PARSERS) {
    const parsed = parse(value)
    if (parsed) return parsed
  }
  return undefined
}

const PARSERS: readonly ((value: string) => Parsed | undefined)[] = [
  parseMd5,
  parseSha,
  parseBcrypt,
  parseYescrypt,
  parseScrypt,
  parseGostYescrypt,
  parseSha1,
  parseNt,
  parseSunMd5,
  parseBsdi,
  parseDes,
]

function parseMd5(value: string): Parsed | undefined {
  const match = /^(\$1\$|\$apr1\$)([^$:]{0,8})[^$:]*\$([./0-9A-Za-z]{22})$/.exec(value)
  if (!match) return undefined
  const [, magic, salt = '', digest] = match
  const kind = magic === '$1$' ? '$1$' : '$apr1$'
  return {
    scheme: kind === '$1$' ? 'md5crypt' : 'apr1',
    cost: 1500,
    verify: (guess) => md5Crypt(guess, kind, salt) === digest,
  }
}

function parseSha(value: string): Parsed | undefined {
  const match = /^\$([56])\$(?:rounds=(\d{1,10})\$)?([^$:]*)\$([./0-9A-Za-z]+)$/.exec(value)
  if (!match) return undefined
  const [, version, wanted, saltText = '', digest = ''] = match
  const algorithm = version === '5' ? 'sha256' : 'sha512'
  if (digest.length !== (version === '5' ? 43 : 86)) return undefined
  const rounds = wanted === undefined ? DEFAULT_ROUNDS : clampRounds(Number(wanted))
  const salt = Buffer.from(saltText, 'utf8').subarray(0, 16)
  return {
    scheme: `${algorithm}crypt`,
    cost: 1.3 * rounds,
    verify: (guess) => shaCrypt(algorithm, guess, salt, rounds) === digest,
  }
}

function parseSha1(value: string): Parsed | undefined {
  const match = /^\$sha1\$(\d{1,10})\$([^$:]{1,64})\$([./0-9A-Za-z]{28})$/.exec(value)
  if (!match) return undefined
  const [, iterations, salt = '', digest] = match
  const rounds = Number(iterations)
  return { scheme: 'sha1crypt', cost: 12 * rounds, verify: (guess) => sha1Crypt(guess, salt, rounds) === digest }
}

function parseNt(value: string): Parsed | undefined {
  const digest = /^\$3\$\$([0-9a-f]{32})$/.exec(value)?.[1]
  if (digest === undefined) return undefined
  // libxcrypt and FreeBSD make a 16-bit character of each byte of the password, whatever its encoding.
  return unsalted('nt', digest, (guess) => md4(Buffer.from(guess.toString('latin1'), 'utf16le')).toString('hex'))
}

function parseSunMd5(value: string): Parsed | undefined {
  const match = /^(\$md5(?:,rounds=(\d{1,10}))?\$[^$:]{1,64}\$?)\$([./0-9A-Za-z]{22})$/.exec(value)
  if (!match) return undefined
  const [, setting = '', count = '0', digest] = match
  const rounds = Number(count)
  return {
    scheme: 'sunmd5',
    cost: 3.5 * (BASIC_ROUNDS + rounds),
    verify: (guess) => sunMd5(guess, setting, rounds) === digest,
  }
}

function parseBsdi(value: string): Parsed | undefined {
  if (!/^_[./0-9A-Za-z]{19}$/.test(value)) return undefined
  const [setting, digest] = [value.slice(0, 9), value.slice(9)]
  const count = [1, 2, 3, 4].reduce((sum, at) => sum + decode64(setting, at) * 64 ** (at - 1), 0)
  return { scheme: 'bsdicrypt', cost: 40 + 0.6 * count, verify: (guess) => bsdiCrypt(guess, setting) === digest }
}

function parseDes(value: string): Parsed | undefined {
  if (!/^[./0-9A-Za-z]{13}$/.test(value)) return undefined
  const [salt, digest] = [value.slice(0, 2), value.slice(2)]
  return { scheme: 'descrypt', cost: 40, verify: (guess) => desCrypt(guess, salt) === digest }
}
