import { kib } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { buildAutomaton } from './keyword-automaton.ts'
import { createKeywordSearches } from './keyword-search.ts'
import { createWasmWalks } from './wasm-walk.ts'

const WORDS = ['password', 'aws', 'abcdefghij'.repeat(6)]

/** The words in `content`, with a keyword at `place`, among bytes of no keyword. */
function findAt(word: string, place: number, filler: number): readonly string[] {
  const search = createKeywordSearches(buildAutomaton(WORDS), { wasm: true })()
  const bytes = Buffer.alloc(kib(300), filler)
  bytes.write(word, place, 'latin1')
  search.update(bytes)
  return search.found.map((number) => WORDS[number] ?? '')
}

test('there is WebAssembly for it', () => {
  expect(createWasmWalks(buildAutomaton(WORDS))).toBeDefined()
})

test.each([0, 0x20, 0x80])(
  'a keyword is found wherever it stands: at blocks, lanes, pieces and the end (filler %i)',
  (filler) => {
    const borders = [64, 128, 4096, kib(32), kib(64), kib(96), kib(128), kib(256), kib(300)]
    const places = WORDS.flatMap((word) =>
      borders.flatMap((border) =>
        Array.from({ length: word.length + 3 }, (_, back) => ({ word, place: border - back - 1 })),
      ),
    )
    const inside = places.filter(({ word, place }) => place >= 0 && place + word.length <= kib(300))
    expect(inside.filter(({ word, place }) => findAt(word, place, filler).join() !== word)).toEqual([])
  },
)

test('searches of files that are read at the same time do not meet', () => {
  const create = createKeywordSearches(buildAutomaton(['one', 'two']), { wasm: true })
  const [first, second] = [create(), create()]
  first.update(Buffer.from('one o'))
  second.update(Buffer.from('two one tw'))
  first.update(Buffer.from('ne tw'))
  second.update(Buffer.from('o'))
  expect([first.found, second.found]).toEqual([[0], [1, 0]])
  first.reset()
  first.update(Buffer.from('o two'))
  expect([first.found, second.found]).toEqual([[1], [1, 0]])
})
