import type { Entry, EntryType } from '@veinmind/sdk'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { buildAutomaton } from './keyword-automaton.ts'

/** One look at an entry for all inspectors: which of them may want it. What an inspector says it is `offered` is all that is looked at. */
export interface Dispatch {
  /** In the order of the inspectors. Each is to be asked. */
  mayWant(entry: Entry): readonly ActiveInspector[]
}

const TYPES: readonly EntryType[] = ['file', 'directory', 'symlink', 'character', 'block', 'fifo', 'socket']
const ALL_TYPES = -1

/** A dispatch to these inspectors. Paths are looked through once for the texts of all; what that takes is made for the first of them. */
export function createDispatch(inspectors: readonly ActiveInspector[]): Dispatch {
  const offers = inspectors.map(({ definition }) => definition.offered ?? {})
  const types = Int32Array.from(offers, ({ types: some }) => (some === undefined ? ALL_TYPES : bitsOf(some)))
  const smallest = Float64Array.from(offers, ({ minSize = 0 }) => minSize)
  const isAnyPath = Uint8Array.from(offers, ({ paths }) => Number(paths === undefined))
  let look: PathLook | undefined
  return {
    mayWant({ path, type, size }) {
      look ??= createPathLook(offers.map(({ paths = [] }) => paths))
      const isHeld = look(path)
      const bit = 1 << TYPES.indexOf(type)
      return inspectors.filter(
        (_inspector, place) =>
          ((types[place] ?? 0) & bit) !== 0 &&
          size >= (smallest[place] ?? 0) &&
          (isAnyPath[place] === 1 || isHeld(place)),
      )
    },
  }
}

/** Looks at a path; the answer tells whether it holds one of the texts at a place of the list, until the next path is looked at. */
type PathLook = (path: string) => (place: number) => boolean

function createPathLook(texts: readonly (readonly string[])[]): PathLook {
  const wanted = texts.map((some) => some.map((text) => text.toLowerCase()))
  const all = [...new Set(wanted.flat())]
  if (all.length === 0) return () => () => false
  const { columns, rows, firstEnd, shift, ends } = buildAutomaton(all)
  /** For each ending state, whose texts end there. */
  const placesOf = ends.map((numbers) => {
    const ended = new Set(numbers.map((number) => all[number]))
    return wanted.flatMap((some, place) => (some.some((text) => ended.has(text)) ? [place] : []))
  })
  /** For each place, the number of the last path that held one of its texts. */
  const held = new Float64Array(texts.length)
  let turn = 0
  const isHeld = (place: number): boolean => held[place] === turn
  return (path) => {
    turn += 1
    let row = 0
    for (let at = 0; at < path.length; at++) {
      const code = path.charCodeAt(at)
      // What is no ASCII may become it where an inspector folds case: such a path is shown to all.
      if (code >= ASCII) return () => true
      row = rows[row + (columns[code] ?? 0)] ?? 0
      if (row >= firstEnd) for (const place of placesOf[(row - firstEnd) >> shift] ?? []) held[place] = turn
    }
    return isHeld
  }
}

const ASCII = 128

function bitsOf(types: readonly EntryType[]): number {
  return types.reduce((bits, type) => bits | (1 << TYPES.indexOf(type)), 0)
}
