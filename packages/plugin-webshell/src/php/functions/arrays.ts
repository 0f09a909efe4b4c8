import { elementOf, emptyItems, joinAll, knownValue, listOf, numberOf, textOf, UNKNOWN } from '../../flow/value.ts'
import type { Value } from '../../flow/value.ts'

/** A function of arrays; undefined where it cannot say what comes out. */
type ArrayFunction = (args: readonly Value[]) => Value | undefined

const valuesOf = (value: Value | undefined): Value[] | undefined =>
  value?.items === undefined || value.items.rest !== undefined ? undefined : [...value.items.map.values()]

const edge =
  (pick: (values: Value[]) => Value | undefined): ArrayFunction =>
  ([array = UNKNOWN]) => {
    const values = valuesOf(array)
    return values === undefined ? elementOf(array, undefined) : (pick(values) ?? knownValue(false))
  }

const mapped = (array: Value | undefined, change: (values: Value[]) => Value[]): Value | undefined => {
  const values = valuesOf(array)
  return values === undefined ? undefined : listOf(change(values))
}

const first = edge((values) => values[0])
const last = edge((values) => values.at(-1))

/** Functions that take arrays apart and put them together. */
export const ARRAYS: Readonly<Record<string, ArrayFunction>> = {
  current: first,
  pos: first,
  reset: first,
  array_shift: first,
  array_key_first: keyed((keys) => keys[0]),
  array_key_last: keyed((keys) => keys.at(-1)),
  key: keyed((keys) => keys[0]),
  next: edge((values) => values[1] ?? values[0]),
  prev: first,
  end: last,
  array_pop: last,
  array_rand: ([array = UNKNOWN]) => ({ from: joinAll([array]).from }),
  array_values: ([array]) => mapped(array, (values) => values),
  array_reverse: ([array]) => mapped(array, (values) => values.toReversed()),
  array_slice: ([array, from = knownValue(0), length]) =>
    mapped(array, (values) => {
      const start = numberOf(from) ?? 0
      const count = length === undefined ? undefined : numberOf(length)
      return values.slice(
        start,
        count === undefined ? undefined : count < 0 ? count : (start < 0 ? values.length + start : start) + count,
      )
    }),
  array_merge: (args) => {
    const items = emptyItems()
    for (const arg of args) {
      if (arg.items === undefined) return joinAll(args)
      for (const [key, value] of arg.items.map) {
        if (!/^\d+$/.test(key)) items.map.set(key, value)
        else {
          items.map.set(String(items.next), value)
          items.next += 1
        }
      }
      if (arg.items.rest !== undefined) items.rest = joinAll([items.rest ?? UNKNOWN, arg.items.rest])
    }
    return { from: 0, items }
  },
  array_keys: ([array]) => {
    if (array?.items === undefined || array.items.rest !== undefined) return undefined
    return listOf([...array.items.map.keys()].map((key) => knownValue(key)))
  },
  array_flip: ([array]) => {
    if (array?.items === undefined || array.items.rest !== undefined) return undefined
    const items = emptyItems()
    for (const [key, value] of array.items.map) items.map.set(textOf(value) ?? '', knownValue(key))
    return { from: 0, items }
  },
  array_combine: ([keys, values]) => {
    const [names, all] = [valuesOf(keys), valuesOf(values)]
    if (names === undefined || all === undefined) return undefined
    const items = emptyItems()
    for (const [index, name] of names.entries()) items.map.set(textOf(name) ?? '', all[index] ?? UNKNOWN)
    return { from: 0, items }
  },
  array_fill: ([, count = knownValue(0), value = UNKNOWN]) => {
    const times = numberOf(count) ?? 0
    return times > 10_000 ? undefined : listOf(Array.from({ length: Math.max(0, times) }, () => value))
  },
  range: ([from, to, by = knownValue(1)]) =>
    rangeOf(textOf(from ?? UNKNOWN), textOf(to ?? UNKNOWN), Math.abs(numberOf(by) ?? 1) || 1),
  explode: ([separator, text]) => {
    const [by, whole] = [textOf(separator ?? UNKNOWN), textOf(text ?? UNKNOWN)]
    if (by === undefined || by === '' || whole === undefined || whole.length > 1 << 20) return undefined
    return listOf(whole.split(by).map((part) => knownValue(part, text?.from)))
  },
  str_split: ([text, size = knownValue(1)]) => {
    const [whole, length] = [textOf(text ?? UNKNOWN), numberOf(size) ?? 1]
    if (whole === undefined || length < 1 || whole.length / length > 200_000) return undefined
    const parts: Value[] = []
    for (let index = 0; index < whole.length; index += length)
      parts.push(knownValue(whole.slice(index, index + length), 16))
    return listOf(parts)
  },
  implode: joined,
  join: joined,
  array_sum: ([array]) => {
    const values = valuesOf(array)?.map(numberOf)
    return values?.every((value) => value !== undefined)
      ? knownValue(values.reduce((sum, value) => sum + value, 0))
      : undefined
  },
  array_search: ([needle, array]) => {
    if (array?.items === undefined || needle === undefined) return undefined
    for (const [key, value] of array.items.map) if (textOf(value) === textOf(needle)) return knownValue(key)
    return undefined
  },
  count: ([array]) =>
    array?.items?.rest === undefined && array?.items !== undefined ? knownValue(array.items.map.size) : UNKNOWN,
  compact: () => undefined,
}

function keyed(pick: (keys: string[]) => string | undefined): ArrayFunction {
  return ([array = UNKNOWN]) => {
    if (array.items === undefined || array.items.rest !== undefined) return joinAll([array])
    const key = pick([...array.items.map.keys()])
    return key === undefined ? knownValue(null) : knownValue(key)
  }
}

function joined([first_ = UNKNOWN, second]: readonly Value[]): Value | undefined {
  const [separator, array] = first_.items === undefined ? [first_, second] : [second ?? knownValue(''), first_]
  const by = textOf(separator ?? knownValue(''))
  const values = valuesOf(array)
  const texts = values?.map(textOf)
  if (by === undefined || texts === undefined || !texts.every((text) => text !== undefined)) return undefined
  let from = 16
  for (const value of values ?? []) from |= value.from
  return knownValue(texts.join(by), from)
}

function rangeOf(from: string | undefined, to: string | undefined, by: number): Value | undefined {
  if (from === undefined || to === undefined) return undefined
  const isText = !/^-?\d/.test(from) && from.length > 0 && to.length > 0
  const [start, end] = isText ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)]
  const count = Math.floor(Math.abs(end - start) / by) + 1
  if (!(count < 70_000)) return undefined
  const sign = end < start ? -1 : 1
  return listOf(
    Array.from({ length: count }, (_, index) => {
      const value = start + sign * by * index
      return knownValue(isText ? String.fromCharCode(value) : value)
    }),
  )
}
