import { isSecretName } from '@veinmind/sdk'
import type { Instruction, Variable } from './instructions.ts'
import type { Check } from './rule.ts'

/** What broke a check: the part that shows it, and the secret in it. */
export interface Broken {
  readonly excerpt: string
  readonly secret?: string
}

/** What in `instruction` breaks the check, if anything does. */
export function runCheck(check: Check, { text, variable }: Instruction): Broken | undefined {
  if (check.kind === 'root-user')
    return isRoot(text) ? { excerpt: text === '' ? 'no USER' : `USER ${text}` } : undefined
  if (!variable) return undefined
  return check.kind === 'secret-variable' ? findSecret(variable) : findUnsafePath(check, variable)
}

function findSecret({ name, value }: Variable): Broken | undefined {
  const isSecret = isSecretName(name) && !NO_SECRET_NAME.test(name) && looksSecret(value)
  return isSecret ? { excerpt: `${name}=${value}`, secret: value } : undefined
}

function findUnsafePath(check: Extract<Check, { kind: 'search-path' }>, { name, value }: Variable): Broken | undefined {
  if (!check.names.includes(name)) return undefined
  const unsafe = segmentsOf(value).filter((segment) => isWritable(segment) || (check.relative && isRelative(segment)))
  if (unsafe.length === 0) return undefined
  return { excerpt: `${name}: ${unsafe.map((segment) => segment || '(empty)').join(', ')}` }
}

/** Names that have a word of a secret in them and say something about it: where it lies, how it is made, how long it lives. */
const NO_SECRET_NAME =
  /[_.-](?:file|path|dir|folder|url|uri|endpoint|host|port|sock|socket|name|user|username|id|length|size|min\w*|max\w*|expir\w*|ttl|timeout|lifetime|interval|enabled?|disabled?|required|type|method|mode|provider|backend|algorithm|alg|issuer|audience|header|prefix|suffix|version|sha\d*|md5|checksum|fingerprint|hint|policy|scheme|realm|scopes?|count|retries)$/i

function looksSecret(value: string): boolean {
  if (value.length < 4 || /^(?:true|false|none|null|undefined|basic|bearer|\d{1,4})$/i.test(value)) return false
  if (/^(?:[$<%]|\{\{|[.~]?\/|https?:\/\/[^@]*$)/.test(value)) return false
  return !/^(?:x+|\*+|your[-_ ].*|\.{3,}|replace[-_ ]?me.*)$/i.test(value)
}

/** A user of the image's `User`: a name or a number, with or without a group. */
function isRoot(user: string): boolean {
  const name = user.split(':', 1)[0]?.trim() ?? ''
  return name === '' || name === 'root' || /^0+$/.test(name) || /(?:^|\\)containeradministrator$/i.test(name)
}

function segmentsOf(value: string): readonly string[] {
  // Windows separates by semicolons, and its drives have colons.
  return value === '' || value.includes(';') || /^[A-Za-z]:/.test(value) ? [] : value.split(':')
}

function isWritable(segment: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(segment)
}

function isRelative(segment: string): boolean {
  return segment === '' || !/^[/$~%]/.test(segment)
}
