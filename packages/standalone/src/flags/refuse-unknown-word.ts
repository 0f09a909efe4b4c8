import { suggest } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'

/** Throws `USAGE` for a word that is none of `words`, with the nearest that is, or what `meant` says instead. */
export function refuseUnknownWord(word: string, words: readonly string[], what: string, meant?: string): void {
  if (words.includes(word)) return
  // A word with one of these characters is a name or a path, not a command.
  const near = (/[:/.@]/.test(word) ? meant : undefined) ?? suggest(word, words) ?? meant
  const known = words.length === 0 ? undefined : `it may be ${words.join(', ')}`
  const hint = near ? `did you mean ${near}?` : known
  throw usageError('USAGE', `unknown ${what} ${word}`, hint === undefined ? {} : { hint })
}
