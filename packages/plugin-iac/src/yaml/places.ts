import type { Lines, MapNode, YamlNode, YamlPair } from './nodes.ts'

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
  readonly content: YamlNode | undefined
  readonly anchors: ReadonlyMap<string, YamlNode>
  readonly source: string
  readonly lines: Lines
}

interface Found {
  readonly key?: YamlNode
  readonly node: YamlNode
}

/** Answers where values stand, from the nodes of a document. */
export function createPlaces({ content, anchors, source, lines }: Given): Places {
  const resolve = (node: YamlNode | undefined): YamlNode | undefined =>
    node?.kind === 'alias' ? anchors.get(node.name) : node
  // A file may have thousands of objects, or services, that are asked for one by one.
  const indexes = new WeakMap<MapNode, ReadonlyMap<string, YamlPair>>()
  const indexOf = (map: MapNode): ReadonlyMap<string, YamlPair> => {
    const known =
      indexes.get(map) ??
      new Map(map.items.flatMap((pair) => (pair.key.kind === 'scalar' ? [[String(pair.key.value), pair]] : [])))
    indexes.set(map, known)
    return known
  }
  const memberOf = (map: MapNode, name: string, depth = 0): Found | undefined => {
    const pair = indexOf(map).get(name)
    if (pair) return { key: pair.key, node: pair.value ?? pair.key }
    if (depth > 8) return undefined
    for (const { key, value } of map.items) {
      if (key.kind !== 'scalar' || key.value !== '<<') continue
      const merged = resolve(value)
      for (const one of merged?.kind === 'list' ? merged.items.map(resolve) : [merged]) {
        const found = one?.kind === 'map' ? memberOf(one, name, depth + 1) : undefined
        if (found) return found
      }
    }
    return undefined
  }
  const find = (path: Path): { found: Found | undefined; isExact: boolean } => {
    let found: Found | undefined = content && { node: content }
    for (const step of path) {
      const node = resolve(found?.node)
      const item = node?.kind === 'list' ? node.items[Number(step)] : undefined
      const next = node?.kind === 'map' ? memberOf(node, String(step)) : item && { node: item }
      if (!next) return { found, isExact: false }
      found = next
    }
    return { found, isExact: true }
  }
  const rangeOf = ({ key, node }: Found): { start: number; end: number } => {
    const { start } = key ?? node
    return { start, end: start + source.slice(start, Math.max(start, node.end)).trimEnd().length }
  }
  return {
    place(path) {
      const { found } = find(path)
      if (!found) return undefined
      const range = rangeOf(found)
      const { line, column } = lines.place(range.start)
      const end = lines.place(range.end)
      return { line, column, endLine: end.line, endColumn: end.column }
    },
    text(path) {
      const { found } = find(path)
      if (!found) return ''
      const range = rangeOf(found)
      const text = source.slice(range.start, range.end)
      if (resolve(found.node)?.kind === 'scalar') return text
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
      if (!isExact || node?.kind !== 'scalar' || node.style !== 'literal') return undefined
      const line = source.indexOf('\n', node.start) + 1
      const [indent = ''] = /^[ ]*(?=\S)/m.exec(source.slice(line, node.end)) ?? []
      return { line: lines.place(line).line, column: indent.length + 1 }
    },
  }
}
