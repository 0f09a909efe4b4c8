import { scrypt as derive, scryptSync } from 'node:crypto'
import { cisco64, fromCisco64, shared64 } from './base64.ts'
import { pbkdf2 } from './pbkdf2.ts'
import type { Parsed } from './verifier.ts'

/** The parts of a scrypt hash. */
interface Scrypt {
  readonly scheme: string
  readonly n: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly wanted: Buffer
}

const MAX_MEMORY = 64 * 2 ** 20

/**
 * scrypt as frameworks write it: Werkzeug's `scrypt:n:r:p$salt$hex`, Django's `scrypt$n$salt$r$p$digest`, passlib's
 * `$scrypt$ln=16,r=8,p=1$salt$digest`.
 */
export function parseScryptOf(value: string): Parsed | undefined {
  const werkzeug = /^scrypt:(\d{1,9}):(\d{1,3}):(\d{1,3})\$([^$\s]{1,128})\$([0-9a-f]{64,256})$/.exec(value)
  if (werkzeug) {
    const [, n, r, p, salt = '', wanted = ''] = werkzeug
    return scrypt({
      scheme: 'werkzeug-scrypt',
      n: Number(n),
      r: Number(r),
      p: Number(p),
      salt: Buffer.from(salt),
      wanted: Buffer.from(wanted, 'hex'),
    })
  }
  const django = /^scrypt\$(\d{1,9})\$([^$\s]{1,128})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{40,128}={0,2})$/.exec(value)
  if (django) {
    const [, n, salt = '', r, p, wanted = ''] = django
    return scrypt({
      scheme: 'django-scrypt',
      n: Number(n),
      r: Number(r),
      p: Number(p),
      salt: Buffer.from(salt),
      wanted: Buffer.from(wanted, 'base64'),
    })
  }
  const passlib =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{4,128})\$([A-Za-z0-9+/]{40,128})$/.exec(value)
  if (!passlib) return undefined
  const [, log, r, p, salt = '', wanted = ''] = passlib
  return scrypt({
    scheme: 'scrypt',
    n: 2 ** Number(log),
    r: Number(r),
    p: Number(p),
    salt: shared64(salt),
    wanted: shared64(wanted),
  })
}

function scrypt({ scheme, n, r, p, salt, wanted }: Scrypt): Parsed | undefined {
  if (n < 2 || (n & (n - 1)) !== 0 || r < 1 || p < 1) return undefined
  if (128 * r * (n + p) > MAX_MEMORY)
    return { scheme, reason: `${scheme} hashes that need more than 64 MiB are not tried` }
  const options = { N: n, r, p, maxmem: 2 * MAX_MEMORY }
  return {
    scheme,
    cost: 10 + 0.35 * n * r * p,
    verify: (guess) => scryptSync(guess, salt, wanted.length, options).equals(wanted),
    verifyLater: async (guess) => {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
      derive(guess, salt, wanted.length, options, (error, key) => (error ? reject(error) : resolve(key)))
      return (await promise).equals(wanted)
    },
  }
}

/** Cisco's type 8 (`$8$salt$digest`: PBKDF2) and type 9 (`$9$salt$digest`: scrypt); both digests are 32 bytes. */
export function parseCisco(value: string): Parsed | undefined {
  const match = /^\$([89])\$([./0-9A-Za-z]{14})\$([./0-9A-Za-z]{43})$/.exec(value)
  if (!match) return undefined
  const [, type, saltText = '', digest] = match
  const salt = Buffer.from(saltText)
  if (type === '9') {
    const verify = (guess: Buffer) =>
      cisco64(scryptSync(guess, salt, 32, { N: 16_384, r: 1, p: 1, maxmem: 2 ** 25 })) === digest
    return { scheme: 'cisco-9', cost: 0.35 * 16_384, verify }
  }
  const wanted = fromCisco64(digest ?? '')
  return pbkdf2({ scheme: 'cisco-8', digest: 'sha256', iterations: 20_000, salt, wanted })
}
