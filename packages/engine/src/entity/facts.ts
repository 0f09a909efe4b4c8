import type { Entity, Fact, FactContext, FileSystem, Found, Logger } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { bringsFact } from '../plan/needed-inspectors.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'

/** The facts of one entity. */
export interface EntityFacts {
  /** The fact, made when it is first asked for. What is not known of it is told to each that asks. */
  ask(fact: Fact, asker: ActivePlugin, incomplete: FactContext['incomplete']): Promise<unknown>
}

/** What the facts of an entity are made with. */
export interface FactTools {
  readonly signal: AbortSignal
  readonly log: Logger
  /** The file system of the plugin that asks first. Layers that are read again for the fact are counted as that plugin's. */
  filesFor(asker: ActivePlugin): FileSystem
  records(
    fact: Fact,
    asker: ActivePlugin,
    inspector: { readonly id: string; readonly owner?: string },
  ): readonly Found<unknown>[]
}

type Gap = Parameters<FactContext['incomplete']>

interface Made {
  readonly value: Promise<unknown>
  readonly gaps: readonly Gap[]
}

/** No facts yet but those that the entity brings along. */
export function createFacts(entity: Entity, tools: FactTools): EntityFacts {
  const made = new Map<string, Made>()

  function get(fact: Fact, asker: ActivePlugin): Made {
    const known = made.get(fact.id)
    if (known !== undefined) return known
    const isBrought = bringsFact(entity, fact)
    const gaps: Gap[] = isBrought ? (entity.incomplete ?? []).map((reason): Gap => [reason]) : []
    const value = isBrought ? Promise.resolve(entity.facts?.[fact.id]) : make(fact, asker, gaps)
    // Every plugin that asks gets the failure. Without a handler, one that nobody waits for would end the process.
    value.catch(() => undefined)
    const one = { value, gaps }
    made.set(fact.id, one)
    return one
  }

  async function make(fact: Fact, asker: ActivePlugin, gaps: Gap[]): Promise<unknown> {
    try {
      return await fact.make(entity, {
        signal: tools.signal,
        log: tools.log,
        files: tools.filesFor(asker),
        records: (inspector) => tools.records(fact, asker, inspector) as never,
        fact: async (other) => (await ask(other, fact.facts, asker, (...gap) => void gaps.push(gap))) as never,
        incomplete: (...gap) => void gaps.push(gap),
      })
    } catch (error) {
      const { code, message, hint } = toVeinmindError(error, 'ENGINE_FACT_FAILED')
      throw new VeinmindError(code, `${fact.id} could not be found out: ${message}`, {
        cause: error,
        ...(hint === undefined ? {} : { hint }),
      })
    }
  }

  async function ask(
    fact: Fact,
    listed: readonly Fact[],
    asker: ActivePlugin,
    incomplete: FactContext['incomplete'],
  ): Promise<unknown> {
    if (!listed.some(({ id }) => id === fact.id)) {
      throw new VeinmindError('ENGINE_FACT_UNKNOWN', `${fact.id} is asked for, and not among the facts that are listed`)
    }
    const { value, gaps } = get(fact, asker)
    try {
      return await value
    } finally {
      for (const gap of gaps) incomplete(...gap)
    }
  }

  return { ask: (fact, asker, incomplete) => ask(fact, asker.plugin.facts ?? [], asker, incomplete) }
}
