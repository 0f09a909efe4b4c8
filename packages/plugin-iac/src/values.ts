/** An object of a document; its members may be anything. */
export type Members = Readonly<Record<string, unknown>>

const EMPTY: Members = {}

/** `value` when it is an object, else an empty one: wrong types in a document are read as missing. */
export function asMembers(value: unknown): Members {
  return isMembers(value) ? value : EMPTY
}

/** Whether a value is an object: no list, no null. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `value` where it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** `value` where it is a text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A text, or a number as text; `''` for anything else. */
export function asWord(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** The texts of a list. */
export function asTexts(value: unknown): readonly string[] {
  return asList(value).filter((item) => typeof item === 'string')
}

/** The value at a path; undefined where it is not there. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path)
    found =
      typeof step === 'number'
        ? asList(found)[step]
        : Object.hasOwn(asMembers(found), step)
          ? asMembers(found)[step]
          : undefined
  return found
}

/**
 * A path as reports show it: `spec.containers[name=web].image`; items with a name are told by it, which does not change when
 * others move.
 */
export function showPath(value: unknown, path: readonly (string | number)[]): string {
  let shown = ''
  let found = value
  for (const step of path) {
    found = at(found, step)
    if (typeof step === 'number') {
      const name = asText(asMembers(found)['name'])
      shown += name === undefined || name.length > 256 ? `[${step}]` : `[name=${name}]`
    } else if (/^[A-Za-z_][\w-]*$/.test(step)) shown += shown === '' ? step : `.${step}`
    else shown += `[${JSON.stringify(step)}]`
  }
  return shown
}
