import { LETTER_BITS } from './letter-bits.ts'

/**
 * Whether a value was drawn at random or put together from words is decided by what it costs to write down either way: as
 * characters of the smallest alphabet that holds it, or as words (which letter follows which, where capitals and digits
 * stand). What is cheaper as random characters was random. No run of letters, however long, decides alone.
 */

const END = 26
const COST: readonly Float64Array[] = LETTER_BITS.map((row) =>
  Float64Array.from(row, (digit) => parseInt(digit, 36) / 3),
)

/** Alphabets that generators draw from, and what a character of each costs. */
const ALPHABETS: readonly (readonly [pattern: RegExp, bits: number])[] = [
  [/^[0-9]+$/, Math.log2(10)],
  [/^(?:[0-9a-f]+|[0-9A-F]+)$/, 4],
  [/^(?:[a-z]+|[A-Z]+)$/, Math.log2(26)],
  [/^(?:[A-Z2-7]+|[a-z2-7]+)$/, 5],
  [/^(?:[0-9a-z]+|[0-9A-Z]+)$/, Math.log2(36)],
  [/^[A-Za-z]+$/, Math.log2(52)],
  [/^[0-9A-Za-z]+$/, Math.log2(62)],
  [/^(?:[0-9A-Za-z_-]+|[0-9A-Za-z+/]+)$/, 6],
]
const PRINTABLE = Math.log2(94)
/** To say which alphabet it was. */
const CHOICE = 3

/** Bits by which `text` is dearer written in words than as random characters: above 0 it looks random, below made of words. */
export function randomness(text: string): number {
  const body = text.slice(0, 512).replace(/={1,2}$/, '')
  const bits = ALPHABETS.find(([pattern]) => pattern.test(body))?.[1] ?? PRINTABLE
  return bitsAsWords(body) - bits * body.length - CHOICE
}

type Kind = 'start' | 'lower' | 'upper' | 'digit' | 'mark'

/** What a letter costs to begin a word with, by what stands before it. */
const NEW_WORD: Readonly<Record<Kind, number>> = { start: 0.5, lower: 2, upper: 3, digit: 3, mark: 0.5 }
const DIGIT: Readonly<Record<Kind, number>> = { start: 3, lower: 3.5, upper: 4, digit: 0.8, mark: 2 }
const DIGIT_BITS = Math.log2(10)

function bitsAsWords(text: string): number {
  let bits = 0
  let kind: Kind = 'start'
  let letter = 0
  let capitals = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isLower = code >= 97 && code <= 122
    const isUpper = code >= 65 && code <= 90
    const inWord = kind === 'lower' || kind === 'upper'
    if (isLower || isUpper) {
      const next = isLower ? code - 96 : code - 64
      const goesOn = inWord && (isLower ? kind === 'lower' || capitals === 1 : kind === 'upper')
      if (goesOn) bits += cost(letter, next) + (isUpper && capitals === 1 ? 1 : 0.2)
      // `HTTPServer`: the last capital began the new word.
      else if (isLower && kind === 'upper') bits += 3 + cost(letter, next)
      else bits += (inWord ? cost(letter, 0) : 0) + NEW_WORD[kind] + (isUpper ? 1 : 0.3) + cost(0, next)
      capitals = isUpper ? (kind === 'upper' ? capitals + 1 : 1) : 0
      kind = isLower ? 'lower' : 'upper'
      letter = next
      continue
    }
    if (inWord) bits += cost(letter, 0)
    capitals = 0
    if (code >= 48 && code <= 57) {
      const before = text.charCodeAt(at - 1)
      const isRow = kind === 'digit' && Math.abs(code - before) <= 1
      bits += isRow ? 1.5 : DIGIT[kind] + DIGIT_BITS
      kind = 'digit'
    } else if (code > 127) {
      // Letters of other languages: generators do not draw them.
      bits += 4
      kind = 'lower'
      letter = 0
    } else {
      bits += (SEPARATOR.test(text.charAt(at)) ? 2.5 : 9) + (kind === 'mark' ? 2 : 0)
      kind = 'mark'
    }
  }
  return kind === 'lower' || kind === 'upper' ? bits + cost(letter, 0) : bits
}

const SEPARATOR = /[\s_./:,-]/

/** Of a letter behind another; 0 is the beginning (or the end) of a word. */
function cost(first: number, second: number): number {
  // Between letters of other languages, of which nothing is known.
  if (first === 0 && second === 0) return 0
  return COST[first]?.[second === 0 ? END : second - 1] ?? 0
}
