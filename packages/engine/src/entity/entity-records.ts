import type { Found, Inspector, RecordsOf } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import type { EntityView } from './entity-view.ts'
import { recordsOf } from './entity-view.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { GivenEntity } from './given-entity.ts'

/** The records of an entity. Each is parsed once, however many plugins read it. */
export interface EntityRecords {
  /** Those of an inspector that is among `listed`, and one of `inspectors`. Throws `ENGINE_INSPECTOR_UNKNOWN` for any other. */
  of(
    asked: RecordsOf<unknown>,
    listed: readonly Inspector[],
    inspectors: readonly ActiveInspector[],
  ): readonly Found<unknown>[]
}

/** Where they come from. */
export interface RecordSource {
  /** Undefined for an entity without files. */
  readonly view: EntityView | undefined
  readonly given: GivenEntity | undefined
  /** Whether several plugins have it. */
  readonly isShared: (inspector: ActiveInspector) => boolean
}

/** Nothing is parsed yet. */
export function createEntityRecords({ view, given, isShared }: RecordSource): EntityRecords {
  const parsed = new Map<ActiveInspector, readonly Found<unknown>[]>()

  function read(inspector: ActiveInspector): readonly Found<unknown>[] {
    if (given) return given.records(inspector.definition)
    const found = view ? recordsOf(view, inspector) : []
    // What one plugin does to a record must not be seen by another.
    if (isShared(inspector)) for (const one of found) freeze(one)
    return found
  }

  return {
    of(asked, listed, inspectors) {
      const isAsked = ({ id, owner }: Inspector): boolean => id === asked.id && owner === asked.owner
      const inspector = listed.some(isAsked) ? inspectors.find(({ definition }) => isAsked(definition)) : undefined
      if (!inspector)
        throw new VeinmindError('ENGINE_INSPECTOR_UNKNOWN', `${asked.id} is not among the inspectors that are listed`)
      const known = parsed.get(inspector) ?? read(inspector)
      parsed.set(inspector, known)
      return known
    },
  }
}

/** JSON of a record, its entry and its place; maps of attributes have no way to be frozen. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
}
