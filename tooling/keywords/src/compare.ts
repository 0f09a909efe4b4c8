import { buildAutomaton } from '../../../packages/engine/src/read/keyword-automaton.ts'
import { createKeywordSearches } from '../../../packages/engine/src/read/keyword-search.ts'

/** Where the two searches differ: enough to see it again. */
export interface Difference {
  readonly keywords: readonly string[]
  /** The parts of the file, as hex. */
  readonly parts: readonly string[]
  readonly javascript: readonly string[]
  readonly wasm: readonly string[]
}

/** Pieces for one automaton, which takes longer to be built than a piece to be searched. */
const PIECES_A_SET = 500

/**
 * Searches `pieces` files of any bytes by both ways, in parts that are cut anywhere; the first difference. Files are made of runs of
 * bytes that keywords are made of, of others, of pieces of keywords and of whole ones, so that all of them stand at every border.
 */
export function compareSearches(pieces: number, seed: number): Difference | undefined {
  const random = createRandom(seed)
  for (let done = 0; done < pieces; done += PIECES_A_SET) {
    const keywords = makeKeywords(random)
    const automaton = buildAutomaton(keywords)
    const javascript = createKeywordSearches(automaton, { wasm: false })()
    const wasm = createKeywordSearches(automaton, { wasm: true })()
    for (let piece = 0; piece < Math.min(PIECES_A_SET, pieces - done); piece += 1) {
      const parts = cut(makeFile(keywords, random), random)
      const [expected = [], actual = []] = [javascript, wasm].map((search) => {
        search.reset()
        for (const part of parts) search.update(part)
        return search.found.map((number) => keywords[number] ?? '').sort()
      })
      if (expected.join('\n') === actual.join('\n')) continue
      return { keywords, parts: parts.map((part) => part.toString('hex')), javascript: expected, wasm: actual }
    }
  }
  return undefined
}

type Random = (below: number) => number

/** A generator of its own, so that a seed says all of a run. */
function createRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** The first and last printable characters, and those that another case would make of no letter. */
const EDGES = ' !~}@`[{^_azAZ'

function makeKeywords(random: Random): readonly string[] {
  const count = random(3) === 0 ? 95 : 2 + random(20)
  const letter: () => string =
    random(4) === 0
      ? () => EDGES[random(EDGES.length)] ?? ''
      : () => String.fromCharCode(0x20 + ((random(count) * 7 + 0x41) % 95))
  const length = (): number => 3 + (random(4) === 0 ? random(62) : random(8))
  const word = (): string => Array.from({ length: length() }, letter).join('').toLowerCase()
  return [...new Set(Array.from({ length: 1 + random(random(10) === 0 ? 300 : 12) }, word))]
}

function makeFile(keywords: readonly string[], random: Random): Buffer {
  const length = random(20) === 0 ? random(6000) : random(400)
  const file = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const word = keywords[random(keywords.length)] ?? ''
    const kind = random(6)
    const run = 1 + random(kind === 0 ? 300 : 20)
    const end = Math.min(length, at + run)
    if (kind === 0) file.fill([0, 0x7f, 0x80, 0xff, 0x0a, 0x1f][random(6)] ?? 0, at, end)
    else if (kind === 1) for (let place = at; place < end; place += 1) file[place] = random(256)
    else if (kind === 2) for (let place = at; place < end; place += 1) file[place] = 0x20 + random(95)
    else {
      const text = kind === 3 ? word.slice(0, 1 + random(word.length)) : kind === 4 ? word.toUpperCase() : word
      at += Math.max(1, file.write(text, at, 'latin1'))
      continue
    }
    at = end
  }
  return file
}

function cut(file: Buffer, random: Random): readonly Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < file.length;) {
    const length = random(2) === 0 ? file.length - at : 1 + random(file.length - at)
    parts.push(file.subarray(at, at + length))
    at += length
  }
  return parts
}
