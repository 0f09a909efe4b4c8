import { hash, pbkdf2Sync } from 'node:crypto'
import { parseLdap } from './ldap.ts'
import { plain } from './verifier.ts'
import type { Parsed, Verifier } from './verifier.ts'

/** Digests by the length of their hexadecimal form, with what PBKDF2 of that length uses. */
const BY_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' }

/**
 * The verifier of a password attribute of tomcat-users.xml. The file does not say which CredentialHandler server.xml names, so
 * a value of a digest's form is tried as one, and as a plain password too.
 */
export function parseTomcat(value: string): Parsed {
  return parseLdap(value) ?? parseIterated(value) ?? parseDigest(value) ?? plain(value)
}

function parseDigest(value: string): Verifier | undefined {
  const algorithm = /^[0-9a-fA-F]+$/.test(value) ? BY_LENGTH[value.length] : undefined
  if (algorithm === undefined) return undefined
  const wanted = value.toLowerCase()
  return {
    scheme: `tomcat-${algorithm}`,
    cost: 2,
    verify: (guess) => hash(algorithm, guess, 'hex') === wanted || guess.toString() === value,
  }
}

/** `salt$iterations$digest` of MessageDigestCredentialHandler and of SecretKeyCredentialHandler (PBKDF2). */
function parseIterated(value: string): Verifier | undefined {
  const match = /^([0-9a-fA-F]{0,128})\$(\d{1,8})\$([0-9a-fA-F]{32,128})$/.exec(value)
  if (!match) return undefined
  const [, saltText = '', count = '', digest = ''] = match
  const [salt, wanted, iterations] = [Buffer.from(saltText, 'hex'), Buffer.from(digest, 'hex'), Number(count)]
  const algorithm = BY_LENGTH[digest.length]
  if (iterations < 1 || wanted.length * 2 !== digest.length) return undefined
  const pbkdf2 = algorithm === undefined || algorithm === 'md5' || algorithm === 'sha1' ? ['sha1'] : [algorithm, 'sha1']
  const iterated = (guess: Buffer, name: string) => {
    let result = hash(name, Buffer.concat([salt, guess]), 'buffer')
    for (let i = 1; i < iterations; i++) result = hash(name, result, 'buffer')
    return result
  }
  return {
    scheme: 'tomcat-iterated',
    cost: (1 + pbkdf2.length * 1.5) * iterations,
    verify: (guess) => {
      if (algorithm !== undefined && iterated(guess, algorithm).equals(wanted)) return true
      return pbkdf2.some((name) => pbkdf2Sync(guess, salt, iterations, wanted.length, name).equals(wanted))
    },
  }
}
