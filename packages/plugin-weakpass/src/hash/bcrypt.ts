import { createRequire } from 'node:module'
import type { Parsed } from './verifier.ts'

type VerifySync = (password: Buffer, hash: string) => boolean

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
  const verifySync = loadVerifySync()
  if (!verifySync) return { scheme: 'bcrypt', reason: 'bcrypt hashes are not tried on this platform: its native module cannot be loaded' }
  const hash = `$2b$${logRounds}$${rest}`
  return {
    scheme: 'bcrypt',
    cost: 60 * 2 ** cost,
    verify: (guess) => {
      if (variant === 'x' && guess.some((byte) => byte >= 0x80)) return false
      return verifySync(guess, hash)
    },
  }
}

let loaded: VerifySync | undefined

/** The native bcrypt, loaded when the first hash asks for it; undefined on a platform that it is not built for. */
function loadVerifySync(): VerifySync | undefined {
  const require = createRequire(import.meta.url)
  try {
    loaded ??= (require('@node-rs/bcrypt') as { readonly verifySync: VerifySync }).verifySync
  } catch {
    return undefined
  }
  return loaded
}
