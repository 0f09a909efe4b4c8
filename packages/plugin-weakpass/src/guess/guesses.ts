import { COMMON_PASSWORDS } from '../data/common-passwords.ts'
import { VENDOR_PASSWORDS } from '../data/vendor-passwords.ts'
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

/** Guesses for an account: its own name, what its service ships with, the user's dictionary, and what is common. */
export function guessesFor(user: string, service: Service, dictionary: readonly string[]): Guesses {
  const account = variantsOf(user.replace(/@[^@]*$/, ''))
  const parts: readonly (readonly [Origin, readonly string[]])[] = [
    ['empty', ['']],
    ['account', account],
    ['vendor', VENDOR_PASSWORDS[service]],
    ['dictionary', dictionary],
    ['common', COMMON_PASSWORDS],
  ]
  return {
    length: parts.reduce((sum, [, words]) => sum + words.length, 0),
    at(index) {
      let rest = index
      for (const [origin, words] of parts) {
        const guess = words[rest]
        if (guess !== undefined) return { guess, origin }
        rest -= words.length
      }
      return undefined
    },
  }
}

/** Years that people put behind a word. A fixed list, so that the same image gives the same result next year. */
const YEARS = ['2026', '2025', '2024', '2023', '2022', '2021', '2020']

/** What people make of a name, most common first. */
export function variantsOf(name: string): readonly string[] {
  if (name === '' || name.length > 64) return []
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1)
  const endings = ['123', '1', '@123', '1234', '12345', '123456', '12', '!', '!23', '_123', '#123', '1!', 'pass', 'password', 'pwd', ...YEARS]
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
    const parts = path.split('/').filter((part) => part !== '' && !/[.:]/.test(part) && part !== 'library' && part !== 'localhost')
    const short = path.slice(path.lastIndexOf('/') + 1)
    for (const word of [short, ...parts, ...short.split(/[-_.]/)]) if (word.length >= 3 && word.length <= 40) words.add(word)
  }
  return [...words].slice(0, 8).flatMap((word) => variantsOf(word).slice(0, 8))
}
