import type { Json } from '@veinmind/sdk'

/** A copy of a JSON value with every string replaced, the names of members too. The same value if nothing changed. */
export function mapStrings<T extends Json | object>(value: T, replace: (text: string) => string): T {
  return mapValue(value, replace) as T
}

function mapValue(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => mapValue(item, replace))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  let changed = false
  const members = Object.entries(value).map(([key, member]): [string, unknown] => {
    const newKey = replace(key)
    const newMember = mapValue(member, replace)
    changed ||= newKey !== key || newMember !== member
    return [newKey, newMember]
  })
  return changed ? Object.fromEntries(members) : value
}
