import { createHmac, hash, pbkdf2Sync } from 'node:crypto'
import { parseBcrypt } from './bcrypt.ts'
import { md4 } from './md4.ts'
import { isVerifier, plain, unsalted } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/** Digests with a salt that frameworks and servers keep: Django's old ones, Werkzeug's, Shiro's (Nexus), mosquitto's, Spring's. */
export function parseSalted(value: string): Parsed | undefined {
  return (
    parseHexSalted(value) ??
    parseShiro(value) ??
    parseMosquitto(value) ??
    parseBcryptSha256(value) ??
    parseSpring(value)
  )
}

/** `sha1$salt$hex`: Django hashes salt and password, Werkzeug makes an HMAC of the password with the salt. */
function parseHexSalted(value: string): Parsed | undefined {
  const match = /^(md5|sha1|sha256)\$([A-Za-z0-9]{1,64})\$([0-9a-f]{32,64})$/.exec(value)
  if (!match) return undefined
  const [, algorithm = '', salt = '', wanted = ''] = match
  if (wanted.length !== hash(algorithm, '').length) return undefined
  const verify = (guess: Buffer) =>
    hash(algorithm, Buffer.concat([Buffer.from(salt), guess])) === wanted ||
    createHmac(algorithm, salt).update(guess).digest('hex') === wanted
  return { scheme: `salted-${algorithm}`, cost: 6, verify }
}

/** `$shiro1$SHA-512$1024$salt$digest` of Apache Shiro, which Nexus uses. */
function parseShiro(value: string): Parsed | undefined {
  const match = /^\$shiro1\$(SHA-(?:256|512))\$(\d{1,9})\$([A-Za-z0-9+/=]{4,128})\$([A-Za-z0-9+/=]{40,96})$/.exec(value)
  if (!match) return undefined
  const [, name = '', count, saltText = '', wanted = ''] = match
  const [algorithm, iterations, salt] = [
    name.replace('-', '').toLowerCase(),
    Number(count),
    Buffer.from(saltText, 'base64'),
  ]
  const verify = (guess: Buffer) => {
    let digest = hash(algorithm, Buffer.concat([salt, guess]), 'buffer')
    for (let left = iterations; left > 1; left--) digest = hash(algorithm, digest, 'buffer')
    return digest.toString('base64') === wanted
  }
  return iterations < 1 ? undefined : { scheme: 'shiro', cost: 2 + 1.2 * iterations, verify }
}

/** mosquitto's `$6$salt$digest` (SHA-512 of password and salt) and `$7$iterations$salt$digest` (PBKDF2). */
function parseMosquitto(value: string): Parsed | undefined {
  const match = /^\$([67])\$(?:(\d{1,9})\$)?([A-Za-z0-9+/]{8,88}={0,2})\$([A-Za-z0-9+/]{86}==)$/.exec(value)
  if (!match) return undefined
  const [, kind, count, saltText = '', wanted] = match
  const [salt, iterations] = [Buffer.from(saltText, 'base64'), Number(count)]
  if (kind === '6') {
    return count === undefined
      ? {
          scheme: 'mosquitto',
          cost: 3,
          verify: (guess) => hash('sha512', Buffer.concat([guess, salt]), 'base64') === wanted,
        }
      : undefined
  }
  if (!(iterations >= 1)) return undefined
  return {
    scheme: 'mosquitto-pbkdf2',
    cost: 5 + 0.9 * iterations,
    verify: (guess) => pbkdf2Sync(guess, salt, iterations, 64, 'sha512').toString('base64') === wanted,
  }
}

/** Django's `bcrypt_sha256$$2b$…`, which hashes the hexadecimal SHA-256 of the password, and its `bcrypt$$2b$…`. */
function parseBcryptSha256(value: string): Parsed | undefined {
  const match = /^bcrypt(_sha256)?\$(\$2[abxy]\$.{56})$/.exec(value)
  const inner = match ? parseBcrypt(match[2] ?? '') : undefined
  if (!isVerifier(inner) || match?.[1] === undefined) return inner
  return {
    scheme: 'django-bcrypt-sha256',
    cost: inner.cost,
    verify: (guess) => inner.verify(Buffer.from(hash('sha256', guess))),
  }
}

/** `{noop}password` of Spring Security: no hash at all. */
function parseSpring(value: string): Parsed | undefined {
  return value.startsWith('{noop}') ? plain(value.slice(6)) : undefined
}

/** A digest that holds the user's name too: `user:realm:password`, as htdigest and WildFly have it. */
export function parseDigestAuth(value: string, user: string): Parsed | undefined {
  const match = /^([^\0]{0,255})\0([0-9a-f]{32})$/.exec(value)
  if (!match) return undefined
  const start = Buffer.from(`${user}:${match[1] ?? ''}:`)
  return { scheme: 'http-digest', cost: 3, verify: (guess) => hash('md5', Buffer.concat([start, guess])) === match[2] }
}

/** The NT hash of smbpasswd and FreeRADIUS, in hexadecimal. */
export function parseNtHex(value: string): Parsed | undefined {
  const wanted = /^[0-9A-Fa-f]{32}$/.exec(value)?.[0].toLowerCase()
  return wanted === undefined
    ? undefined
    : unsalted('nt-hash', wanted, (guess) => md4(Buffer.from(guess.toString('utf8'), 'utf16le')).toString('hex'))
}

/** RabbitMQ's `password_hash`: four bytes of salt, and the digest of salt and password, in base 64. */
export function parseRabbitmq(value: string): Parsed | undefined {
  if (!/^[A-Za-z0-9+/]{26,92}={0,2}$/.test(value)) return undefined
  const bytes = Buffer.from(value, 'base64')
  const algorithm = { 20: 'md5', 36: 'sha256', 68: 'sha512' }[bytes.length]
  if (algorithm === undefined) return undefined
  const [salt, wanted] = [bytes.subarray(0, 4), bytes.subarray(4)]
  return {
    scheme: `rabbitmq-${algorithm}`,
    cost: 3,
    verify: (guess) => hash(algorithm, Buffer.concat([salt, guess]), 'buffer').equals(wanted),
  }
}

/** `SCRAM-SHA-1$iterations:salt$StoredKey` of MongoDB, whose password is the MD5 of `user:mongo:password`; SCRAM-SHA-256 and -512 as they are. */
export function parseScram(value: string, user: string): Parsed | undefined {
  const match = /^SCRAM-SHA-(1|256|512)\$(\d{1,9}):([A-Za-z0-9+/=]{4,128})\$([A-Za-z0-9+/=]{28,88})$/.exec(value)
  if (!match) return undefined
  const [, name = '', count, saltText = '', stored] = match
  const [algorithm, iterations, salt] = [`sha${name}`, Number(count), Buffer.from(saltText, 'base64')]
  if (iterations < 1) return undefined
  const size = hash(algorithm, '', 'buffer').length
  const verify = (guess: Buffer) => {
    const password = name === '1' ? hash('md5', Buffer.concat([Buffer.from(`${user}:mongo:`), guess])) : guess
    const salted = pbkdf2Sync(password, salt, iterations, size, algorithm)
    return hash(algorithm, createHmac(algorithm, salted).update('Client Key').digest(), 'base64') === stored
  }
  return { scheme: `scram-sha-${name}`, cost: 10 + 0.6 * iterations, verify }
}
