import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { createLiteralSearch } from '../src/match/find-literals.ts'

// Few letters, so that texts overlap, and characters that differ from others only in the bit of the case.
const LETTERS = ['a', 'b', 'A', 'B', '@', '`', '[', '{', '\u00e9']

test.each([false, true])(
  'each text is found where it first stands, as a search for it alone finds it (exact: %s)',
  (exact) => {
    const random = createRandom(7)
    const below = (most: number): number => Math.floor(random() * most)
    const word = (length: number): string => {
      const letters = LETTERS.slice(0, 2 + below(LETTERS.length - 1))
      return Array.from({ length }, () => letters[below(letters.length)]).join('')
    }
    for (let round = 0; round < 3000; round++) {
      const literals = Array.from({ length: 1 + below(8) }, () => word(4 + below(6)).replaceAll(/[AB]/g, 'a'))
      const text = word(below(80))
      const searched = exact ? text : text.replaceAll('A', 'a').replaceAll('B', 'b')
      const expected = literals.map((literal) => searched.indexOf(literal))
      const found = createLiteralSearch(literals, { exact }).find(Buffer.from(text, 'latin1'))
      expect(literals.map((_literal, number) => found.get(number) ?? -1)).toStrictEqual(expected)
    }
  },
)
