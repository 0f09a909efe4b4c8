/**
 * A program as a tree, of whichever language: what each of them can say, in one form. `at` is a place in the source. Names of PHP's variables
 * are without `$`; in languages that do not mark them, a lone word is a variable.
 */
interface Placed {
  readonly at: number
}

export type Expression =
  | (Placed & { readonly kind: 'text'; readonly value: string })
  | (Placed & { readonly kind: 'number'; readonly value: number })
  | (Placed & { readonly kind: 'variable'; readonly name: string })
  /** A variable whose name is computed: `$$a`. */
  | (Placed & { readonly kind: 'named'; readonly name: Expression })
  /** A constant, a class, a function. */
  | (Placed & { readonly kind: 'name'; readonly name: string })
  | (Placed & { readonly kind: 'array'; readonly items: readonly ArrayItem[] })
  | (Placed & { readonly kind: 'index'; readonly of: Expression; readonly index: Expression | undefined })
  | (Placed & {
      readonly kind: 'member'
      readonly of: Expression
      readonly name: string | Expression
      /** `A::b`. */
      readonly isStatic: boolean
      /** `A::$b`. */
      readonly isField: boolean
    })
  | (Placed & { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] })
  | (Placed & {
      readonly kind: 'new'
      readonly type: Expression
      readonly args: readonly Expression[]
      readonly body?: ClassNode
    })
  | (Placed & {
      readonly kind: 'assign'
      readonly operator: string
      readonly target: Expression
      readonly value: Expression
    })
  /** `++` and `--`. */
  | (Placed & { readonly kind: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: Expression })
  | (Placed & {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    })
  | (Placed & { readonly kind: 'unary'; readonly operator: string; readonly of: Expression })
  | (Placed & { readonly kind: 'cast'; readonly type: string; readonly of: Expression })
  | (Placed & {
      readonly kind: 'choice'
      readonly test: Expression
      /** Absent in `a ?: b`. */
      readonly yes: Expression | undefined
      readonly no: Expression
    })
  /** Texts joined to one: `"a $b"`. */
  | (Placed & { readonly kind: 'joined'; readonly parts: readonly Expression[] })
  | (Placed & { readonly kind: 'function'; readonly function: FunctionNode })
  /** What could not be read. */
  | (Placed & { readonly kind: 'unknown' })

export interface ArrayItem {
  readonly key?: Expression | undefined
  readonly value: Expression
  /** `...$a`. */
  readonly isSpread?: boolean
}

export interface Parameter {
  readonly name: string
  readonly isReference: boolean
  readonly isRest: boolean
  readonly byDefault?: Expression | undefined
}

export interface FunctionNode {
  /** Empty for a closure. */
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  /** The variables of `use (…)`. */
  readonly captured: readonly string[]
  /** It sees all variables around it. */
  readonly isArrow: boolean
  readonly at: number
}

export interface ClassNode {
  readonly name: string
  readonly parents: readonly string[]
  readonly fields: readonly { readonly name: string; readonly value?: Expression | undefined }[]
  readonly methods: readonly FunctionNode[]
  readonly at: number
}

export type Statement =
  | (Placed & { readonly kind: 'expression'; readonly value: Expression })
  | (Placed & {
      readonly kind: 'if'
      readonly test: Expression
      readonly yes: readonly Statement[]
      readonly no: readonly Statement[]
    })
  | (Placed & {
      readonly kind: 'loop'
      readonly before: readonly Expression[]
      readonly test: Expression | undefined
      readonly step: readonly Expression[]
      readonly body: readonly Statement[]
      /** `do … while`. */
      readonly isTestLast: boolean
    })
  | (Placed & {
      readonly kind: 'each'
      readonly of: Expression
      readonly key: Expression | undefined
      readonly value: Expression
      readonly body: readonly Statement[]
    })
  | (Placed & { readonly kind: 'switch'; readonly value: Expression; readonly cases: readonly SwitchCase[] })
  | (Placed & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | (Placed & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (Placed & { readonly kind: 'break' | 'continue' | 'empty' })
  | (Placed & { readonly kind: 'goto' | 'label'; readonly name: string })
  | (Placed & { readonly kind: 'declare-function'; readonly function: FunctionNode })
  | (Placed & { readonly kind: 'declare-class'; readonly class: ClassNode })
  | (Placed & { readonly kind: 'global'; readonly names: readonly string[] })
  | (Placed & { readonly kind: 'constant'; readonly name: string; readonly value: Expression })

export interface SwitchCase {
  /** Absent for `default`. */
  readonly test: Expression | undefined
  readonly body: readonly Statement[]
}
