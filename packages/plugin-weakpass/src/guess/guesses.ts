import { COMMON_PASSWORDS, DEFAULT_PASSWORDS } from '@veinmind/sdk/passwords'
import type { Origin, Service } from '../model.ts'

/** A list of guesses in the order in which they are tried, with where each came from. */
export interface Guesses {
  readonly length: number
  at(index: number): { readonly guess: string; readonly origin: Origin } | undefined
}

/** The most words that are taken from a user's dictionary. */
export const MAX_DICTIONARY = 200_000

/** The words of a user's dictionary: one a line, blanks kept, empty lines and repetitions left out. */
export function readDictionary(text: string | undefined): readonly string[] {
  const words = new Set<string>()
  for (const line of (text ?? '').split(/\r?\n/)) {
    if (line !== '' && line.length <= 256) words.add(line)
    if (words.size >= MAX_DICTIONARY) break
  }
  return [...words]
}

/**
 * Guesses for an account. First the empty password, then by turns: variants of its user name, default passwords of its service, the
 * user's dictionary, and common passwords. So the first hundred guesses, which may be all that a slow hash gets, hold the best of each
 * list.
 */
export function guessesFor(user: string, service: Service, dictionary: readonly string[]): Guesses {
  const lists: readonly (readonly [Origin, readonly string[]])[] = [
    ['account', variantsOf(user.replace(/@[^@]*$/, ''))],
    ['vendor', DEFAULT_PASSWORDS[service] ?? []],
    ['dictionary', dictionary],
    ['common', COMMON_PASSWORDS],
  ]
  const order = orderOf(lists.map(([, words]) => words.length))
  return {
    length: 1 + order.length,
    at(index) {
      if (index === 0) return { guess: '', origin: 'empty' }
      const place = order[index - 1]
      const [origin, words] = (place === undefined ? undefined : lists[place >>> PLACE_BITS]) ?? ['common', []]
      const guess = words[(place ?? 0) & (2 ** PLACE_BITS - 1)]
      return guess === undefined ? undefined : { guess, origin }
    },
  }
}

/** How many of each list are taken in one turn: account, vendor, dictionary, common. */
const TURN = [1, 1, 2, 8]

const PLACE_BITS = 20

const orders = new Map<string, Uint32Array>()

/** The order in which lists of these lengths are tried, as list and place in one number; it is the same for most accounts. */
function orderOf(lengths: readonly number[]): Uint32Array {
  const key = lengths.join()
  const known = orders.get(key)
  if (known) return known
  const order = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0))
  const next = lengths.map(() => 0)
  for (let filled = 0; filled < order.length;) {
    for (const [list, length] of lengths.entries()) {
      for (let n = TURN[list] ?? 1; n > 0 && (next[list] ?? 0) < length; n--) {
        order[filled++] = (list << PLACE_BITS) | (next[list] ?? 0)
        next[list] = (next[list] ?? 0) + 1
      }
    }
  }
  if (orders.size >= 64) orders.clear()
  orders.set(key, order)
  return order
}

/** Years that people put behind a word. A fixed list, so that the same image gives the same result next year. */
const YEARS = ['2026', '2025', '2024', '2023', '2022', '2021', '2020']

/** Passwords that people make from a name, most common first. */
export function variantsOf(name: string): readonly string[] {
  if (name === '' || name.length > 64) return []
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1)
  const endings = [
    '123',
    '1',
    '@123',
    '1234',
    '12345',
    '123456',
    '12',
    '!',
    '!23',
    '_123',
    '#123',
    '1!',
    'pass',
    'password',
    'pwd',
    ...YEARS,
  ]
  const reversed = Array.from(name).toReversed().join('')
  const made = [
    name,
    ...endings.map((ending) => name + ending),
    reversed,
    name + name,
    capital,
    ...['123', '@123', '1', '1!', '123!', ...YEARS.map((year) => `@${year}`)].map((ending) => capital + ending),
    name.toUpperCase(),
    name.toLowerCase(),
  ]
  return [...new Set(made)]
}

/**
 * Guesses from what an image or a container is called: the words of its references without registry, tag and digest, and
 * what people make of them.
 */
export function imageGuesses(names: readonly string[]): readonly string[] {
  const words = new Set<string>()
  for (const name of names.slice(0, 20)) {
    const path = name.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
    const parts = path
      .split('/')
      .filter((part) => part !== '' && !/[.:]/.test(part) && part !== 'library' && part !== 'localhost')
    const short = path.slice(path.lastIndexOf('/') + 1)
    for (const word of [short, ...parts, ...short.split(/[-_.]/)])
      if (word.length >= 3 && word.length <= 40) words.add(word)
  }
  return [...words].slice(0, 8).flatMap((word) => variantsOf(word).slice(0, 8))
}
