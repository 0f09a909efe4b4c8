import type { ClassNode, Expression, FunctionNode } from '../tree/nodes.ts'

/** Origins of values, as bits of `Value.from`: the content of a request. */
export const REQUEST = 1
/** The content or the name of a file that a request uploads. */
export const UPLOAD = 2
/** Fetched from elsewhere. */
export const REMOTE = 4
/** Read from a file of the machine. */
export const STORED = 8
/** Came out of a decoder, or was put together in a way that hides it. */
export const DECODED = 16
/** Went through code whose effect is not known: a function of another file, a check. */
export const CHANGED = 32
/** A variable that nothing sets. */
export const UNSET = 64
/** Joined with other text. */
export const PARTIAL = 128
/** A stream or socket to another machine. */
export const SOCKET = 256
/** A path that a web server serves scripts from, by its ending. */
export const SCRIPT_PATH = 512
/** Not known because a bound was met: where it is run, the analysis is said to be cut. */
export const CUT = 1024

/** Origins that somebody outside controls: values with one of them are reported. */
export const TAINTS: number = REQUEST | UPLOAD | REMOTE

/** A value as far as it is known. */
export interface Value {
  /** Its content, where it is known. */
  readonly known?: string | number | boolean | null | undefined
  readonly from: number
  /** The first origin, as it is written: `$_POST`. */
  readonly source?: string | undefined
  readonly items?: Items | undefined
  readonly object?: ObjectValue | undefined
  readonly callable?: Callable | undefined
}

/** An array, in order; what stands at keys that are not known is joined in `rest`. */
export interface Items {
  readonly map: Map<string, Value>
  rest: Value | undefined
  next: number
}

/** An object of a class of the file, or of the language. */
export interface ObjectValue {
  readonly className: string
  readonly class?: ClassNode | undefined
  readonly fields: Map<string, Value>
}

/** The variables of one function, or of the file. */
export interface Scope {
  readonly variables: Map<string, Value>
  /** Names that mean the file's variable. */
  readonly globals: Set<string>
  /** The origins that each place of assignment has had, and how often one was new. */
  readonly origins: Map<Expression, number>
  taints: number
  /** How often a variable got another value, and how often it may have been left. */
  changes: number
  leaves: number
  /** What any variable may be, once a request names variables. */
  any: Value | undefined
  readonly self: Value | undefined
  readonly className: string
}

/** A function with the variables that it sees, or a method with its object. */
export interface Callable {
  readonly function: FunctionNode
  readonly scope: Scope | undefined
  readonly object?: ObjectValue | undefined
}

export const UNKNOWN: Value = { from: 0 }
export const NOTHING: Value = { known: null, from: 0 }

export const knownValue = (known: string | number | boolean | null, from = 0): Value => ({ known, from })

/** A value of which only the origin is known. */
export const tainted = (from: number, source: string | undefined): Value => ({ from, source })

/** Parts of a value that are looked at for its origin. */
const MAX_PARTS = 400

/** All that flows into the elements of a value, and itself. */
export function allOf(value: Value): Value {
  if (value.items === undefined && value.object === undefined) return value
  const waiting: Value[] = [value]
  const seen = new Set<Items | ObjectValue>()
  let { from, source } = value
  for (let index = 0; index < waiting.length; index += 1) {
    const { items, object, from: one, source: name } = waiting[index] as Value
    from |= one
    source ??= name
    if (waiting.length > MAX_PARTS) {
      if (items !== undefined) from |= CUT
      continue
    }
    if (items !== undefined && !seen.has(items)) {
      seen.add(items)
      if (items.map.size > MAX_PARTS) from |= CUT
      waiting.push(...[...items.map.values()].slice(0, MAX_PARTS))
    }
    if (items?.rest !== undefined) waiting.push(items.rest)
    if (object === undefined || seen.has(object)) continue
    seen.add(object)
    waiting.push(...object.fields.values())
  }
  return { from, source }
}

/** The origins of several values together; nothing else is known of it. */
export function joinAll(values: readonly Value[], more = 0): Value {
  let from = more
  let source: string | undefined
  for (const value of values) {
    const all = allOf(value)
    from |= all.from
    if (all.source !== undefined && (source === undefined || (all.from & TAINTS) !== 0)) source = all.source
  }
  return { from, source }
}

/** A value that is one of two: the content is that of the later, the origins are those of both. */
export function either(earlier: Value | undefined, later: Value): Value {
  if (earlier === undefined || earlier === later) return later
  const from = earlier.from | later.from
  if (later.known == null && later.items === undefined && earlier.known != null && later.from === 0) {
    return { ...earlier, from }
  }
  return { ...later, from, source: later.source ?? earlier.source }
}

export const emptyItems = (): Items => ({ map: new Map(), rest: undefined, next: 0 })

/** A list of values. */
export function listOf(values: readonly Value[]): Value {
  const items = emptyItems()
  for (const value of values) {
    items.map.set(String(items.next), value)
    items.next += 1
  }
  return { from: 0, items }
}

/** The element at a key. */
export function elementOf(value: Value, key: Value | undefined): Value {
  const { items, from, source } = value
  if (items !== undefined) {
    if (key !== undefined && key.known !== undefined) {
      const found = items.map.get(String(key.known))
      if (found !== undefined) return found
      return items.rest ?? tainted(from & ~PARTIAL, source)
    }
    return joinAll([...items.map.values(), ...(items.rest ? [items.rest] : []), { from, source }])
  }
  if (typeof value.known === 'string' && key !== undefined && key.known !== undefined) {
    const index = Number(key.known)
    const char = value.known.charAt(index < 0 ? value.known.length + index : index)
    return knownValue(char, from | DECODED)
  }
  if (typeof value.known === 'string') return tainted(from | DECODED | ((key?.from ?? 0) & CUT), source)
  return tainted(from, source)
}

/** The text of a value that is known. */
export function textOf(value: Value): string | undefined {
  const { known } = value
  if (typeof known === 'string') return known
  if (typeof known === 'number') return numberText(known)
  if (known === true) return '1'
  if (known === false || known === null) return ''
  if (value.items !== undefined) return 'Array'
  return undefined
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NAN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  return String(value)
}

/** The number of a value that is known. */
export function numberOf(value: Value): number | undefined {
  const { known } = value
  if (typeof known === 'number') return known
  if (typeof known === 'boolean') return known ? 1 : 0
  if (known === null) return 0
  if (typeof known !== 'string') return undefined
  const digits = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(known.slice(0, 400))
  return digits === null ? 0 : Number(digits[0])
}

/** Whether a known value counts as true. */
export function isTrue(value: Value): boolean | undefined {
  const { known, items } = value
  if (items !== undefined && items.rest === undefined && known === undefined) return items.map.size > 0
  if (known === undefined) return value.object || value.callable ? true : undefined
  return !(known === null || known === false || known === 0 || known === '' || known === '0')
}
