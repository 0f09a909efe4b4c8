import { readYamlWord } from '@veinmind/internal/text'
import { Composer, Lexer, Parser, visit } from 'yaml'
import type { Document, LineCounter, Scalar } from 'yaml'

/** Bounds that no manifest comes near; they keep the parser, which recurses, from hostile text. */
export const LIMITS = { lexemes: 300_000, depth: 100, documents: 5_000, aliases: 100, faults: 20 } as const

/** The objects that were read of a part, and why there are no more. */
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
    else if (depth > LIMITS.depth || parser.stack.length > LIMITS.depth)
      stopped = { reason: `more than ${LIMITS.depth} levels`, offset }
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
  for (const document of documents) readWords(document)
  return { documents, ...(stopped ? { stopped } : {}) }
}

const TYPED = /^tag:yaml\.org,2002:(?!str$|binary$)/

/** Gives words the values that Kubernetes reads in them, which are those of YAML 1.1: `yes` is true. */
export function readWords(document: Document): void {
  visit(document, {
    Scalar(_key, node: Scalar) {
      const isTyped = node.tag === undefined ? node.type === 'PLAIN' : TYPED.test(node.tag)
      if (isTyped && node.source !== undefined) node.value = readYamlWord(node.source, 'kubernetes')
    },
  })
}
