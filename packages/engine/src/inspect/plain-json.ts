/** Levels of lists and objects in each other that a record may have. */
const MAX_DEPTH = 64

/**
 * `value` as JSON text. Throws for what JSON would lose or change without a word (dates, maps, `NaN`, cycles) and for
 * what is larger than `max` characters. Members that are `undefined` are left out.
 */
export function toPlainJson(value: unknown, max: number): string {
  const left = check(value, 0, max)
  const text = left < 0 ? undefined : JSON.stringify(value)
  if (text === undefined || text.length > max) throw new Error(`the record is larger than ${max} characters`)
  return text
}

/** What is left of `budget` characters after `value`, counted from below; negative when it is exceeded. */
function check(value: unknown, depth: number, budget: number): number {
  if (budget < 0) return budget
  if (depth > MAX_DEPTH) throw new Error(`the record has more than ${MAX_DEPTH} levels`)
  if (value === null || typeof value === 'boolean') return budget - 4
  if (typeof value === 'string') return budget - value.length - 2
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`the record holds ${value}`)
    return budget - 1
  }
  if (typeof value !== 'object') throw new Error(`the record holds a ${typeof value}`)
  let left = budget - 2
  if (Array.isArray(value)) {
    for (const member of value) left = check(member, depth + 1, left - 1)
    return left
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw new Error('the record holds an object with a class')
  if ('toJSON' in value) throw new Error('the record holds a toJSON')
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) left = check(member, depth + 1, left - name.length - 4)
  }
  return left
}
