import { createRequire } from 'node:module'
import type { Parsed } from './verifier.ts'

interface Bcrypt {
  readonly verifySync: (password: Buffer, hash: string) => boolean
  readonly verify: (password: Buffer, hash: string) => Promise<boolean>
}

/**
 * bcrypt of every prefix. `2x` marks hashes of an implementation that read bytes from 0x80 as negative (CVE-2011-2483): only
 * ASCII guesses are the same in it, so others are left out there.
 */
export function parseBcrypt(value: string): Parsed | undefined {
  const match = /^\$2([abxy]?)\$(\d\d)\$([./0-9A-Za-z]{53})$/.exec(value)
  if (!match) return undefined
  const [, variant, logRounds = '', rest] = match
  const cost = Number(logRounds)
  if (cost < 4 || cost > 31) return undefined
  if (variant === '') return { scheme: 'bcrypt', reason: 'bcrypt hashes of the prefix $2$ are not tried' }
  const bcrypt = loadBcrypt()
  if (!bcrypt)
    return {
      scheme: 'bcrypt',
      reason: 'bcrypt hashes are not tried on this platform: its native module cannot be loaded',
    }
  const isTried = (guess: Buffer) => variant !== 'x' || guess.every((byte) => byte < 0x80)
  const hash = `$2b$${logRounds}$${rest}`
  return {
    scheme: 'bcrypt',
    cost: 60 * 2 ** cost,
    verify: (guess) => isTried(guess) && bcrypt.verifySync(guess, hash),
    verifyLater: async (guess) => isTried(guess) && (await bcrypt.verify(guess, hash)),
  }
}

let loaded: Bcrypt | undefined

/** The native bcrypt, loaded when the first hash asks for it; undefined on a platform that it is not built for. */
function loadBcrypt(): Bcrypt | undefined {
  const require = createRequire(import.meta.url)
  try {
    loaded ??= require('@node-rs/bcrypt') as Bcrypt
  } catch {
    return undefined
  }
  return loaded
}
