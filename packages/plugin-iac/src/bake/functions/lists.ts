import { elementsOf, isList, isObject, isSame, objectOf, toNumber, toText } from '../hcl-value.ts'
import type { HclObject, HclValue } from '../hcl-value.ts'
import { of, ofMany } from './define.ts'
import type { HclFunction } from './define.ts'

const MAX_ITEMS = 10_000
const MAX_COMPARED = 1_000

const has = (list: readonly HclValue[], value: HclValue): boolean => list.some((item) => isSame(item, value))
const distinct = (list: readonly HclValue[]): readonly HclValue[] =>
  list.filter((item, index) => list.findIndex((other) => isSame(item, other)) === index)
/** Functions that compare every item with every other: long lists are not computed. */
const ofFew =
  (make: HclFunction): HclFunction =>
  (values, take) =>
    values.every((value) => !isList(value) || value.length <= MAX_COMPARED) ? make(values, take) : undefined
/** The items of a set in HCL's order: each once, numbers by value and everything else by its text. */
const setOf = (list: readonly HclValue[]): readonly HclValue[] => {
  const items = distinct(list)
  return items.every((item) => typeof item === 'number')
    ? items.toSorted((a, b) => a - b)
    : items.toSorted((a, b) => ((toText(a) ?? '') < (toText(b) ?? '') ? -1 : 1))
}

/** Functions of lists and objects, by their names in bake. */
export const LISTS: Readonly<Record<string, HclFunction>> = {
  length: of(['list'], (list) => list.length),
  concat: ofMany('list', (lists) => (lists.length > 0 ? lists.flat() : undefined)),
  contains: of(['list', 'any'], has),
  distinct: ofFew(of(['list'], distinct)),
  compact: of(['list'], (list) => list.filter((item) => item !== '' && item !== null)),
  flatten: of(['list'], (list) => list.flat(16)),
  reverselist: of(['list'], (list) => list.toReversed()),
  sort: of(['list'], (list) => {
    const texts = list.map(toText)
    return texts.every((text) => text !== undefined) ? texts.toSorted((a, b) => (a < b ? -1 : 1)) : undefined
  }),
  slice: of(['list', 'number', 'number'], (list, from, to) =>
    from >= 0 && to >= from && to <= list.length ? list.slice(from, to) : undefined,
  ),
  chunklist: of(['list', 'number'], (list, size) => {
    if (size < 0 || !Number.isInteger(size)) return undefined
    if (size === 0) return [list]
    return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
  }),
  element: of(['list', 'number'], (list, index) =>
    list.length > 0 && Number.isInteger(index) ? list[((index % list.length) + list.length) % list.length] : undefined,
  ),
  index: of(['list', 'any'], itemAt),
  indexof: of(['list', 'any'], (list, value) => {
    const found = list.findIndex((item) => isSame(item, value))
    return found === -1 ? undefined : found
  }),
  hasindex: of(['list', 'any'], (value, key) => itemAt(value, key) !== undefined),
  coalesce: (values) => {
    const found = values.find((value) => value !== null)
    // When one value is a text, HCL makes texts of all.
    return values.some((value) => typeof value === 'string') ? toText(found) : found
  },
  coalescelist: ofMany('list', (lists) => lists.find((list) => list.length > 0)),
  keys: of(['object'], (object) => elementsOf(object)?.map(([name]) => name)),
  values: of(['object'], (object) => elementsOf(object)?.map(([, value]) => value)),
  lookup: of(['object', 'any', 'any'], (object, key, other) => itemAt(object, key) ?? other),
  merge: (values) => {
    const objects = values.filter((value) => value !== null)
    return objects.every(isObject) && objects.length > 0
      ? objectOf(objects.flatMap((object: HclObject) => Object.entries(object)))
      : undefined
  },
  zipmap: of(['list', 'list'], (names, items) => {
    const texts = names.map(toText)
    return names.length === items.length && texts.every((text) => text !== undefined)
      ? objectOf(texts.map((text, index) => [text, items[index] ?? null]))
      : undefined
  }),
  range: ofMany('number', (given) => {
    const [from, to] = given.length === 1 ? [0, given[0] ?? 0] : [given[0] ?? 0, given[1] ?? 0]
    const step = given[2] ?? (to < from ? -1 : 1)
    const count = Math.ceil((to - from) / step)
    if (given.length === 0 || given.length > 3 || step === 0 || count < 0 || count > 1_024) return undefined
    return Array.from({ length: count }, (_, index) => from + index * step)
  }),
  setproduct: ofMany('list', (lists) => {
    const size = lists.reduce((sum, list) => sum * list.length, 1)
    if (lists.length < 2 || size > MAX_ITEMS) return undefined
    return lists.reduce<readonly (readonly HclValue[])[]>(
      (made, list) => made.flatMap((one) => list.map((item) => [...one, item])),
      [[]],
    )
  }),
  setunion: ofFew(ofMany('list', (lists) => setOf(lists.flat()))),
  setintersection: ofFew(
    ofMany('list', ([first = [], ...others]) => setOf(first.filter((item) => others.every((one) => has(one, item))))),
  ),
  setsubtract: ofFew(of(['list', 'list'], (a, b) => setOf(a.filter((item) => !has(b, item))))),
  setsymmetricdifference: ofFew(
    of(['list', 'list'], (a, b) => setOf([...a.filter((item) => !has(b, item)), ...b.filter((item) => !has(a, item))])),
  ),
  sethaselement: of(['list', 'any'], has),
}

function itemAt(value: HclValue, key: HclValue): HclValue | undefined {
  if (isList(value)) return value[toNumber(key) ?? -1]
  const name = toText(key)
  return isObject(value) && name !== undefined && Object.hasOwn(value, name) ? value[name] : undefined
}
