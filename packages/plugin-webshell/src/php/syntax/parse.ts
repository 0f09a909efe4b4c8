import type { Statement } from '../../tree/nodes.ts'
import { createCursor } from './cursor.ts'
import type { Grammar } from './cursor.ts'
import { parseClassBody, parseClosure } from './declarations.ts'
import { parseArguments, parseExpression } from './expressions.ts'
import { lexPhp } from './lexer.ts'
import { parseBlock, parseStatements } from './statements.ts'
import type { Token } from './token.ts'

const GRAMMAR: Grammar = {
  expression: parseExpression,
  args: parseArguments,
  block: parseBlock,
  closure: parseClosure,
  classBody: parseClassBody,
}

/** The program of a PHP file, however broken; what is too deep to be read is said to `onCut`. */
export function parseTokens(tokens: readonly Token[], onCut: () => void): Statement[] {
  return parseStatements(createCursor(tokens, GRAMMAR, onCut))
}

/** The program of a text that is code from its beginning: what `eval` gets. */
export function parseCode(code: string, onCut: () => void): Statement[] {
  return parseTokens(lexPhp(`<?php ${code}`, { onCut }), onCut)
}
