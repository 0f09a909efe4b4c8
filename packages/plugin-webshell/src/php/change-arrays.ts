import type { Call, Machine } from '../flow/machine.ts'
import { joinAll, listOf, NOTHING, UNKNOWN } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'

/** `array_push` and `array_unshift`. */
export function pushAll(machine: Machine, call: Call): Value {
  const [array = UNKNOWN, ...values] = call.args
  const target = call.nodes?.[0]
  if (target === undefined) return UNKNOWN
  if (array.items !== undefined && call.name.toLowerCase() === 'array_push') {
    const { items } = array
    for (const value of values) {
      items.map.set(String(items.next), value)
      items.next += 1
    }
    machine.assign(target, array, call.scope)
    return UNKNOWN
  }
  const old = array.items === undefined ? [] : [...array.items.map.values()]
  machine.steps -= old.length >> 2
  const list = listOf(call.name.toLowerCase() === 'array_push' ? [...old, ...values] : [...values, ...old])
  machine.assign(target, array.items === undefined && array.from !== 0 ? joinAll([array, ...values]) : list, call.scope)
  return UNKNOWN
}

/** Takes the first or the last element out of an array. */
export function takeOne(machine: Machine, call: Call, place: 0 | -1): Value | undefined {
  const { items } = call.args[0] ?? UNKNOWN
  const target = call.nodes?.[0]
  if (items === undefined || items.rest !== undefined || target === undefined || items.map.size > MAX_TAKEN)
    return undefined
  const entries = [...items.map]
  const taken = entries.at(place)
  if (taken === undefined) return NOTHING
  const left = place === 0 ? entries.slice(1) : entries.slice(0, -1)
  const isList = entries.every(([key], index) => key === String(index))
  const rest = isList
    ? listOf(left.map(([, value]) => value))
    : { from: 0, items: { map: new Map(left), rest: undefined, next: items.next } }
  machine.steps -= entries.length >> 3
  machine.assign(target, machine.unsure > 0 ? joinAll([rest]) : rest, call.scope)
  return taken[1]
}

/** Larger arrays stay as they are when an element is taken out. */
const MAX_TAKEN = 5000
