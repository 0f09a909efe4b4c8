/** A part of a word. `isQuoted`: no words come of the white space in it. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** `$NAME`, `${NAME<change>}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly change: string; readonly isQuoted: boolean }
  /** What a script prints: `$(script)`, `` `script` ``. */
  | { readonly kind: 'output'; readonly script: string; readonly isQuoted: boolean }
  /** The name of a pipe from or to a script: `<(script)`. */
  | { readonly kind: 'pipe'; readonly script: string; readonly isQuoted: boolean }

export interface Word {
  readonly pieces: readonly Piece[]
  readonly start: number
  readonly end: number
}

export interface Redirect {
  /** Number or name of the descriptor that stands before it; `''` where none does. */
  readonly descriptor: string
  /** `<`, `>`, `>>`, `<>`, `>|`, `<&`, `>&`, `&>`, `&>>`, `<<`, `<<<`. */
  readonly operator: string
  /** The target; of a here-document its text. */
  readonly word: Word
}

export interface Assignment {
  readonly name: string
  readonly value: Word
  /** `NAME+=value`. */
  readonly isAppended: boolean
}

/** One command with its words. */
export interface SimpleCommand {
  readonly kind: 'simple'
  readonly assignments: readonly Assignment[]
  readonly words: readonly Word[]
  readonly redirects: readonly Redirect[]
  readonly start: number
  readonly end: number
}

/** Commands that redirections are shared by: a subshell, a loop, a condition. */
export interface Group {
  readonly kind: 'group'
  readonly body: readonly Pipeline[]
  readonly redirects: readonly Redirect[]
  readonly start: number
  readonly end: number
}

/** What joins a pipeline to the one before it. */
export type Joint = '' | ';' | '&&' | '||' | '&'

export interface Pipeline {
  readonly stages: readonly (SimpleCommand | Group)[]
  readonly joint: Joint
}
