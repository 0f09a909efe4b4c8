import type { Service } from '@veinmind/internal/services'
import type { Fact, Json, ScanContext } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'

/** Facts that plugins in other processes may ask for, by the names that they have there. */
export type NamedFacts = Readonly<Record<string, Fact>>

/** Most of one fact that is given, in characters. */
const MAX_FACT = mib(24)

/**
 * What several plugins need to know of the entity that is scanned, made once for all:
 *
 * - `list()`: the names of those that the manifest asks for and this host has
 * - `get(name)`: one of them
 */
export function createFactsService(facts: NamedFacts, context: ScanContext): Service {
  return {
    manifest: { version: 1 },
    functions: {
      list: () => Object.keys(facts).sort(),
      async get(name) {
        const fact = typeof name === 'string' && Object.hasOwn(facts, name) ? facts[name] : undefined
        if (!fact)
          throw new VeinmindError('HOST_FACT_UNKNOWN', `there is no fact ${JSON.stringify(name ?? null)} here`, {
            hint: `the manifest asks for: ${Object.keys(facts).sort().join(', ') || 'none'}`,
          })
        const value = (await context.fact(fact)) as Json
        const size = JSON.stringify(value).length
        if (size > MAX_FACT)
          throw new VeinmindError(
            'HOST_FACT_TOO_LARGE',
            `the fact ${fact.id} has ${size} characters, more than ${MAX_FACT}`,
          )
        return value
      },
    },
  }
}
