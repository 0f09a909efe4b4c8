/** Values, to be found at a position of a text. */
export interface ValueList {
  readonly length: number
  /** The first four characters of each. */
  readonly beginnings: Iterable<string>
  /** The length of the longest that stands at a position and passes `canBe`; 0 without one. */
  longestAt(text: string, position: number, canBe: (value: string, position: number) => boolean): number
}

const BEGINNING = 4

/** Sorted, each with the longest other that it begins with: thousands of a kind are told apart in a few comparisons. */
export function createValueList(values: Iterable<string>): ValueList {
  const sorted = [...values].sort((one, other) => (one < other ? -1 : 1))
  const parents = new Int32Array(sorted.length)
  const firsts = new Map<string, number>()
  /** Behind the last of those that begin like the first. */
  const ends = new Int32Array(sorted.length)
  let first = 0
  for (const [index, value] of sorted.entries()) {
    const beginning = value.slice(0, BEGINNING)
    if (!firsts.has(beginning)) firsts.set(beginning, (first = index))
    ends[first] = index + 1
    let parent = index - 1
    while (parent >= first && !value.startsWith(sorted[parent] ?? '')) parent = parents[parent] ?? -1
    parents[index] = parent >= first ? parent : -1
  }
  return {
    length: sorted.length,
    beginnings: firsts.keys(),
    longestAt(text, position, canBe) {
      const from = firsts.get(text.slice(position, position + BEGINNING))
      if (from === undefined) return 0
      // The last that does not come behind the text: every value that the text goes on with is this one, or begins it.
      let [low, high] = [from, ends[from] ?? from]
      while (low < high) {
        const middle = (low + high) >> 1
        const value = sorted[middle] ?? ''
        // As a whole, by the engine's own comparison: a loop over long values would take its time at every character.
        if (value <= text.slice(position, position + value.length)) low = middle + 1
        else high = middle
      }
      for (let at = low - 1; at >= from; at = parents[at] ?? -1) {
        const value = sorted[at] ?? ''
        if (text.startsWith(value, position) && canBe(value, position)) return value.length
      }
      return 0
    },
  }
}
