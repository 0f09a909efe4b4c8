import { createHmac } from 'node:crypto'

/** What a known_hosts file says of a key that a host shows; `authority`: it knows one that signs keys of this host. */
export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked' | 'authority'

/** A host as it is asked for. */
export interface KnownHost {
  readonly name: string
  readonly port: number
}

interface Line {
  readonly marker: string | undefined
  readonly type: string
  readonly key: Buffer
}

/**
 * Looks a host's key up in the text of known_hosts files (sshd(8)): plain, wildcard, negated and hashed names,
 * `[host]:port` for other ports than 22, `@revoked`. Keys that an authority has signed (`@cert-authority`) are not read.
 */
export function checkHostKey(text: string, host: KnownHost, key: Buffer): HostKeyVerdict {
  const lines = [...linesOf(text, host)]
  const isOn = (marker: string | undefined): boolean =>
    lines.some((line) => line.marker === marker && line.key.equals(key))
  if (isOn('@revoked')) return 'revoked'
  if (isOn(undefined)) return 'known'
  const type = keyType(key)
  if (lines.some((line) => line.marker === undefined && line.type === type)) return 'changed'
  return lines.some(({ marker }) => marker === '@cert-authority') ? 'authority' : 'unknown'
}

/** The types of the keys that are known of a host: a server with several is asked for one of these. */
export function knownTypes(text: string, host: KnownHost): readonly string[] {
  const types = [...linesOf(text, host)].flatMap(({ marker, type }) => (marker === undefined ? [type] : []))
  return [...new Set(types)]
}

function* linesOf(text: string, { name, port }: KnownHost): Generator<Line> {
  const wanted = port === 22 ? name : `[${name}]:${port}`
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim().split(/\s+/)
    if (words[0]?.startsWith('#')) continue
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined
    const [patterns = '', type = '', data = ''] = words
    if (data !== '' && fits(patterns, wanted)) yield { marker, type, key: Buffer.from(data, 'base64') }
  }
}

/** The type that stands at the start of a public key in its wire form. */
function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0))
}

function fits(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return fitsHash(patterns, name.toLowerCase())
  const all = patterns.split(',')
  if (all.some((pattern) => pattern.startsWith('!') && fitsGlob(pattern.slice(1), name))) return false
  return all.some((pattern) => fitsGlob(pattern, name))
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function fitsHash(pattern: string, name: string): boolean {
  const [, , salt = '', hash = ''] = pattern.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function fitsGlob(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.[\]\\^$+(){}|]/g, String.raw`\$&`)
    .replace(/\*+/g, '[^]*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i').test(name)
}
