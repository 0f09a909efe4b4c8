import { isCommented } from './comments.ts'
import type { Setting } from './find-settings.ts'
import { createLines } from './lines.ts'
import type { ValueKind } from './where.ts'

const ADDRESS = /\b([a-z][a-z0-9+.-]{1,24}):\/\/([\w.%+-]{0,64}):([^\s:@/"'`<>${}|\\]{1,64})@([\w.-]{1,253}|\[)/gi

/** Host names that are examples in documentation. */
const NO_HOST =
  /(?:^|\.)example(?:\.|$)|^(?:host(?:name)?|hostname_or_ip|server|proxy|domain|ip|address|addr|some\.?host|my\.?host|your.*|example.*|foo|bar|proxyhost|proxy_?(?:server|host)|\.\.\.|x{2,}.*)$/i
const NO_USER = /^(?:user_?(?:name)?|usr|login|name|foo|my_?user(?:name)?|your.*|some_?user|proxy_?user|me|x{2,})$/i
const NO_PASSWORD =
  /^(?:pass(?:word|wd|phrase)?|pw|pwd|foo|bar|my_?pass(?:word)?|your.*|some_?pass(?:word)?|proxy_?pass(?:word)?|x{2,}|secret|token)$/i

/** Passwords in addresses: `postgres://app:secret@db`. Users and passwords that are examples in documentation are left out. */
export function findAddresses(text: string, kind: ValueKind): readonly Setting[] {
  const found: Setting[] = []
  const lines = createLines(text)
  for (const match of text.matchAll(ADDRESS)) {
    const [, scheme = '', user = '', value = '', host = ''] = match
    if (NO_HOST.test(host) || isCommented(text, match.index)) continue
    const isExample = NO_USER.test(user) && NO_PASSWORD.test(value)
    const isWeb = /^https?$/i.test(scheme)
    if (isExample && (kind === 'code' || isWeb)) continue
    found.push({ name: `${scheme}://${user}`, value: decode(value), user: decode(user), line: lines(match.index) })
    if (found.length >= 1000) break
  }
  return found
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
