import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Node, Pair, YAMLMap } from 'yaml'

/** Steps from the top of a document to a value in it. */
export type Path = readonly (string | number)[]

/** Lines and columns from 1; the end is behind the last character. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
}

/** Where the values of a document stand. */
export interface Places {
  /** Where the value at a path stands, with its key; its nearest parent where it is not there. */
  place(path: Path): Place | undefined
  /** The text of the value at a path, with its key; the first line where it is a list or an object. */
  text(path: Path): string
  /** The tag that is written before the value at a path, such as `!reset`. */
  tag(path: Path): string | undefined
  /** Where the content of a block of text (`|`) begins; undefined for other values. */
  blockStart(path: Path): { readonly line: number; readonly column: number } | undefined
}

interface Given {
  readonly document: Document.Parsed
  readonly anchors: ReadonlyMap<string, Node>
  readonly source: string
  readonly placeOf: (offset: number) => { readonly line: number; readonly column: number }
}

interface Found {
  readonly key?: Node
  readonly node: Node
}

/** Answers where values stand, from the nodes of a document. */
export function createPlaces({ document, anchors, source, placeOf }: Given): Places {
  const resolve = (node: unknown): unknown => (isAlias(node) ? anchors.get(node.source) : node)
  // A file may have thousands of objects, or services, that are asked for one by one.
  const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()
  const indexOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const known = indexes.get(map) ?? new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])))
    indexes.set(map, known)
    return known
  }
  const memberOf = (map: YAMLMap, name: string, depth = 0): Found | undefined => {
    const pair = indexOf(map).get(name)
    if (pair) return { key: pair.key as Node, node: (pair.value ?? pair.key) as Node }
    if (depth > 8) return undefined
    for (const { key, value } of map.items) {
      if (!isScalar(key) || key.value !== '<<') continue
      const merged = resolve(value)
      for (const one of isSeq(merged) ? merged.items.map(resolve) : [merged]) {
        const found = isMap(one) ? memberOf(one, name, depth + 1) : undefined
        if (found) return found
      }
    }
    return undefined
  }
  const find = (path: Path): { found: Found | undefined; isExact: boolean } => {
    let found: Found | undefined = document.contents ? { node: document.contents } : undefined
    for (const step of path) {
      const node = resolve(found?.node)
      const item = isSeq(node) ? (node.items[Number(step)] as Node | undefined) : undefined
      const next = isMap(node) ? memberOf(node, String(step)) : item && { node: item }
      if (!next) return { found, isExact: false }
      found = next
    }
    return { found, isExact: true }
  }
  const rangeOf = ({ key, node }: Found): { start: number; end: number } | undefined => {
    const start = key?.range?.[0] ?? node.range?.[0]
    if (start === undefined) return undefined
    const end = Math.max(start, node.range?.[1] ?? start)
    return { start, end: start + source.slice(start, end).trimEnd().length }
  }
  return {
    place(path) {
      const { found } = find(path)
      const range = found && rangeOf(found)
      if (!range) return undefined
      const { line, column } = placeOf(range.start)
      const end = placeOf(range.end)
      return { line, column, endLine: end.line, endColumn: end.column }
    },
    text(path) {
      const { found } = find(path)
      const range = found && rangeOf(found)
      if (!range) return ''
      const text = source.slice(range.start, range.end)
      if (isScalar(resolve(found.node))) return text
      const [first = ''] = text.split('\n', 1)
      return first.length < text.length ? `${first.trimEnd()} …` : first
    },
    tag(path) {
      const { found, isExact } = find(path)
      return isExact ? found?.node.tag : undefined
    },
    blockStart(path) {
      const { found, isExact } = find(path)
      const node = found?.node
      if (!isExact || !isScalar(node) || node.type !== 'BLOCK_LITERAL' || !node.range) return undefined
      const line = source.indexOf('\n', node.range[0]) + 1
      const [indent = ''] = /^[ ]*(?=\S)/m.exec(source.slice(line, node.range[1])) ?? []
      return { line: placeOf(line).line, column: indent.length + 1 }
    },
  }
}
