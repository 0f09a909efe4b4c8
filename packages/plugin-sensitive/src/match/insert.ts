import type { Candidate, Verdict } from './candidate.ts'
import { checkValue } from './loose.ts'
import { kindOfName } from './name.ts'
import { readValue } from './value.ts'

/** Rows of one statement that are looked at: a dump has thousands, and the first say that they hold passwords. */
const MOST_ROWS = 20
const LONGEST_VALUE = 2000

/** The first value of `INSERT INTO … (columns) VALUES (…)` that stands in a column of passwords or tokens and looks like one. */
export function checkInsert(candidate: Candidate): Verdict | undefined {
  const kinds = (candidate.groups['columns'] ?? '').split(',').map((column) => kindOfName(column.trim().slice(0, 80)))
  if (!kinds.some((kind) => kind === 'password' || kind === 'secret')) return undefined
  const { text, secret, start, format } = candidate
  let at = start + secret.length
  for (let row = 0; row < MOST_ROWS; row += 1) {
    if (text.charAt(at) !== '(') return undefined
    at += 1
    for (const kind of kinds) {
      while (/\s/.test(text.charAt(at))) at += 1
      const value = /["']/.test(text.charAt(at)) ? readValue(text, at, format) : undefined
      if (value && (kind === 'password' || kind === 'secret')) {
        const verdict = checkValue(value, kind, candidate)
        if (verdict) return verdict
      }
      // Without quotes: a number, NULL, a call.
      const end = value ? value.end + 1 : endOfWord(text, at)
      if (end === undefined) return undefined
      at = end
      while (/\s/.test(text.charAt(at))) at += 1
      if (!/[,)]/.test(text.charAt(at))) return undefined
      at += 1
    }
    while (/[\s,]/.test(text.charAt(at))) at += 1
  }
  return undefined
}

function endOfWord(text: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < from + LONGEST_VALUE && at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '(') depth += 1
    else if (depth > 0 && character === ')') depth -= 1
    else if (depth === 0 && (character === ',' || character === ')')) return at
  }
  return undefined
}
