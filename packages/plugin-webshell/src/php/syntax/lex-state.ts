import type { Token, TokenKind } from './token.ts'

/** Where the lexer is. */
export interface LexState {
  readonly source: string
  at: number
  readonly tokens: Token[]
  /** Texts that the place stands in, one in the other. */
  depth: number
  readonly openTag: RegExp
  /** Something is not cut because it is too deep, or too much. */
  readonly onCut: () => void
  /** Cuts one token of code: for the code inside of texts. */
  readonly code: (state: LexState) => boolean
}

/** Adds the token that ends before `end`. */
export function push(state: LexState, kind: TokenKind, end: number): void {
  state.tokens.push({ kind, text: state.source.slice(state.at, end), at: state.at })
  state.at = end
}

/** What a sticky pattern finds at this place. */
export function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}
