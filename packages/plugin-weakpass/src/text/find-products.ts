import { parseStored } from '../hash/stored.ts'
import type { Credential } from '../model.ts'
import { createLines } from './lines.ts'
import { userBefore } from './users.ts'

/** A file without any of these keywords has none of the hashes. */
export const PRODUCT_KEYWORDS: readonly string[] = [
  'password_hash',
  'secretdata',
  'storedkey',
  'stored_key',
  'nt-password',
  'hashed_password',
]

/**
 * Hashes that need other fields beside them (salt, iterations, type) to be understood: RabbitMQ's definitions, Keycloak's realms, SCRAM
 * of MongoDB and Kafka, FreeRADIUS.
 */
export function findProducts(text: string): readonly Credential[] {
  const plain = text.includes(String.raw`\"`) ? text.replaceAll('\\"', '"') : text
  const lines = createLines(plain)
  const found: Credential[] = []
  const add = (credential: Pick<Credential, 'value' | 'form'>, index: number, user: string): void => {
    if (found.length < 500 && parseStored(credential.form, credential.value, user))
      found.push({ ...credential, user, line: lines(index) })
  }
  for (const match of plain.matchAll(/"password_hash"\s{0,4}:\s{0,4}"([A-Za-z0-9+/]{26,92}={0,2})"/g)) {
    add({ value: match[1] ?? '', form: 'rabbitmq' }, match.index, nameAround(plain, match.index))
  }
  for (const match of plain.matchAll(/"secretData"\s{0,4}:\s{0,4}"?\s{0,4}\{(.{1,600}?)\}/gs)) {
    const data = plain.slice(match.index, match.index + 1400)
    const [value, salt] = [field(match[1] ?? '', 'value'), field(match[1] ?? '', 'salt')]
    const iterations = /"hashIterations"\s{0,4}:\s{0,4}(\d{1,9})/.exec(data)?.[1]
    const digest = /"algorithm"\s{0,4}:\s{0,4}"pbkdf2(?:-(sha\d{3}))?"/.exec(data)
    if (value === undefined || salt === undefined || iterations === undefined || !digest) continue
    const hex = (text64: string) => Buffer.from(text64, 'base64').toString('hex')
    add(
      { value: `${digest[1] ?? 'sha1'}:${iterations}:${hex(salt)}:${hex(value)}`, form: 'pbkdf2' },
      match.index,
      nameAround(plain, match.index),
    )
  }
  for (const match of plain.matchAll(/stored_?key["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9+/]{27,88}={0,2})/gi)) {
    const around = plain.slice(Math.max(0, match.index - 400), match.index + 400)
    const salt = /salt["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9+/]{4,128}={0,2})/i.exec(around)?.[1]
    const count =
      /iteration(?:s|Count)["']?\s{0,4}[:=]\s{0,4}["']?(?:\{\s{0,4}"\$number\w{1,8}"\s{0,4}:\s{0,4}")?(\d{1,9})/i.exec(
        around,
      )?.[1]
    const stored = match[1] ?? ''
    const name = { 28: '1', 44: '256', 88: '512' }[stored.length]
    if (salt !== undefined && count !== undefined && name !== undefined)
      add(
        { value: `SCRAM-SHA-${name}$${count}:${salt}$${stored}`, form: 'any' },
        match.index,
        nameAround(plain, match.index),
      )
  }
  for (const match of plain.matchAll(/\bNT-Password\s{0,4}:?=\s{0,4}["']?(?:0x)?([0-9A-Fa-f]{32})\b/g)) {
    add(
      { value: match[1] ?? '', form: 'nt' },
      match.index,
      /(?:^|\n)([\w.@-]{1,64})\s[^\n]*$/.exec(plain.slice(Math.max(0, match.index - 200), match.index))?.[1] ?? '',
    )
  }
  return found
}

/** SCRAM in MongoDB's `system.users.bson`: strings stand behind their name, a zero and four bytes of length. */
export function findBson(text: string): readonly Credential[] {
  const found: Credential[] = []
  for (const match of text.matchAll(/storedKey\0[\s\S]{4}([A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=)\0/g)) {
    const before = text.slice(Math.max(0, match.index - 2000), match.index)
    const salt = before.slice(before.lastIndexOf('salt\0')).match(/^salt\0[\s\S]{4}([A-Za-z0-9+/=]{4,64})\0/)?.[1]
    const place = before.lastIndexOf('iterationCount\0')
    const count = place < 0 ? 0 : Buffer.from(before.slice(place + 15, place + 19), 'latin1').readUInt32LE(0)
    const user = before.slice(before.lastIndexOf('\x02user\0')).match(/^.user\0[\s\S]{4}([^\0]{1,128})\0/)?.[1] ?? ''
    const stored = match[1] ?? ''
    const value = `SCRAM-SHA-${stored.length === 28 ? '1' : '256'}$${count}:${salt ?? ''}$${stored}`
    if (found.length < 500 && parseStored('any', value, user)) found.push({ user, value, form: 'any' })
  }
  return found
}

/** The user of a JSON object: the name that follows in the object, else the nearest one before `index`. */
function nameAround(text: string, index: number): string {
  const after = /"(?:name|username|user)"\s{0,4}:\s{0,4}"([\w.@-]{1,64})"/
  const rest = text.slice(index, index + 300)
  const inside = rest.slice(0, Math.max(0, rest.indexOf('}')))
  return after.exec(inside)?.[1] ?? userBefore(text, index)
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s{0,4}:\\s{0,4}"([A-Za-z0-9+/=]{4,400})"`).exec(text)?.[1]
}
