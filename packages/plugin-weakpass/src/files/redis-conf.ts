import { kindOf } from '../file-kinds.ts'
import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Exposure, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'
import { splitRedisLine } from './redis-arguments.ts'

/** Words of one line, and files taken in by one file, that are looked at. */
const MAX_RULES = 1000
const MAX_INCLUDES = 20

/**
 * redis.conf, sentinel.conf and files of access control lists. Directives are of any case and may be indented; a later one
 * replaces an earlier one, as in Redis.
 */
export function readRedis(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  const left = new Set<string>()
  const includes: string[] = []
  const settings = new Map<string, { readonly value: readonly string[]; readonly line: number }>()
  const defaultUser: Credential[] = []
  let isAcl = false
  for (const { number, text } of linesOf(bytes)) {
    const words = splitRedisLine(text)
    const [name = '', first = '', second = '', third = ''] = words ?? []
    const directive = name.toLowerCase()
    if (directive === 'user') {
      const read = readAclUser(words?.slice(1) ?? [], number)
      if (first === 'default') defaultUser.splice(0, Infinity, ...read)
      credentials.push(...read)
      isAcl = true
    } else if (directive === 'masterauth' || (directive === 'sentinel' && first.toLowerCase() === 'auth-pass')) {
      const value = directive === 'masterauth' ? first : third
      if (value !== '')
        credentials.push({ user: directive === 'masterauth' ? '' : second, value, form: 'plain', line: number })
    } else if (directive === 'include' && first !== '') {
      if (kindOf(first)?.kind === 'redis') continue
      if (includes.length < MAX_INCLUDES) includes.push(first)
      else left.add(`more than ${MAX_INCLUDES} files are included: the rest was not read`)
    } else if (words) {
      settings.set(directive, { value: words.slice(1), line: number })
    }
    if (words && words.length > MAX_RULES)
      left.add(`a line has more than ${MAX_RULES} words: the rest was not looked at`)
    if (credentials.length >= MAX_ACCOUNTS)
      return { credentials, includes, left: [...left, `more than ${MAX_ACCOUNTS} accounts`] }
  }
  const password = settings.get('requirepass')
  const value = password?.value[0] ?? ''
  if (password && value !== '')
    credentials.push({ user: '', value, form: 'plain', line: password.line, privileged: true })
  const exposures = value === '' && !isAcl && !settings.has('aclfile') ? openAccess(settings) : []
  return {
    credentials,
    exposures,
    ...(includes.length > 0 ? { includes } : {}),
    ...(left.size > 0 ? { left: [...left] } : {}),
  }
}

/** A server without a password that other machines reach: `protected-mode no`, and not bound to loopback alone. */
function openAccess(
  settings: ReadonlyMap<string, { readonly value: readonly string[]; readonly line: number }>,
): Exposure[] {
  const mode = settings.get('protected-mode')
  if (mode?.value[0]?.toLowerCase() !== 'no') return []
  const bind = settings.get('bind')?.value
  if (bind && bind.length > 0 && bind.every((address) => /^-?(?:127\.|::1$|localhost$)/.test(address))) return []
  return [{ rule: 'WEAK-011', evidence: 'protected-mode no, without requirepass', line: mode.line }]
}

/** `user <name> on >password #sha256 nopass …`: rules apply from left to right. */
function readAclUser(words: readonly string[], line: number): Credential[] {
  const [user = '', ...rules] = words
  if (user === '') return []
  let isOn = false
  let isOpen = false
  let passwords: Credential[] = []
  let isPrivileged = false
  for (const rule of rules.slice(0, MAX_RULES)) {
    const word = rule.toLowerCase()
    if (word === 'on') isOn = true
    else if (word === 'off') isOn = false
    else if (word === 'nopass') [isOpen, passwords] = [true, []]
    else if (word === 'resetpass' || word === 'reset')
      [isOpen, isOn, passwords] = [false, word === 'reset' ? false : isOn, []]
    else if (word === '+@all' || word === 'allcommands') isPrivileged = true
    else if (rule.startsWith('>'))
      [isOpen, passwords] = [false, [...passwords, { user, value: rule.slice(1), form: 'plain', line }]]
    else if (rule.startsWith('#'))
      [isOpen, passwords] = [false, [...passwords, { user, value: rule, form: 'redis', line }]]
  }
  const credentials: Credential[] = isOpen ? [{ user, value: '', form: 'plain', line }] : passwords
  return credentials.map((one) => ({
    ...one,
    ...(isOn ? {} : { locked: true }),
    ...(isPrivileged ? { privileged: true } : {}),
  }))
}
