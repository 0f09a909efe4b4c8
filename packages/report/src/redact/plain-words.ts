import { isSecretName, maskSecret } from '@veinmind/sdk'
import type { Stretch } from '@veinmind/internal/text'
import { createSecretMatcher } from './secret-matcher.ts'

/**
 * Whether a secret is so plain (a word, at most eight digits, or a path) that it may be a word of the report itself:
 * `root`, `gitea`, `123456`, `/run/secrets/db`. Letters that nobody could say are no word.
 */
export function isPlainWord(secret: string): boolean {
  return /^[0-9]{1,8}$|^(?:\/[\w.@+-]+)+\/?$/.test(secret) || isSpoken(secret)
}

/** Letters in one case, with vowels between them; a number of few digits may follow. */
function isSpoken(word: string): boolean {
  const [, letters] = /^([a-z]+|[A-Z][a-z]*|[A-Z]+)[0-9]{0,4}$/.exec(word) ?? []
  if (letters === undefined || letters.length > 16) return false
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0
  return letters.length <= 5 || (vowels >= letters.length / 6 && !/[^aeiouy]{5}/i.test(letters))
}

/** How a word is used where it stands: as the secret, as the name of something, or neither. */
type Meaning = 'secret' | 'name' | 'unclear'

/**
 * Where plain words are to be masked: where they stand as a whole and are, or may be, the secret; of those that are `open`,
 * because they stand in names and paths of the report anyway, only where they are.
 */
export function createWordMatcher(
  words: Iterable<string>,
  open: ReadonlySet<string>,
): { find(text: string): Stretch[] } {
  const matcher = createSecretMatcher([...words, ...open])
  return {
    find: (text) =>
      matcher.find(text).filter(({ start, end }) => {
        const meaning = meaningOf(text, start, end)
        return meaning === 'secret' || (meaning === 'unclear' && !open.has(text.slice(start, end)))
      }),
  }
}

/**
 * Where a plain or short secret of an event stands in one of the event's own texts. Where the text `shows` it, it is there: if
 * nothing tells where, wherever its characters are.
 */
export function findOwnWord(text: string, secret: string, shows: boolean): Stretch[] {
  const all: Stretch[] = []
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length))
    all.push({ start: at, end: at + secret.length })
  const meant = all.filter(({ start, end }) => {
    const meaning = meaningOf(text, start, end)
    return meaning === 'secret' || meaning === 'unclear'
  })
  if (meant.length > 0 || !shows) return meant
  const alone = all.filter(({ start, end }) => isAlone(text, start, end))
  return alone.length > 0 ? alone : all
}

/** Undefined where it is a part of a longer word. */
function meaningOf(text: string, start: number, end: number): Meaning | undefined {
  const before = text.slice(Math.max(0, start - 100), start)
  const after = text.slice(end, end + 2)
  if (/[A-Za-z0-9]/.test(after.charAt(0))) return undefined
  // mysql -pword, redis-cli -aword
  if (/(?:^|\s)-[pPa]["']?$/.test(before)) return 'secret'
  if (!isAlone(text, start, end)) return undefined
  if (/:\/\/[^\s/@:]{0,100}:$/.test(before) && after.startsWith('@')) return 'secret'
  if (/\b(?:mysql\w*|redis-cli|sshpass|login|mongo\w*|htpasswd)\s(?:.*\s)?-[pPa]\s+["']?$/.test(before)) return 'secret'
  if (/[\w-]:$/.test(before) && /^["']?\s*\|\s*chpasswd\b/.test(text.slice(end, end + 20))) return 'secret'
  if (
    /\b(?:identified\s+(?:with\s+\S+\s+)?by|password|passphrase|requirepass|--?[\w-]*(?:pass|password|pwd|token|secret|auth))\s+\\*["']?$/i.test(
      before,
    )
  )
    return 'secret'
  const [, name] = /([A-Za-z][\w.-]{0,60})\\*["']?\s*(?:=>|:=|=|:(?=\s|\\*["']))\s*\\*["']?$/.exec(before) ?? []
  if (name !== undefined) return isSecretName(name) ? 'secret' : 'name'
  // `admin: …` at the beginning of a line is a key.
  if (/(?:^|[\n{,])[ \t]*(?:-[ \t]+)?\\*["']?$/.test(before) && /^\\*["']?:(?:\s|$)/.test(text.slice(end, end + 6)))
    return 'name'
  return /[/\-_.@]$/.test(before) || /^[/\-_.:@][A-Za-z0-9]/.test(after) || after.startsWith('/') ? 'name' : 'unclear'
}

function isAlone(text: string, start: number, end: number): boolean {
  return !/[A-Za-z0-9]/.test(text.charAt(start - 1)) && !/[A-Za-z0-9]/.test(text.charAt(end))
}

/** `text` with each stretch masked. */
export function maskStretches(text: string, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return text
  let masked = ''
  let position = 0
  for (const { start, end } of stretches) {
    masked += text.slice(position, start) + maskSecret(text.slice(start, end))
    position = end
  }
  return masked + text.slice(position)
}
