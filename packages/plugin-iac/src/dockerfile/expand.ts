/** A text with its variables put in, and whether all of them were known. */
export interface Expanded {
  readonly text: string
  readonly isKnown: boolean
}

const VARIABLE = /\\(.)|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\})/gs
/** Longest text with its variables put in; what is longer is nothing that a person writes. */
export const MAX_LENGTH = 65_536

/** Puts variables in as Docker does: `$A`, `${A}`, `${A:-default}`, `${A:+other}`. */
export function expand(text: string, variables: ReadonlyMap<string, string>): Expanded {
  let isKnown = true
  const expanded = text.replace(VARIABLE, (...match: (string | undefined)[]) => {
    const [whole = '', escaped, plain, braced, operator, word = ''] = match
    if (escaped !== undefined) return escaped === '$' ? '$' : whole
    const value = variables.get(plain ?? braced ?? '')
    const isUnset = value === undefined || (value === '' && operator?.startsWith(':') === true)
    if (operator?.endsWith('-')) return isUnset ? word : value
    if (operator?.endsWith('+')) return isUnset ? '' : word
    if (value === undefined) isKnown = false
    return value ?? whole
  })
  // A text that was cut is not known.
  return { text: expanded.slice(0, MAX_LENGTH), isKnown: isKnown && expanded.length <= MAX_LENGTH }
}

/** The names of the variables that `text` uses without a default of its own. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].flatMap(([, , plain, braced, operator]) => {
    const name = plain ?? braced
    return name === undefined || operator?.endsWith('-') ? [] : [name]
  })
}
