import type { Line } from './lines.ts'
import type { User } from './model.ts'
import { isName } from './passwd.ts'

/** What opens an account, as its line of shadow (shadow(5)) says. The hash itself is no part of it. */
export interface ShadowLine {
  readonly name: string
  readonly password: Exclude<User['password'], 'unknown'>
}

/** The accounts of shadow. */
export function readShadow(lines: readonly Line[]): readonly ShadowLine[] {
  return lines.flatMap(({ text }) => {
    const [name = '', password] = text.split(':', 2)
    return isName(name) && password !== undefined ? [{ name, password: passwordOf(password) }] : []
  })
}

/** The kind of a password field of passwd or shadow (crypt(5)). A value that is no hash lets nobody in. */
export function passwordOf(field: string): ShadowLine['password'] {
  if (field === '') return 'empty'
  const hash = field.replace(/^(?:!{1,2}|\*LK\*|\*)/, '')
  const isHash = /^(?:\$[\w.-]{1,20}\$.+|_[./0-9A-Za-z]{19}|[./0-9A-Za-z]{13})$/.test(hash)
  if (hash === field) return isHash ? 'hash' : 'none'
  return isHash && hash.startsWith('$') ? 'locked' : 'none'
}
