import { createHmac, hash } from 'node:crypto'
import { parseBcrypt } from './bcrypt.ts'
import { decode64, encodeBytes64 } from './crypt64.ts'
import { isVerifier } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/**
 * What PHP applications keep: `$P$` and `$H$` of phpass (WordPress, phpBB, Joomla), `$S$` of Drupal 7, `$wp$2y$` of
 * WordPress from 6.8 on.
 */
export function parsePhp(value: string): Parsed | undefined {
  const phpass = /^\$[PH]\$([./0-9A-Za-z])(.{8})([./0-9A-Za-z]{22})$/.exec(value)
  if (phpass)
    return stretched({
      scheme: 'phpass',
      algorithm: 'md5',
      log: phpass[1] ?? '',
      salt: phpass[2] ?? '',
      digest: phpass[3] ?? '',
    })
  const drupal = /^\$S\$([./0-9A-Za-z])(.{8})([./0-9A-Za-z]{43})$/.exec(value)
  if (drupal)
    return stretched({
      scheme: 'drupal7',
      algorithm: 'sha512',
      log: drupal[1] ?? '',
      salt: drupal[2] ?? '',
      digest: drupal[3] ?? '',
    })
  if (!value.startsWith('$wp$2y$')) return undefined
  const inner = parseBcrypt(value.slice(3))
  if (!isVerifier(inner)) return inner
  const prepare = (guess: Buffer) =>
    Buffer.from(createHmac('sha384', 'wp-sha384').update(guess.toString().trim()).digest('base64'))
  const { verifyLater } = inner
  return {
    scheme: 'wordpress-bcrypt',
    cost: inner.cost,
    verify: (guess) => inner.verify(prepare(guess)),
    ...(verifyLater ? { verifyLater: (guess: Buffer) => verifyLater(prepare(guess)) } : {}),
  }
}

/** A digest over salt and password, and 2^log times over itself and the password. */
function stretched(of: {
  scheme: string
  algorithm: string
  log: string
  salt: string
  digest: string
}): Parsed | undefined {
  const log = decode64(of.log, 0)
  if (log < 7 || log > 30) return undefined
  const salt = Buffer.from(of.salt, 'latin1')
  const verify = (guess: Buffer) => {
    let digest = hash(of.algorithm, Buffer.concat([salt, guess]), 'buffer')
    for (let left = 2 ** log; left > 0; left--) digest = hash(of.algorithm, Buffer.concat([digest, guess]), 'buffer')
    return encodeBytes64(digest).slice(0, of.digest.length) === of.digest
  }
  return { scheme: of.scheme, cost: 1.3 * 2 ** log, verify }
}
