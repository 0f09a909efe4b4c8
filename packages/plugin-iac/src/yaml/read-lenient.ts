import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { readYamlWord } from '@veinmind/internal/text'
import type { YamlReader } from '@veinmind/internal/text'
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
export function readLenient(source: string, limits: LenientLimits, reader?: YamlReader): YamlRead {
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
    else if (depth > limits.depth || parser.stack.length > limits.depth)
      stopped = { reason: `more than ${limits.depth} levels`, offset }
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
    for (const { message, pos } of document.errors.slice(0, limits.errors))
      faults.push({ message: message.split('\n', 1)[0] ?? '', offset: pos[0] })
  }
  if (stopped)
    faults.push({ message: `${stopped.reason}: the rest of the document is not read`, offset: stopped.offset })
  return { contents: found.map(({ contents }) => toNode(contents, { yaml, reader })), faults, lexemes }
}

interface Given {
  readonly yaml: typeof Yaml
  readonly reader: YamlReader | undefined
}

/** Makes our node of a node of the `yaml` library. */
function toNode(node: unknown, given: Given): YamlNode | undefined {
  const { yaml, reader } = given
  if (yaml.isAlias(node)) return { kind: 'alias', name: node.source, ...spanOf(node) }
  if (yaml.isScalar(node)) {
    const style = node.type === 'PLAIN' ? 'plain' : node.type === 'BLOCK_LITERAL' ? 'literal' : 'other'
    return { kind: 'scalar', value: valueOf(node, reader), style, ...spanOf(node) }
  }
  if (yaml.isSeq(node))
    return { kind: 'list', items: node.items.map((item) => toNode(item, given) ?? NOTHING), ...spanOf(node) }
  if (!yaml.isMap(node)) return undefined
  const items = node.items.map(({ key, value }) => ({
    key: toNode(key, given) ?? NOTHING,
    value: toNode(value, given),
  }))
  return { kind: 'map', items, ...spanOf(node) }
}

const TEXT_TAGS = new Set(['!', 'tag:yaml.org,2002:str', 'tag:yaml.org,2002:binary'])

/** The value of a scalar. A tag decides how it is read, whatever its quotes; an unknown tag leaves it a text. */
function valueOf({ value, source, type, tag }: Yaml.Scalar, reader: YamlReader | undefined): unknown {
  if (reader === undefined || source === undefined) return typeof value === 'bigint' ? Number(value) : (value ?? null)
  if (tag === undefined) return type === 'PLAIN' ? readYamlWord(source, reader) : source
  return TEXT_TAGS.has(tag) || !tag.startsWith('tag:yaml.org,2002:') ? source : readYamlWord(source, reader)
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
