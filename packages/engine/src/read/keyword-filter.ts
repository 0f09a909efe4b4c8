import { buildAutomaton } from './keyword-automaton.ts'
import { createKeywordSearches } from './keyword-search.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** Searches each file once for the keywords of all inspectors. */
export interface KeywordFilter {
  reset(): void
  update(chunk: Uint8Array): void
  /** Those keywords of the inspector that the file holds, in the inspector's order. */
  found(inspector: ActiveInspector): readonly string[]
}

/** What filters of a scan share; each pass has a filter of its own. */
export function createKeywordFilters(inspectors: readonly ActiveInspector[]): () => KeywordFilter {
  const words = [...new Set(inspectors.flatMap(({ keywords }) => keywords))]
  const numberOf = new Map(words.map((word, number) => [word, number]))
  // Files hold few keywords, and inspectors look for hundreds: it is asked of what was found whose it is.
  const ranksOf = new Map(
    inspectors.map((inspector) => [
      inspector,
      new Map(inspector.keywords.map((word, rank) => [numberOf.get(word) ?? -1, rank])),
    ]),
  )
  // Made for the first layer that is read: where all records are known there is none, and words by the thousand take their time.
  let createSearch: ReturnType<typeof createKeywordSearches> | undefined
  return () => {
    const search = (createSearch ??= createKeywordSearches(buildAutomaton(words)))()
    return {
      reset: () => search.reset(),
      update: (chunk) => search.update(chunk),
      found(inspector) {
        const ranks = ranksOf.get(inspector)
        return search.found
          .flatMap((number) => ranks?.get(number) ?? [])
          .sort((a, b) => a - b)
          .flatMap((rank) => inspector.keywords[rank] ?? [])
      },
    }
  }
}
