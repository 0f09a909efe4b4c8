/** A value that HCL computes; objects have no prototype. */
export type HclValue = string | number | boolean | null | readonly HclValue[] | HclObject | Unknown

export interface HclObject {
  readonly [name: string]: HclValue
}

/** What cannot be told from the file alone, or is an error in it. */
export class Unknown {
  readonly reason: string
  /** True when bake ends with an error here; false when only the machine that builds knows the value (the time, its name). */
  readonly isFault: boolean
  /** The source text that is shown in place of the value. */
  readonly shown: string | undefined
  constructor({ reason, isFault = true, shown }: { reason: string; isFault?: boolean; shown?: string | undefined }) {
    this.reason = reason
    this.isFault = isFault
    this.shown = shown
  }
}

export const isUnknown = (value: HclValue | undefined): value is Unknown => value instanceof Unknown

export const isList = (value: HclValue | undefined): value is readonly HclValue[] => Array.isArray(value)

export const isObject = (value: HclValue | undefined): value is HclObject =>
  typeof value === 'object' && value !== null && !isList(value) && !isUnknown(value)

/** An object of these members; of two with one name, the last. */
export function objectOf(members: Iterable<readonly [string, HclValue]>): HclObject {
  const made = Object.create(null) as Record<string, HclValue>
  for (const [name, value] of members) made[name] = value
  return made
}

/** A value as text, as a template puts it in; undefined where it has none. */
export function toText(value: HclValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'boolean' ? String(value) : undefined
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  // HCL counts in decimals: 0.1 + 0.2 is 0.3.
  const text = String(Number.isInteger(value) ? value : Number(value.toPrecision(15)))
  if (!text.includes('e')) return text
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '')
}

/** A value as a number: also the text of one. */
export function toNumber(value: HclValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value)
    ? Number(value)
    : undefined
}

/** A value as a boolean: also the text of one. */
export function toBoolean(value: HclValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined
}

/** Whether two values are the same, of one type. */
export function isSame(a: HclValue | undefined, b: HclValue | undefined): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isObject(a) || !isObject(b)) return a === b
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]))
}

/** Whether anything of a value is not known. */
export function isPartly(value: HclValue | undefined): Unknown | undefined {
  if (isUnknown(value)) return value
  const inside = isList(value) ? value : isObject(value) ? Object.values(value) : []
  for (const one of inside) {
    const found = isPartly(one)
    if (found) return found
  }
  return undefined
}

/** The elements of a list or an object with their indexes or names; HCL visits an object sorted by name. */
export function elementsOf(value: HclValue): readonly (readonly [string | number, HclValue])[] | undefined {
  if (isList(value)) return value.map((item, index) => [index, item] as const)
  return isObject(value) ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : undefined
}
