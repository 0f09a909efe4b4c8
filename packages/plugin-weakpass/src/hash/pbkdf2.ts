import { hash, pbkdf2 as derive, pbkdf2Sync } from 'node:crypto'
import { promisify } from 'node:util'
import { shared64 } from './base64.ts'
import { isVerifier } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/** Digests that PBKDF2 is used with, and what an iteration costs in microseconds. */
const DIGESTS: Readonly<Record<string, { readonly name: string; readonly cost: number }>> = {
  md5: { name: 'md5', cost: 0.5 },
  sha1: { name: 'sha1', cost: 0.5 },
  sha224: { name: 'sha224', cost: 0.6 },
  sha256: { name: 'sha256', cost: 0.6 },
  sha384: { name: 'sha384', cost: 0.9 },
  sha512: { name: 'sha512', cost: 0.9 },
}

const deriveLater = promisify(derive)

/** The parts of a PBKDF2 hash. */
export interface Pbkdf2 {
  readonly scheme: string
  readonly digest: string
  readonly iterations: number
  readonly salt: Buffer
  readonly wanted: Buffer
}

/** A verifier of PBKDF2; undefined when the parts are not valid. */
export function pbkdf2({ scheme, digest, iterations, salt, wanted }: Pbkdf2): Parsed | undefined {
  const name = digest.toLowerCase().replace(/[-_]|^hmac/g, '')
  const kind = Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined
  if (!kind || !(iterations >= 1 && iterations < 2 ** 31) || wanted.length < 10 || wanted.length > 512) return undefined
  const blocks = Math.ceil(wanted.length / hash(kind.name, '', 'buffer').length)
  return {
    scheme,
    cost: 5 + kind.cost * iterations * blocks,
    verify: (guess) => pbkdf2Sync(guess, salt, iterations, wanted.length, kind.name).equals(wanted),
    verifyLater: async (guess) => (await deriveLater(guess, salt, iterations, wanted.length, kind.name)).equals(wanted),
  }
}

/**
 * PBKDF2 as frameworks write it: Django's `pbkdf2_sha256$iterations$salt$digest`, Werkzeug's `pbkdf2:sha256:iterations$salt$hex`,
 * passlib's and OpenLDAP's `$pbkdf2-sha256$iterations$salt$digest`, Jenkins' `$PBKDF2$HMACSHA512:iterations:salt$digest`,
 * Elasticsearch's `{PBKDF2}iterations$salt$digest`.
 */
export function parsePbkdf2(value: string): Parsed | undefined {
  const django = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$\s]{1,128})\$([A-Za-z0-9+/]{20,128}={0,2})$/.exec(value)
  if (django) {
    const [, digest = '', count, salt = '', wanted = ''] = django
    return pbkdf2({
      scheme: 'django-pbkdf2',
      digest,
      iterations: Number(count),
      salt: Buffer.from(salt),
      wanted: Buffer.from(wanted, 'base64'),
    })
  }
  const werkzeug = /^pbkdf2:(\w{3,6})(?::(\d{1,9}))?\$([^$\s]{1,128})\$([0-9a-f]{32,256})$/.exec(value)
  if (werkzeug) {
    const [, digest = '', count = '150000', salt = '', wanted = ''] = werkzeug
    return pbkdf2({
      scheme: 'werkzeug-pbkdf2',
      digest,
      iterations: Number(count),
      salt: Buffer.from(salt),
      wanted: Buffer.from(wanted, 'hex'),
    })
  }
  const jenkins = /^\$PBKDF2\$HMAC(SHA\d{1,3}):(\d{1,9}):([0-9a-f]{8,128})\$([0-9a-f]{40,256})$/i.exec(value)
  if (jenkins) {
    const [, digest = '', count, salt = '', wanted = ''] = jenkins
    return pbkdf2({
      scheme: 'jenkins-pbkdf2',
      digest,
      iterations: Number(count),
      salt: Buffer.from(salt, 'hex'),
      wanted: Buffer.from(wanted, 'hex'),
    })
  }
  const modular =
    /^(?:\$pbkdf2(?:-(sha\d{1,3}))?\$|\{PBKDF2(?:[-_](SHA\d{1,3}))?\})(\d{1,9})\$([A-Za-z0-9./+=]{4,128})\$([A-Za-z0-9./+=]{20,256})$/.exec(
      value,
    )
  if (!modular) return undefined
  const [, small, capital, count, salt = '', wanted = ''] = modular
  const wantedBytes = shared64(wanted)
  // Elasticsearch names no digest and means SHA-512; passlib and OpenLDAP mean SHA-1, whose digest is shorter.
  const digest = small ?? capital ?? (wantedBytes.length === 20 ? 'sha1' : 'sha512')
  return pbkdf2({ scheme: 'pbkdf2', digest, iterations: Number(count), salt: shared64(salt), wanted: wantedBytes })
}

/** Elasticsearch's `{PBKDF2_STRETCH}`: the password goes through SHA-512 first, in hexadecimal. */
export function parseStretched(value: string): Parsed | undefined {
  const match = /^\{PBKDF2_STRETCH\}(\d{1,9})\$([A-Za-z0-9+/=]{4,128})\$([A-Za-z0-9+/=]{20,256})$/.exec(value)
  if (!match) return undefined
  const [, count, salt = '', wanted = ''] = match
  const inner = pbkdf2({
    scheme: 'elasticsearch-pbkdf2',
    digest: 'sha512',
    iterations: Number(count),
    salt: Buffer.from(salt, 'base64'),
    wanted: Buffer.from(wanted, 'base64'),
  })
  return isVerifier(inner)
    ? {
        scheme: inner.scheme,
        cost: inner.cost,
        verify: (guess) => inner.verify(Buffer.from(hash('sha512', guess, 'hex'))),
      }
    : inner
}

/**
 * `digest:iterations:salt:wanted`, salt and digest in hexadecimal: the form in which our readers join what a file keeps in several
 * fields.
 */
export function parseHexPbkdf2(value: string): Parsed | undefined {
  const match = /^(sha\d{1,3}):(\d{1,9}):((?:[0-9a-f]{2}){1,128}):((?:[0-9a-f]{2}){10,256})$/.exec(value)
  if (!match) return undefined
  const [, digest = '', count, salt = '', wanted = ''] = match
  return pbkdf2({
    scheme: 'pbkdf2',
    digest,
    iterations: Number(count),
    salt: Buffer.from(salt, 'hex'),
    wanted: Buffer.from(wanted, 'hex'),
  })
}
