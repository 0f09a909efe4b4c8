import type { Call } from '../flow/machine.ts'
import { CHANGED, CUT, DECODED, emptyItems, joinAll, knownValue, REQUEST, textOf, UNKNOWN } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'

/** `extract`: each element becomes a variable, or any variable what the request says. */
export function nameVariables({ scope }: Call, value: Value): Value {
  const all = joinAll([value])
  if (value.items !== undefined && value.items.rest === undefined) {
    for (const [name, one] of value.items.map) scope.variables.set(name, one)
  } else if ((all.from & REQUEST) !== 0 && (all.from & CHANGED) === 0) scope.any = all
  return UNKNOWN
}

const MAX_PAIRS = 1000

/** `parse_str`. */
export function parseQuery(call: Call): Value {
  const [query = UNKNOWN] = call.args
  const target = call.nodes?.[1]
  const text = textOf(query)
  if (text !== undefined) {
    const items = emptyItems()
    const pairs = text.split('&')
    if (pairs.length > MAX_PAIRS) items.rest = { from: DECODED | CUT }
    for (const pair of pairs.slice(0, MAX_PAIRS)) {
      const [name = '', value = ''] = pair.split('=')
      items.map.set(name, knownValue(decodeURIComponentSafe(value), DECODED))
    }
    if (target?.kind === 'variable') call.scope.variables.set(target.name, { from: 0, items })
    else for (const [name, value] of items.map) call.scope.variables.set(name, value)
    return UNKNOWN
  }
  if (target?.kind === 'variable') call.scope.variables.set(target.name, joinAll([query]))
  else if (call.args.length < 2) nameVariables(call, query)
  return UNKNOWN
}

const decodeURIComponentSafe = (text: string): string =>
  text.replace(/%([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
