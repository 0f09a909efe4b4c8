import { entropy } from '../match/entropy.ts'
import { kindOfName } from '../match/name.ts'
import { isPlaceholder } from '../match/placeholder.ts'

/** Why the value of a variable (a label, a build argument) is taken for a secret; undefined when it is not. */
export function secretInVariable(name: string, value: string): 'password' | 'secret' | 'key' | undefined {
  const kind = kindOfName(name)
  if (kind === undefined || isOrdinary(value)) return undefined
  if (kind === 'password') return value.length >= 3 ? 'password' : undefined
  if (kind === 'secret') return value.length >= 6 && !isWord(value) ? 'secret' : undefined
  return value.length >= 20 && entropy(value) >= 3.5 && /\d/.test(value) && !/\s/.test(value) ? 'key' : undefined
}

/** Values that are no secret whatever they are called: switches, numbers, paths, addresses, references, placeholders. */
function isOrdinary(value: string): boolean {
  const trimmed = value.trim()
  if (
    trimmed === '' ||
    /^(?:true|false|yes|no|on|off|none|null|undefined|default|auto|always|never|enabled|disabled|[\d.]{1,5})$/i.test(
      trimmed,
    )
  )
    return true
  if (/^(?:[~.]{0,2}\/|[A-Za-z]:\\)[^\s]*$/.test(trimmed) && !/[+=]/.test(trimmed)) return true
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\/[^@]*$/i.test(trimmed)) return true
  return isPlaceholder(trimmed)
}

/** Letters only: a word or a few, not a token. */
function isWord(value: string): boolean {
  return /^[A-Za-z]+(?:[ _.-][A-Za-z]+)*$/.test(value)
}
