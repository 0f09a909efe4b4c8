import { parseAst } from 'rolldown/parseAst'

/** A node of a syntax tree as ESTree has it: its type, where it stands, and its parts. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [part: string]: unknown
}

/** The syntax tree of a TypeScript file, by the parser that bundles it. */
export function parseSource(text: string): SyntaxNode {
  return parseAst(text, { lang: 'ts' }) as unknown as SyntaxNode
}
