/**
 * Kinds of tokens, as `token_get_all` cuts them. `open` and `close` are the tags; `quote` begins and ends a text with variables, `text` is what
 * stands between them; `rest` is what follows `__halt_compiler`.
 */
export type TokenKind =
  | 'html'
  | 'open'
  | 'echo'
  | 'close'
  | 'space'
  | 'comment'
  | 'variable'
  | 'name'
  | 'number'
  | 'string'
  | 'quote'
  | 'text'
  | 'heredoc'
  | 'heredoc-end'
  | 'cast'
  | 'operator'
  | 'rest'

/** A piece of a file: all of them together are the file. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Where it begins. */
  readonly at: number
}
