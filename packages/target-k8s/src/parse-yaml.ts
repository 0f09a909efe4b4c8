import { Composer, Lexer, Parser } from 'yaml'
import type { Document, LineCounter } from 'yaml'

/** Bounds that no manifest comes near; they keep the parser, which recurses, from hostile text. */
export const LIMITS = { lexemes: 300_000, depth: 100, documents: 5_000, aliases: 100, faults: 20 } as const

/** A document of a file. */
export interface Part {
  readonly source: string
  /** Line of the file that the part begins on. */
  readonly line: number
}

/** A `---` at the start of a line always begins a document, whatever stands before it. */
export function splitDocuments(text: string): readonly Part[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index)]
  let line = 1
  return starts.map((start, index) => {
    const part = { source: text.slice(start, starts[index + 1] ?? text.length), line }
    for (let at = part.source.indexOf('\n'); at !== -1; at = part.source.indexOf('\n', at + 1)) line++
    return part
  })
}

/** What was read of a part, and why no more. */
export interface Composed {
  readonly documents: readonly Document.Parsed[]
  readonly stopped?: { readonly reason: string; readonly offset: number }
}

/** Parses lexeme by lexeme, so that hostile text ends before the composer, which recurses, sees it. */
export function compose(source: string, lines: LineCounter): Composed {
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
