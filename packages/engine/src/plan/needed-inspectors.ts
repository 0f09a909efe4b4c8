import type { Entity, Fact, Inspector, Plugin } from '@veinmind/sdk'
import type { ActiveInspector } from './active-inspectors.ts'

/** Whether the target brought this fact along with the entity, so that nothing has to be read for it. */
export function bringsFact({ facts = {} }: Entity, { id }: Fact): boolean {
  return Object.hasOwn(facts, id)
}

/** Whether a plugin needs an inspector's records of an entity: those that only make facts which the entity brings along are not read. */
export function isNeeded({ definition }: ActiveInspector, { inspectors, facts }: Plugin, entity: Entity): boolean {
  if (entity.facts === undefined) return true
  return [...inspectors, ...inspectorsFor(facts ?? [], entity)].some(
    ({ id, owner, module }) => id === definition.id && owner === definition.owner && module === definition.module,
  )
}

function inspectorsFor(facts: readonly Fact[], entity: Entity): readonly Inspector[] {
  return facts.flatMap((fact) =>
    bringsFact(entity, fact) ? [] : [...fact.inspectors, ...inspectorsFor(fact.facts, entity)],
  )
}
