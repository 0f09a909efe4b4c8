/** What every value of a document has: where it stands, from its first character to behind its last. */
interface Span {
  readonly start: number
  readonly end: number
  readonly anchor?: string | undefined
  readonly tag?: string | undefined
}

/** A text, a number, a boolean or null. */
export interface ScalarNode extends Span {
  readonly kind: 'scalar'
  readonly value: unknown
  /** `plain`: without quotes; `literal`: a block of text (`|`). */
  readonly style: 'plain' | 'literal' | 'other'
}

export interface ListNode extends Span {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
}

/** A member of an object; `? key` alone has no value. */
export interface YamlPair {
  readonly key: YamlNode
  readonly value: YamlNode | undefined
}

export interface MapNode extends Span {
  readonly kind: 'map'
  readonly items: readonly YamlPair[]
}

/** `*name` */
export interface AliasNode extends Span {
  readonly kind: 'alias'
  readonly name: string
}

/** A value as it is written in a document. */
export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode

/** What was read of a text. */
export interface YamlRead {
  /** Of each document; undefined where it has none. */
  readonly contents: readonly (YamlNode | undefined)[]
  readonly faults: readonly { readonly message: string; readonly offset: number }[]
  /** How much there was to read. */
  readonly lexemes: number
}

/** Where every line of a text begins. */
export interface Lines {
  /** Line and column from 1. */
  place(offset: number): { readonly line: number; readonly column: number }
}

/** The lines of a text whose first is `firstLine` of its file. */
export function createLines(text: string, firstLine: number): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    place(offset) {
      let low = 0
      for (let high = starts.length; high - low > 1;) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle
      }
      return { line: firstLine + low, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 }
    },
  }
}
