import type { ClusterObject } from '@veinmind/sdk'
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml'
import type { Document, Node } from 'yaml'
import { asObject, asObjects, asText, cleanObject } from './clean-object.ts'

/** Something of a file that cannot be read, and where. */
export interface Fault {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** The objects of a file, and what of it cannot be read. */
export interface ReadObjects {
  readonly objects: readonly ClusterObject[]
  readonly faults: readonly Fault[]
}

/** Bounds that no manifest comes near; they keep the parser, which recurses, from hostile text. */
const LIMITS = { lexemes: 300_000, depth: 100, documents: 5_000, aliases: 100, faults: 20 } as const

/** What is read, and how it is called. */
export interface Manifest {
  readonly path: string
  readonly text: string
  readonly secretValues: boolean
}

/**
 * The objects of a file: every document of it, and the items of Lists. Documents that are no objects are passed over. Of a
 * broken document what can be read is given, and its faults are said; the other documents are read.
 */
export function readObjects({ path, text, secretValues }: Manifest): ReadObjects {
  const objects: ClusterObject[] = []
  const faults: Fault[] = []
  for (const [index, { source, line }] of splitDocuments(text).entries()) {
    if (index === LIMITS.documents) {
      faults.push({ message: `more than ${LIMITS.documents} documents: the rest is not read`, line, column: 1 })
      break
    }
    readPart({ source, line, path, secretValues }, { objects, faults })
  }
  return { objects, faults }
}

interface Part {
  readonly source: string
  /** Line of the file that the part begins on. */
  readonly line: number
}

/** A `---` at the start of a line always begins a document, whatever stands before it. */
function splitDocuments(text: string): readonly Part[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index)]
  let line = 1
  return starts.map((start, index) => {
    const part = { source: text.slice(start, starts[index + 1] ?? text.length), line }
    for (let at = part.source.indexOf('\n'); at !== -1; at = part.source.indexOf('\n', at + 1)) line++
    return part
  })
}

interface Source extends Part {
  readonly path: string
  readonly secretValues: boolean
}

interface Found {
  readonly objects: ClusterObject[]
  readonly faults: Fault[]
}

function readPart({ source, line, path, secretValues }: Source, { objects, faults }: Found): void {
  const lines = new LineCounter()
  const placeOf = (offset: number): { line: number; column: number } => {
    const place = lines.linePos(Math.max(0, offset))
    return { line: line - 1 + Math.max(1, place.line), column: Math.max(1, place.col) }
  }
  try {
    const { documents, stopped } = compose(source, lines)
    for (const document of documents) {
      for (const { message, pos } of document.errors.slice(0, LIMITS.faults)) faults.push({ message: message.split('\n', 1)[0] ?? '', ...placeOf(pos[0]) })
      unfold({ document, placeOf, path, secretValues, into: objects }, document.toJS({ maxAliasCount: LIMITS.aliases }), [])
    }
    if (stopped) faults.push({ message: `${stopped.reason}: the rest of the document is not read`, ...placeOf(stopped.offset) })
  } catch (error) {
    faults.push({ message: error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error), line, column: 1 })
  }
}

interface Composed {
  readonly documents: readonly Document.Parsed[]
  readonly stopped?: { readonly reason: string; readonly offset: number }
}

/** Parses lexeme by lexeme, so that hostile text ends before the composer, which recurses, sees it. */
function compose(source: string, lines: LineCounter): Composed {
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  const documents: Document.Parsed[] = []
  let stopped: Composed['stopped']
  let [lexemes, depth, errors, offset] = [0, 0, 0, 0]
  for (const lexeme of new Lexer().lex(source)) {
    if (lexeme === '{' || lexeme === '[') depth++
    if (lexeme === '}' || lexeme === ']') depth--
    if (++lexemes > LIMITS.lexemes) stopped = { reason: 'too many values', offset }
    else if (depth > LIMITS.depth || parser.stack.length > LIMITS.depth) stopped = { reason: `more than ${LIMITS.depth} levels`, offset }
    else if (errors > LIMITS.faults) stopped = { reason: 'too many faults', offset }
    if (stopped) break
    offset += lexeme.length
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') errors++
      documents.push(...composer.next(token))
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end())
  return { documents, ...(stopped ? { stopped } : {}) }
}

interface Place {
  readonly document: Document.Parsed
  readonly placeOf: (offset: number) => { line: number; column: number }
  readonly path: string
  readonly secretValues: boolean
  readonly into: ClusterObject[]
}

function unfold(place: Place, value: unknown, at: readonly (string | number)[]): void {
  const object = asObject(value)
  const { kind, apiVersion } = object
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || at.length > 16) return
  if (kind === 'List' || (kind.endsWith('List') && Array.isArray(object['items']))) {
    for (const [index, item] of asObjects(object['items']).entries()) unfold(place, item, [...at, 'items', index])
    return
  }
  const metadata = asObject(object['metadata'])
  const namespace = asText(metadata['namespace'])
  const position = (path: readonly (string | number)[]) => positionOf(place, [...at, ...path])
  place.into.push({
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: asText(metadata['name']) ?? '',
    object: cleanObject(object, place.secretValues),
    source: { path: place.path, line: position([])?.line ?? 1 },
    position,
  })
}

/** Where the value at `path` stands; the nearest parent that exists where it does not. */
function positionOf({ document, placeOf }: Place, path: readonly (string | number)[]): { line: number; column: number } | undefined {
  let node: unknown = document.contents
  let offset = (document.contents as Node | null)?.range?.[0]
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined
    if (next === undefined) break
    const key = pair && isScalar(pair.key) ? pair.key : (next as Node)
    offset = key.range?.[0] ?? offset
    node = next
  }
  return offset === undefined ? undefined : placeOf(offset)
}
