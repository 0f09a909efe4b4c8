import { isList, isObject, toBoolean, toNumber, toText } from '../hcl-value.ts'
import type { HclObject, HclValue } from '../hcl-value.ts'

/** A function of bake: undefined where it has no result for these values, which bake says as an error. */
export type HclFunction = (values: readonly HclValue[], take: (amount: number) => boolean) => HclValue | undefined

interface Kinds {
  readonly text: string
  readonly number: number
  readonly boolean: boolean
  readonly list: readonly HclValue[]
  readonly object: HclObject
  readonly any: HclValue
}
type Kind = keyof Kinds

const CONVERT: { readonly [K in Kind]: (value: HclValue | undefined) => Kinds[K] | undefined } = {
  text: toText,
  number: toNumber,
  boolean: toBoolean,
  list: (value) => (isList(value) ? value : undefined),
  object: (value) => (isObject(value) ? value : undefined),
  any: (value) => value,
}

type Values<K extends readonly Kind[]> = { readonly [I in keyof K]: Kinds[K[I]] }

/** A function of values of these kinds, which are converted as HCL converts them. */
export function of<const K extends readonly Kind[]>(
  kinds: K,
  make: (...values: Values<K>) => HclValue | undefined,
): HclFunction {
  return (values) => {
    if (values.length !== kinds.length) return undefined
    const converted = kinds.map((kind, index) => CONVERT[kind](values[index]))
    return converted.some((value) => value === undefined) ? undefined : make(...(converted as unknown as Values<K>))
  }
}

/** A function of any number of values of one kind. */
export function ofMany<K extends Kind>(
  kind: K,
  make: (values: readonly Kinds[K][]) => HclValue | undefined,
): HclFunction {
  return (values) => {
    const converted = values.flatMap((value) => CONVERT[kind](value) ?? [])
    const isWhole = values.every((value) => CONVERT[kind](value) !== undefined)
    return isWhole ? make((kind === 'list' ? values : converted) as readonly Kinds[K][]) : undefined
  }
}
