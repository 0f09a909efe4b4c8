import { Composer, Lexer, LineCounter, Parser } from 'yaml'
import type { Document } from 'yaml'
import type { Diagnostic } from '../finding.ts'
import { createPlaces } from './places.ts'
import type { Places } from './places.ts'
import { toValue } from './to-value.ts'

/** A document of a file, or what could be read of it, and where its values stand. */
export interface YamlDocument extends Places {
  readonly value: unknown
}

/** The documents of a file and what is wrong with them. */
export interface ParsedYaml {
  readonly documents: readonly YamlDocument[]
  readonly problems: readonly Diagnostic[]
}

/** Bounds that no file which a person, or a tool for people, writes comes near. */
const LIMITS = { documents: 5_000, characters: 4 << 20, lexemes: 300_000, allLexemes: 1_000_000, depth: 100, errors: 20 } as const

/**
 * Parses YAML, or JSON. Nothing is thrown: what is wrong is a problem with its place, and the other documents, and what can
 * be read of a broken one, are there.
 *
 * Documents are parsed one at a time, lexeme by lexeme, so that hostile text ends early: depth, lexemes and errors are
 * counted before the composer, which recurses, sees them. Aliases become the same object again, never a copy.
 */
export function parseYaml(text: string): ParsedYaml {
  const documents: YamlDocument[] = []
  const problems: Diagnostic[] = []
  let left: number = LIMITS.allLexemes
  for (const [index, { source, line }] of splitDocuments(text).entries()) {
    if (index === LIMITS.documents || left <= 0) {
      problems.push({ message: 'too many documents: the rest is not read', line, column: 1 })
      break
    }
    const end = source.length > LIMITS.characters ? source.lastIndexOf('\n', LIMITS.characters) + 1 : source.length
    if (end < source.length) problems.push({ message: `a document of more than ${LIMITS.characters} characters: the rest is not read`, line: line + countLines(source, end), column: 1 })
    left -= readSource(source.slice(0, end), { line, most: Math.min(LIMITS.lexemes, left), documents, problems })
  }
  return { documents, problems }
}

/** A `---` at the start of a line always begins a document, whatever stands before it. Parts without content are left out. */
function splitDocuments(text: string): { readonly source: string; readonly line: number }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index)]
  let line = 1
  return starts.flatMap((start, index) => {
    const source = text.slice(start, starts[index + 1] ?? text.length)
    const first = line
    line += countLines(source, source.length)
    return hasContent(source) ? [{ source, line: first }] : []
  })
}

function countLines(source: string, end: number): number {
  let count = 0
  for (let at = source.indexOf('\n'); at !== -1 && at < end; at = source.indexOf('\n', at + 1)) count++
  return count
}

function hasContent(source: string): boolean {
  return /^(?!---\s*$|\.\.\.\s*$)[ \t]*[^\s#%]/m.test(source.replace(/^---[ \t]*\r?\n/, ''))
}

interface Sink {
  /** Line of the file that the source begins on. */
  readonly line: number
  readonly most: number
  readonly documents: YamlDocument[]
  readonly problems: Diagnostic[]
}

/** Reads one document; how many lexemes it had. */
function readSource(source: string, { line, most, documents, problems }: Sink): number {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, merge: false, version: '1.2' })
  const found: Document.Parsed[] = []
  const placeOf = (offset: number): { line: number; column: number } => {
    const { line: own, col } = lines.linePos(Math.max(0, offset))
    return { line: line - 1 + Math.max(1, own), column: Math.max(1, col) }
  }
  let lexemes = 0
  let stopped: { reason: string; offset: number } | undefined
  let depth = 0
  let errors = 0
  let offset = 0
  for (const lexeme of new Lexer().lex(source)) {
    if (lexeme === '{' || lexeme === '[') depth++
    if (lexeme === '}' || lexeme === ']') depth--
    if (++lexemes > most) stopped = { reason: 'too many values', offset }
    else if (depth > LIMITS.depth || parser.stack.length > LIMITS.depth) stopped = { reason: `more than ${LIMITS.depth} levels`, offset }
    else if (errors > LIMITS.errors) stopped = { reason: 'too many faults', offset }
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
    for (const { message, pos } of document.errors.slice(0, LIMITS.errors)) problems.push({ message: message.split('\n', 1)[0] ?? '', ...placeOf(pos[0]) })
    const { value, anchors, faults } = toValue(document)
    for (const fault of faults) problems.push({ message: fault.message, ...placeOf(fault.offset) })
    documents.push({ value, ...createPlaces({ document, anchors, source, placeOf }) })
  }
  if (stopped) problems.push({ message: `${stopped.reason}: the rest of the document is not read`, ...placeOf(stopped.offset) })
  return lexemes
}
