import { createHmac } from 'node:crypto'

/** What a known_hosts file says of a key that a host shows. */
export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked'

/**
 * Looks a host's key up in the text of known_hosts files (sshd(8)): plain, wildcard, negated and hashed names,
 * `[host]:port` for other ports than 22, `@revoked`. Certificates of authorities are not used.
 */
export function checkHostKey(text: string, host: { readonly name: string; readonly port: number }, key: Buffer): HostKeyVerdict {
  const names = host.port === 22 ? [host.name] : [`[${host.name}]:${host.port}`]
  const type = keyType(key)
  let verdict: HostKeyVerdict = 'unknown'
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim().split(/\s+/)
    if (line.startsWith('#') || words.length < 3) continue
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined
    const [patterns = '', lineType, data = ''] = words
    if (marker === '@cert-authority' || !names.some((name) => fits(patterns, name))) continue
    const isSame = Buffer.from(data, 'base64').equals(key)
    if (marker === '@revoked') {
      if (isSame) return 'revoked'
    } else if (isSame) verdict = 'known'
    else if (lineType === type && verdict === 'unknown') verdict = 'changed'
  }
  return verdict
}

/** The type that stands at the start of a public key in its wire form. */
function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0))
}

function fits(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return fitsHash(patterns, name)
  const all = patterns.toLowerCase().split(',')
  if (all.some((pattern) => pattern.startsWith('!') && fitsGlob(pattern.slice(1), name))) return false
  return all.some((pattern) => fitsGlob(pattern, name))
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function fitsHash(pattern: string, name: string): boolean {
  const [, , salt = '', hash = ''] = pattern.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function fitsGlob(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.[\]\\^$+(){}|]/g, String.raw`\$&`).replace(/\*+/g, '[^]*').replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i').test(name)
}
