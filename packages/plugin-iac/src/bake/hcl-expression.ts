/** An expression of HCL, as it is written. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Expression[]; readonly isSpread: boolean }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly items: readonly (readonly [Expression, Expression])[] }
  | ForExpression

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'

/** `[for key, item in of : value if test]`; with `name` an object, with `isText` the texts one after the other. */
export interface ForExpression {
  readonly kind: 'for'
  readonly key: string | undefined
  readonly item: string
  readonly of: Expression
  readonly name: Expression | undefined
  readonly value: Expression
  readonly test: Expression | undefined
  /** `...`: members of one name are gathered in a list. */
  readonly isGrouped: boolean
  readonly isText: boolean
}

/** A piece of a template: a literal text, or an expression with its source. */
export interface TemplatePart {
  readonly value: Expression
  readonly source: string | undefined
}

/** The name under which `each` of a splat has its item; no file can write it. */
export const EACH = '*'
