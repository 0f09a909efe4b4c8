import type { Expression } from '../tree/nodes.ts'
import { isSameValue } from './same-value.ts'
import type { Value } from './value.ts'

/** Values of one place that are told apart: more are each a change. */
const MAX_VALUES = 12

/** What functions of a program share, as far as one can see that it has changed. */
export interface World {
  /** Counts what a place had never held before. */
  version: number
  /** Counts every change. */
  clock: number
  /** Counts origins that a place had never had before. */
  taints: number
  /** Counts changes of objects and their arrays. */
  objects: number
  /** Variables of the file that a function has asked for; all of them, once one has asked for `$GLOBALS`. */
  readonly shared: Set<string>
  isAllShared: boolean
  readonly seen: Map<Expression | string, Value[]>
  readonly origins: Map<Expression | string, number>
}

export const createWorld = (): World => ({
  version: 0,
  clock: 0,
  taints: 0,
  objects: 0,
  shared: new Set(),
  isAllShared: false,
  seen: new Map(),
  origins: new Map(),
})

/** Notes that a place which functions share gets a value; false where it has had too many. */
export function noteChange(world: World, place: Expression | string, value: Value): boolean {
  world.clock += 1
  if (addOrigins(world.origins, place, value.from)) world.taints += 1
  const values = world.seen.get(place)
  if (values === undefined) {
    world.seen.set(place, [value])
    world.version += 1
    return true
  }
  if (values.some((one) => isSameValue(one, value, true))) return true
  world.version += 1
  if (values.length >= MAX_VALUES) return false
  values.push(value)
  return true
}

/** Adds origins to those that a place has had; true where some are new. */
export function addOrigins<K>(origins: Map<K, number>, place: K, from: number): boolean {
  const before = origins.get(place)
  if (before !== undefined && (before | from) === before) return false
  origins.set(place, (before ?? 0) | from)
  return true
}
