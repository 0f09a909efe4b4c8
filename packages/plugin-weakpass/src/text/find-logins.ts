import { isCommented } from './comments.ts'
import type { Setting } from './find-settings.ts'
import { createLines } from './lines.ts'

/** A file without any of these keywords has none of the logins. */
export const LOGIN_KEYWORDS: readonly string[] = ['basic ', '"auth"', '_auth=', '_auth =']

/** Logins in base 64, `user:password`: headers of basic authentication, registries' `auth` of docker's and npm's configuration. */
export function findLogins(text: string): readonly Setting[] {
  const lines = createLines(text)
  const found: Setting[] = []
  for (const match of text.matchAll(
    /(?:\bbasic\s{1,2}|"auth"\s{0,4}:\s{0,4}"|\b_auth\s{0,4}=\s{0,4}"?)([A-Za-z0-9+/]{4,200}={0,2})/gi,
  )) {
    const login = /^([\x21-\x39\x3b-\x7e]{1,64}):([\x21-\x7e]{1,64})$/.exec(
      Buffer.from(match[1] ?? '', 'base64').toString('latin1'),
    )
    if (!login || isCommented(text, match.index) || found.length >= 1000) continue
    found.push({ name: 'Basic', value: login[2] ?? '', user: login[1] ?? '', line: lines(match.index) })
  }
  return found
}
