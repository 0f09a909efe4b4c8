import type { Json } from '@veinmind/sdk'

/** A copy of a JSON value with every string replaced, the names of members too. The same value if nothing changed. */
export function mapStrings<T extends Json | object>(value: T, replace: (text: string) => string): T {
  return mapValue(value, replace) as T
}

function mapValue(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? mapList(value, replace) : mapObject(value as Readonly<Record<string, unknown>>, replace)
}

// Nearly always nothing changes: nothing is made before something has.
function mapList(list: readonly unknown[], replace: (text: string) => string): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [index, item] of list.entries()) {
    const mapped = mapValue(item, replace)
    if (mapped !== item) copy ??= list.slice(0, index)
    copy?.push(mapped)
  }
  return copy ?? list
}

function mapObject(members: Readonly<Record<string, unknown>>, replace: (text: string) => string): object {
  const keys = Object.keys(members)
  let copy: [string, unknown][] | undefined
  for (const [index, key] of keys.entries()) {
    const member = members[key]
    const newKey = replace(key)
    const newMember = mapValue(member, replace)
    if (newKey !== key || newMember !== member) copy ??= keys.slice(0, index).map((same) => [same, members[same]])
    copy?.push([newKey, newMember])
  }
  return copy ? Object.fromEntries(copy) : members
}
