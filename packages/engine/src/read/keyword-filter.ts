import { buildAutomaton } from './keyword-automaton.ts'
import { createKeywordSearch } from './keyword-search.ts'
import type { Slot } from '../plan/slots.ts'

/** Searches each file once for the keywords of all inspectors. */
export interface KeywordFilter {
  reset(): void
  update(chunk: Uint8Array): void
  /** Those keywords of the inspector that the file holds, in the inspector's order. */
  found(slot: Slot): readonly string[]
}

/** What filters of a scan share; each pass has a filter of its own. */
export function createKeywordFilters(slots: readonly Slot[]): () => KeywordFilter {
  const words = [...new Set(slots.flatMap(({ keywords }) => keywords))]
  const numberOf = new Map(words.map((word, number) => [word, number]))
  const numbersOf = new Map(slots.map((slot) => [slot, slot.keywords.map((word) => numberOf.get(word) ?? -1)]))
  const automaton = buildAutomaton(words)
  return () => {
    const search = createKeywordSearch(automaton)
    return {
      reset: () => search.reset(),
      update: (chunk) => search.update(chunk),
      found(slot) {
        if (search.found.length === 0) return []
        const here = new Set(search.found)
        return slot.keywords.filter((_word, index) => here.has(numbersOf.get(slot)?.[index] ?? -1))
      },
    }
  }
}
