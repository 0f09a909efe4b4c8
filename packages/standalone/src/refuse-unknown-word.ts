import { suggest, usageError } from '@veinmind/sdk'

/** Throws `USAGE` for a word that is none of `words`, with the nearest that is. */
export function refuseUnknownWord(word: string, words: readonly string[], what: string): void {
  if (words.includes(word)) return
  const near = suggest(word, words)
  throw usageError('USAGE', `unknown ${what} ${word}`, {
    hint: near ? `did you mean ${near}?` : `it may be ${words.join(', ')}`,
  })
}
