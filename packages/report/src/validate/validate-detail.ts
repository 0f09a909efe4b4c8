import { cutText } from '@veinmind/internal/text'
import type { Json, JsonObject } from '@veinmind/sdk'
import { InvalidEvent } from './invalid-event.ts'
import { EVENT_LIMITS } from './limits.ts'

/** A copy of a detail that is plain JSON within the limits; throws `InvalidEvent` with the path of what is not. */
export function checkDetail(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidEvent('detail is no object')
  const budget = { values: EVENT_LIMITS.values }
  return copyObject(value, 'detail', 1, budget)
}

interface Budget {
  values: number
}

function copy(value: unknown, path: string, depth: number, budget: Budget): Json {
  if (--budget.values < 0) throw new InvalidEvent(`detail has more than ${EVENT_LIMITS.values} values`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InvalidEvent(`${path} is no finite number`)
    return value
  }
  if (typeof value !== 'object') throw new InvalidEvent(`${path} is no JSON`)
  if (depth > EVENT_LIMITS.depth) throw new InvalidEvent(`${cutText(path, 200)} is deeper than ${EVENT_LIMITS.depth}`)
  if (Array.isArray(value)) return value.map((item, index) => copy(item, `${path}[${index}]`, depth + 1, budget))
  return copyObject(value, path, depth + 1, budget)
}

function copyObject(value: object, path: string, depth: number, budget: Budget): JsonObject {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw new InvalidEvent(`${path} is no plain object`)
  const members: [string, Json][] = []
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (key.length > EVENT_LIMITS.path) throw new InvalidEvent(`${path} has a key longer than ${EVENT_LIMITS.path}`)
    if (member !== undefined) members.push([key, copy(member, `${path}.${key}`, depth, budget)])
  }
  // Not by assignment: a key named __proto__ is a member like any other.
  return Object.fromEntries(members)
}
