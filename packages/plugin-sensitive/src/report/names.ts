import { entropy } from '../match/entropy.ts'
import { isPlaceholder } from '../match/placeholder.ts'

const PASSWORD_WORDS = new Set(['pass', 'passwd', 'password', 'passphrase', 'passwort', 'pwd', 'pw'])
const SECRET_WORDS = new Set(['secret', 'secrets', 'token', 'apikey', 'apitoken', 'accesskey', 'secretkey', 'privatekey', 'credential', 'credentials', 'authkey', 'authtoken', 'bearer'])
const KEYS_OF = new Set(['api', 'access', 'private', 'secret', 'encryption', 'signing', 'master', 'account', 'ssh', 'auth', 'app', 'client', 'service', 'admin', 'license'])
// Words that say that the value tells about a secret, or is public.
const ABOUT = new Set(
  ('file path dir folder url uri endpoint host port name names type class id ids user username length len size min max count limit ttl timeout expiry expires expiration age days policy ' +
    'required enabled disabled enable disable hash algorithm algo method mode format header prefix suffix sock socket agent command cmd program helper provider store version public pub ' +
    'fingerprint gpg pgp rotation rotate interval retries location backend manager reset prompt encoder encoding').split(' '),
)

/** Why the value of a variable (a label, a build argument) is taken for a secret; undefined when it is not. */
export function secretInVariable(name: string, value: string): 'password' | 'secret' | 'key' | undefined {
  const words = wordsOf(name)
  if (words.some((word) => ABOUT.has(word)) || isOrdinary(value)) return undefined
  if (words.some((word) => PASSWORD_WORDS.has(word))) return value.length >= 3 ? 'password' : undefined
  if (words.some((word) => SECRET_WORDS.has(word))) return value.length >= 6 && !isWord(value) ? 'secret' : undefined
  if (words.some((word, index) => word === 'key' && KEYS_OF.has(words[index - 1] ?? ''))) return value.length >= 8 && !isWord(value) ? 'secret' : undefined
  const isKey = words.at(-1) === 'key' || words.at(-1) === 'auth' || words.at(-1) === 'salt'
  return isKey && value.length >= 20 && entropy(value) >= 3.5 && /\d/.test(value) && !/\s/.test(value) ? 'key' : undefined
}

/** `dbPassword`, `DB_PASSWORD` and `db.password` are the same two words; `MONKEY` is one. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** Values that are no secret whatever they are called: switches, numbers, paths, addresses, references, placeholders. */
function isOrdinary(value: string): boolean {
  const trimmed = value.trim()
  if (trimmed === '' || /^(?:true|false|yes|no|on|off|none|null|undefined|default|auto|always|never|enabled|disabled|[\d.]{1,5})$/i.test(trimmed)) return true
  if (/^(?:[~.]{0,2}\/|[A-Za-z]:\\)[^\s]*$/.test(trimmed) && !/[+=]/.test(trimmed)) return true
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\/[^@]*$/i.test(trimmed)) return true
  return isPlaceholder(trimmed)
}

/** Letters only: a word or a few, not a token. */
function isWord(value: string): boolean {
  return /^[A-Za-z]+(?:[ _.-][A-Za-z]+)*$/.test(value)
}
