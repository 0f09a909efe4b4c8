import type { Items, ObjectValue, Value } from './value.ts'

/** How deep values in values are held against each other. */
const MAX_DEPTH = 4
/** Larger arrays are the same only if they are one. */
const MAX_ITEMS = 200
/** Values that one comparison looks at: what would take longer is taken to be another. */
const MAX_LOOKS = 60
let looks = 0

/** Whether nothing that is known tells two values apart. Objects are the same by what they hold, unless `byIdentity`. */
export function isSameValue(a: Value | undefined, b: Value | undefined, byIdentity = false, depth = 0): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  looks = depth === 0 ? 0 : looks + 1
  if (looks > MAX_LOOKS) return false
  if (a.from !== b.from || !Object.is(a.known, b.known)) return false
  if (a.callable !== b.callable && a.callable?.function !== b.callable?.function) return false
  if (a.callable?.scope !== b.callable?.scope || a.callable?.object !== b.callable?.object) return false
  if (a.object !== b.object && (byIdentity || !isSameObject(a.object, b.object, depth))) return false
  return a.items === b.items || isSameItems(a.items, b.items, { byIdentity, depth })
}

function isSameItems(
  a: Items | undefined,
  b: Items | undefined,
  { byIdentity, depth }: { readonly byIdentity: boolean; readonly depth: number },
): boolean {
  if (a === undefined || b === undefined || depth >= MAX_DEPTH) return false
  if (a.map.size !== b.map.size || a.map.size > MAX_ITEMS || !isSameValue(a.rest, b.rest, byIdentity, depth + 1))
    return false
  for (const [key, value] of a.map) if (!isSameValue(value, b.map.get(key), byIdentity, depth + 1)) return false
  return true
}

/** Whether two objects are of one class and hold the same. */
export function isSameObject(a: ObjectValue | undefined, b: ObjectValue | undefined, depth = 0): boolean {
  if (depth === 0) looks = 0
  if (a === b) return true
  if (a === undefined || b === undefined || depth >= MAX_DEPTH) return false
  if (a.className !== b.className || a.class !== b.class || a.fields.size !== b.fields.size) return false
  if (a.fields.size > MAX_ITEMS) return false
  for (const [name, value] of a.fields) if (!isSameValue(value, b.fields.get(name), false, depth + 1)) return false
  return true
}
