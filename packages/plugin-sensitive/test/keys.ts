import { generateKeyPairSync } from 'node:crypto'

const KEYS = new Map<string, string>()

/** A private key made for this run, in PEM. Kinds: pkcs8, pkcs8-encrypted, rsa, rsa-encrypted, dsa, ec, openssh, openssh-encrypted, pgp, pgp-encrypted, public. */
export function privateKey(kind: string): string {
  const known = KEYS.get(kind)
  if (known) return known
  const key = makeKey(kind)
  KEYS.set(kind, key)
  return key
}

function makeKey(kind: string): string {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const locked = { cipher: 'aes-256-cbc', passphrase: 'a passphrase' } as const
  switch (kind) {
    case 'pkcs8':
      return text(ec().privateKey.export({ type: 'pkcs8', format: 'pem' }))
    case 'pkcs8-encrypted':
      return text(ec().privateKey.export({ type: 'pkcs8', format: 'pem', ...locked }))
    case 'rsa':
      return text(rsa().privateKey.export({ type: 'pkcs1', format: 'pem' }))
    case 'rsa-encrypted':
      return text(rsa().privateKey.export({ type: 'pkcs1', format: 'pem', ...locked }))
    case 'ec':
      return text(ec().privateKey.export({ type: 'sec1', format: 'pem' }))
    case 'public':
      return text(ec().publicKey.export({ type: 'spki', format: 'pem' }))
    // DSA keys take long to make; what is read of one is a SEQUENCE of integers, whatever they are.
    case 'dsa':
      return armor('DSA PRIVATE KEY', Buffer.concat([Buffer.from([0x30, 0x82, 1, 0x90]), noise(400)]))
    case 'openssh':
      return armor('OPENSSH PRIVATE KEY', openSsh('none'))
    case 'openssh-encrypted':
      return armor('OPENSSH PRIVATE KEY', openSsh('aes256-ctr'))
    case 'pgp':
      return armor('PGP PRIVATE KEY BLOCK', pgp(0), '\n')
    case 'pgp-encrypted':
      return armor('PGP PRIVATE KEY BLOCK', pgp(254), '\n')
    default:
      throw new RangeError(`no key of kind ${kind}`)
  }
}

const text = (pem: string | Buffer) => pem.toString()

function armor(label: string, bytes: Buffer, separator = ''): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${separator}${lines.join('\n')}\n-----END ${label}-----\n`
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key, with noise for the keys. */
function openSsh(cipher: string): Buffer {
  const string = (value: string) => Buffer.concat([uint32(value.length), Buffer.from(value, 'latin1')])
  return Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string(cipher),
    string(cipher === 'none' ? 'none' : 'bcrypt'),
    string(''),
    uint32(1),
    noise(200),
  ])
}

/** A secret key packet of version 4 with an RSA key (RFC 9580, 5.5.3), with noise for its numbers. */
function pgp(usage: number): Buffer {
  const integer = (bits: number) => Buffer.concat([Buffer.from([bits >> 8, bits & 0xff]), noise(bits / 8)])
  const body = Buffer.concat([
    Buffer.from([4, 0x60, 0, 0, 0, 1]),
    integer(1024),
    integer(24),
    Buffer.from([usage]),
    noise(320),
  ])
  return Buffer.concat([Buffer.from([0x95, body.length >> 8, body.length & 0xff]), body])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 197 + (index >> 3) * 31 + 89) & 0xff))
}
