import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import type { YamlNode, YamlRead } from './nodes.ts'

// Loaded with the first text that is for it: most scans have none.
const load = createRequire(import.meta.url)

/** Bounds of what is read of a document. */
export interface LenientLimits {
  readonly lexemes: number
  readonly depth: number
  readonly errors: number
}

/**
 * Reads what can be read of YAML with faults in it. Lexeme by lexeme, so that hostile text ends early: depth, lexemes and
 * errors are counted before the composer, which recurses, sees them.
 */
export function readLenient(source: string, limits: LenientLimits): YamlRead {
  const yaml = load('yaml') as typeof Yaml
  const parser = new yaml.Parser()
  const composer = new yaml.Composer({ uniqueKeys: false, prettyErrors: false, merge: false, version: '1.2' })
  const found: Yaml.Document.Parsed[] = []
  const faults: { message: string; offset: number }[] = []
  let lexemes = 0
  let stopped: { reason: string; offset: number } | undefined
  let depth = 0
  let errors = 0
  let offset = 0
  for (const lexeme of new yaml.Lexer().lex(source)) {
    if (lexeme === '{' || lexeme === '[') depth++
    if (lexeme === '}' || lexeme === ']') depth--
    if (++lexemes > limits.lexemes) stopped = { reason: 'too many values', offset }
    else if (depth > limits.depth || parser.stack.length > limits.depth) stopped = { reason: `more than ${limits.depth} levels`, offset }
    else if (errors > limits.errors) stopped = { reason: 'too many faults', offset }
    if (stopped) break
    offset += lexeme.length
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') errors++
      found.push(...composer.next(token))
    }
  }
  for (const token of parser.end()) found.push(...composer.next(token))
  found.push(...composer.end())
  for (const document of found) {
    for (const { message, pos } of document.errors.slice(0, limits.errors)) faults.push({ message: message.split('\n', 1)[0] ?? '', offset: pos[0] })
  }
  if (stopped) faults.push({ message: `${stopped.reason}: the rest of the document is not read`, offset: stopped.offset })
  return { contents: found.map(({ contents }) => toNode(contents, yaml)), faults, lexemes }
}

/** The node of a node of the library. */
function toNode(node: unknown, yaml: typeof Yaml): YamlNode | undefined {
  if (yaml.isAlias(node)) return { kind: 'alias', name: node.source, ...spanOf(node) }
  if (yaml.isScalar(node)) {
    const style = node.type === 'PLAIN' ? 'plain' : node.type === 'BLOCK_LITERAL' ? 'literal' : 'other'
    return { kind: 'scalar', value: typeof node.value === 'bigint' ? Number(node.value) : (node.value ?? null), style, ...spanOf(node) }
  }
  if (yaml.isSeq(node)) return { kind: 'list', items: node.items.map((item) => toNode(item, yaml) ?? NOTHING), ...spanOf(node) }
  if (!yaml.isMap(node)) return undefined
  const items = node.items.map(({ key, value }) => ({ key: toNode(key, yaml) ?? NOTHING, value: toNode(value, yaml) }))
  return { kind: 'map', items, ...spanOf(node) }
}

const NOTHING: YamlNode = { kind: 'scalar', value: null, style: 'plain', start: 0, end: 0 }

interface Spanned {
  readonly range?: readonly [number, number, number] | null | undefined
  readonly anchor?: string
  readonly tag?: string
}

function spanOf({ range, anchor, tag }: Spanned): Pick<YamlNode, 'start' | 'end' | 'anchor' | 'tag'> {
  const [start, end] = range ?? [0, 0]
  return { start, end, anchor, tag }
}
