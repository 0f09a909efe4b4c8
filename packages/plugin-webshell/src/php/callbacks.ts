import type { Call, Machine } from '../flow/machine.ts'
import { CUT, elementOf, joinAll, listOf, PARTIAL, UNKNOWN } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'

/** Functions whose callback is not the first argument and may not be left out. */
const NEEDS_CALLBACK: ReadonlySet<string> = new Set([
  'usort',
  'uasort',
  'uksort',
  'array_walk',
  'array_walk_recursive',
  'array_reduce',
  'preg_replace_callback',
])

/** Elements of an array that are mapped one by one. */
const MAX_MAPPED = 20_000

/** Calls what an argument names, with what the others hold. */
export function callWithCallback(machine: Machine, call: Call, place: number): Value {
  const { args } = call
  const index = place < 0 ? args.length + place : place
  const name = call.name.toLowerCase()
  // `usort(...$_GET)`: the callback is among what is spread.
  const callback = args[index] ?? (NEEDS_CALLBACK.has(name) ? args.at(-1) : undefined)
  const others = args.filter((_, other) => other !== index)
  if (callback === undefined) return joinAll(args)
  if (name === 'call_user_func' || name === 'forward_static_call' || name.startsWith('register_')) {
    return runCallback(machine, call, callback, others)
  }
  if (name === 'call_user_func_array' || name === 'forward_static_call_array') {
    const [list = UNKNOWN] = others
    const spread = list.items === undefined ? [elementOf(list, undefined)] : [...list.items.map.values()]
    return runCallback(machine, call, callback, spread)
  }
  if (name === 'iterator_apply' && args[2]?.items !== undefined)
    return runCallback(machine, call, callback, [...args[2].items.map.values()])
  const elements = others.map((other) => (other.items === undefined ? other : elementOf(other, undefined)))
  if (
    name === 'array_map' &&
    others.length === 1 &&
    others[0]?.items !== undefined &&
    others[0].items.rest === undefined
  ) {
    const values = [...others[0].items.map.values()]
    const mapped = values.slice(0, MAX_MAPPED).map((one) => runCallback(machine, call, callback, [one]))
    if (values.length <= MAX_MAPPED) return listOf(mapped)
    return joinAll([...mapped, runCallback(machine, call, callback, [joinAll(values.slice(MAX_MAPPED))])], CUT)
  }
  const all = joinAll(elements)
  const result = runCallback(machine, call, callback, [all, all])
  return { from: result.from | all.from, source: result.source ?? all.source }
}

/** Calls what a value names, for a function that was given it. */
export function runCallback(machine: Machine, call: Call, callback: Value, args: readonly Value[]): Value {
  const inner: Call = { name: call.name, args, scope: call.scope, at: call.at, isDynamic: true }
  if (callback.known === null) return UNKNOWN
  return machine.callValue(callback.from & PARTIAL ? { ...callback } : callback, inner)
}
