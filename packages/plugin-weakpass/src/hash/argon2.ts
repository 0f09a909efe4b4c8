import crypto from 'node:crypto'
import { shared64 } from './base64.ts'
import type { Parsed } from './verifier.ts'

type Argon2 = (
  algorithm: string,
  options: { message: Buffer; nonce: Buffer; parallelism: number; tagLength: number; memory: number; passes: number },
) => Buffer

/** KiB of memory that one guess may take: Django's default is 100 MiB. */
const MAX_MEMORY = 131_072

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$digest` (PHC string format), and Django's and OpenLDAP's prefixes before it. */
export function parseArgon2(value: string): Parsed | undefined {
  const match =
    /^(?:argon2\$|\{ARGON2\}\$?|\$)(argon2(?:id|i|d))\$(?:v=(\d{1,3})\$)?m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,8})(?:,[a-z]+=[^$]{0,128})?\$([A-Za-z0-9+/]{8,128})\$([A-Za-z0-9+/]{16,256})$/.exec(
      value,
    )
  if (!match) return undefined
  const [, algorithm = '', version, memory, passes, lanes, salt = '', digest = ''] = match
  const [m, t, p] = [Number(memory), Number(passes), Number(lanes)]
  if (version !== '19') return { scheme: 'argon2', reason: 'argon2 hashes of versions other than 1.3 are not tried' }
  if (m > MAX_MEMORY) return { scheme: 'argon2', reason: 'argon2 hashes that need more than 128 MiB are not tried' }
  if (m < 8 * p || t < 1 || p < 1 || p > 255) return undefined
  const { argon2Sync } = crypto as { readonly argon2Sync?: Argon2 }
  if (!argon2Sync) return { scheme: 'argon2', reason: 'argon2 hashes are not tried below Node 24.7' }
  const wanted = shared64(digest)
  const options = { nonce: shared64(salt), parallelism: p, tagLength: wanted.length, memory: m, passes: t }
  if (options.nonce.length < 8 || wanted.length < 4) return undefined
  return {
    scheme: algorithm,
    cost: 20 + 1.2 * m * t,
    verify: (guess) => argon2Sync(algorithm, { message: guess, ...options }).equals(wanted),
  }
}
