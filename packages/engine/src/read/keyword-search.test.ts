import { describe, expect, test } from 'vitest'
import { buildAutomaton } from './keyword-automaton.ts'
import { createKeywordSearches } from './keyword-search.ts'

const text = (...chunks: string[]) => chunks.map((chunk) => Buffer.from(chunk, 'latin1'))

describe.each([
  ['in WebAssembly', true],
  ['in JavaScript', false],
])('%s', (_how, wasm) => {
  function find(keywords: readonly string[], chunks: readonly Uint8Array[]): string[] {
    const search = createKeywordSearches(buildAutomaton(keywords), { wasm })()
    search.reset()
    for (const chunk of chunks) search.update(chunk)
    return search.found.map((number) => keywords[number] ?? '').sort()
  }

  test('keywords inside each other, overlapping and without regard to case', () => {
    expect(find(['she', 'her', 'hers', 'his', 'ers'], text('usHERs'))).toEqual(['ers', 'her', 'hers', 'she'])
    expect(find(['abab', 'baba'], text('ABABA'))).toEqual(['abab', 'baba'])
    expect(find(['@{[', '`~^'], text('@{[ `~^'))).toEqual(['@{[', '`~^'])
    expect(find(['@@@'], text('```'))).toEqual([])
    expect(find([], text('anything'))).toEqual([])
  })

  test('the same keyword twice has two numbers', () => {
    expect(find(['key', 'key'], text('a key'))).toEqual(['key', 'key'])
  })

  test('one file leaves nothing to the next', () => {
    const search = createKeywordSearches(buildAutomaton(['password']), { wasm })()
    search.update(Buffer.from('pass'))
    search.reset()
    search.update(Buffer.from('word'))
    expect(search.found).toEqual([])
  })

  test('the next file has the same keyword again', () => {
    const search = createKeywordSearches(buildAutomaton(['password']), { wasm })()
    const found = [1, 2, 3].map(() => {
      search.reset()
      for (const chunk of text('pass', 'word password '.repeat(100))) search.update(chunk)
      return [...search.found]
    })
    expect(found).toEqual([[0], [0], [0]])
  })

  test('UTF-16 in the first file of a search, which nobody has reset', () => {
    const search = createKeywordSearches(buildAutomaton(['password']), { wasm })()
    search.update(Buffer.from('\ufeffpassword', 'utf16le'))
    expect(search.found).toEqual([0])
  })

  test('NUL bytes inside of other files stay: they are no part of a word', () => {
    expect(find(['password'], text('abcd pass\0word'))).toEqual([])
    expect(find(['password'], text('abcd', ' password\0'))).toEqual(['password'])
  })

  test.each(['utf16le', 'utf16be'])('%s with a byte order mark, cut anywhere', (encoding) => {
    const bytes = Buffer.from(`\ufeff${'ü'.repeat(200)} Password=x`, 'utf16le')
    if (encoding === 'utf16be') bytes.swap16()
    for (const cut of [0, 1, 2, 3, 5, 415, bytes.length]) {
      expect(find(['password'], [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(['password'])
    }
    // NUL bytes beside the first characters tell it without the mark.
    expect(find(['password'], [bytes.subarray(2)])).toEqual(['password'])
  })

  test.each([
    ['le', 4],
    ['be', 4],
    ['le', 2],
    ['be', 2],
  ] as const)('wide characters without a mark, %s, of %i bytes', (order, size) => {
    const bytes = Buffer.concat(
      Array.from('a=1\nPassword=x', (character) => {
        const unit = Buffer.alloc(size)
        if (order === 'le') unit.writeUIntLE(character.charCodeAt(0), 0, size)
        else unit.writeUIntBE(character.charCodeAt(0), 0, size)
        return unit
      }),
    )
    expect(find(['password'], [bytes])).toEqual(['password'])
  })

  test('finds what a plain search finds, whatever the text and however it is cut', () => {
    let seed = 42
    const random = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % n
    }
    const word = (n: number) => Array.from({ length: n }, () => 'abC'[random(3)]).join('')
    for (let round = 0; round < 400; round++) {
      const keywords = [...new Set(Array.from({ length: 1 + random(8) }, () => word(3 + random(12)).toLowerCase()))]
      const content = word(random(round % 50 === 0 ? 40_000 : 2400))
      const expected = keywords.filter((keyword) => content.toLowerCase().includes(keyword)).sort()
      const cut = random(content.length + 1)
      expect(find(keywords, text(content))).toEqual(expected)
      expect(find(keywords, text(content.slice(0, cut), content.slice(cut)))).toEqual(expected)
    }
  })
})
