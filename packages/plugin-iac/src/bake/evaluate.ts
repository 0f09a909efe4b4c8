import { EACH } from './hcl-expression.ts'
import type { BinaryOperator, Expression, ForExpression, TemplatePart } from './hcl-expression.ts'
import {
  elementsOf,
  isList,
  isObject,
  isPartly,
  isSame,
  isUnknown,
  objectOf,
  toBoolean,
  toNumber,
  toText,
  Unknown,
} from './hcl-value.ts'
import type { HclValue } from './hcl-value.ts'
import { FUNCTIONS } from './functions/index.ts'

/** The names and functions that an expression may use. */
export interface Scope {
  /** The value of a name; undefined where nothing has it. */
  valueOf(name: string): HclValue | undefined
  /** What a function of the file gives; undefined where the file has none of that name. */
  call(name: string, values: readonly HclValue[]): HclValue | undefined
  /** A member of a block, as in `target.app.tags`; undefined where that is no block. */
  attributeOf?(type: string, name: string, member: string): HclValue | undefined
}

/** How many values, and how many characters of texts, may be made for one file. */
export interface Budget {
  /** Takes an amount; false when there is not that much left. */
  take(amount: number): boolean
}

/** Expressions and calls nested deeper than this are not computed; files written by people stay far below. */
const MAX_DEPTH = 200

/** Computes expressions of a file. Nothing is thrown: what cannot be computed is `Unknown`. */
export function createEvaluator(budget: Budget): (expression: Expression, scope: Scope) => HclValue {
  let depth = 0
  const evaluate = (expression: Expression, scope: Scope): HclValue => {
    if (depth > MAX_DEPTH || !budget.take(1)) return new Unknown({ reason: 'too much to compute' })
    depth++
    const value = compute(expression, scope)
    depth--
    return value
  }
  const compute = (expression: Expression, scope: Scope): HclValue => {
    switch (expression.kind) {
      case 'literal':
        return expression.value
      case 'template':
        return template(expression.parts, scope)
      case 'name':
        return valueNamed(expression.name, scope)
      case 'member':
        return (
          blockMember(expression, scope) ?? memberOf(evaluate(expression.of, scope), evaluate(expression.key, scope))
        )
      case 'splat':
        return splat(evaluate(expression.of, scope), (item) =>
          evaluate(expression.each, withNames(scope, [[EACH, item]])),
        )
      case 'call':
        return call(expression, scope)
      case 'unary':
        return unary(expression.operator, evaluate(expression.of, scope))
      case 'binary':
        return binary(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope))
      case 'choice': {
        const test = evaluate(expression.test, scope)
        if (isUnknown(test)) return test
        const isTrue = toBoolean(test)
        if (isTrue === undefined) return new Unknown({ reason: 'a condition that is no boolean' })
        const other = evaluate(isTrue ? expression.no : expression.yes, scope)
        return likeOther(evaluate(isTrue ? expression.yes : expression.no, scope), other)
      }
      case 'list':
        return expression.items.map((item) => evaluate(item, scope))
      case 'object':
        return object(expression.items, scope)
      default:
        return loop(expression, scope)
    }
  }

  /** `target.app.tags`: only what is asked for is computed, so that targets may name one another. */
  const blockMember = ({ of, key }: Extract<Expression, { kind: 'member' }>, scope: Scope): HclValue | undefined => {
    if (of.kind !== 'member' || of.of.kind !== 'name' || scope.attributeOf === undefined) return undefined
    const type = of.of.name
    if (type !== 'target' && type !== 'group') return undefined
    const [block, member] = [toText(evaluate(of.key, scope)), toText(evaluate(key, scope))]
    return block === undefined || member === undefined ? undefined : scope.attributeOf(type, block, member)
  }

  const object = (items: readonly (readonly [Expression, Expression])[], scope: Scope): HclValue => {
    const members: [string, HclValue][] = []
    for (const [key, value] of items) {
      const made = evaluate(key, scope)
      const name = toText(made)
      if (name === undefined) return isUnknown(made) ? made : new Unknown({ reason: 'a name that is no text' })
      members.push([name, evaluate(value, scope)])
    }
    return objectOf(members)
  }

  const template = (parts: readonly TemplatePart[], scope: Scope): HclValue => {
    const [only] = parts
    if (only?.source?.startsWith('$') && parts.length === 1) {
      const value = evaluate(only.value, scope)
      return isUnknown(value)
        ? new Unknown({ reason: value.reason, isFault: value.isFault, shown: only.source })
        : value
    }
    let text = ''
    let missing: Unknown | undefined
    for (const { value: part, source } of parts) {
      const value = evaluate(part, scope)
      const word = toText(value)
      if (word === undefined) missing ??= isUnknown(value) ? value : new Unknown({ reason: 'a value that is no text' })
      text += word ?? source ?? ''
      if (!budget.take(word?.length ?? 0)) return new Unknown({ reason: 'too much to compute' })
    }
    return missing ? new Unknown({ reason: missing.reason, isFault: missing.isFault, shown: text }) : text
  }

  const loop = ({ key, item, of, name, value, test, isGrouped, isText }: ForExpression, scope: Scope): HclValue => {
    const over = evaluate(of, scope)
    if (isUnknown(over)) return over
    const elements = elementsOf(over)
    if (!elements) return new Unknown({ reason: '`for` over what is no list' })
    const items: HclValue[] = []
    const named = new Map<string, HclValue[]>()
    for (const [at, element] of elements) {
      const inner = withNames(
        scope,
        key === undefined
          ? [[item, element]]
          : [
              [key, at],
              [item, element],
            ],
      )
      const isWanted = test === undefined ? true : evaluate(test, inner)
      if (isUnknown(isWanted)) return isWanted
      if (toBoolean(isWanted) === undefined) return new Unknown({ reason: 'a condition that is no boolean' })
      if (toBoolean(isWanted) !== true) continue
      const made = evaluate(value, inner)
      if (!name) items.push(made)
      else {
        const word = evaluate(name, inner)
        const text = toText(word)
        if (text === undefined) return isUnknown(word) ? word : new Unknown({ reason: 'a name that is no text' })
        if (named.has(text) && !isGrouped) return new Unknown({ reason: `two members of the name ${text}` })
        named.set(text, [...(named.get(text) ?? []), made])
      }
    }
    if (isText) {
      const texts = items.map(toText)
      const missing = items.find((one) => toText(one) === undefined)
      return missing === undefined
        ? texts.join('')
        : isUnknown(missing)
          ? missing
          : new Unknown({ reason: 'a value that is no text' })
    }
    return name ? objectOf([...named].map(([one, values]) => [one, isGrouped ? values : (values[0] ?? null)])) : items
  }

  const call = ({ name, values, isSpread }: Extract<Expression, { kind: 'call' }>, scope: Scope): HclValue => {
    const given = values.map((value) => evaluate(value, scope))
    const last = isSpread ? given.pop() : undefined
    if (isUnknown(last)) return last
    if (last !== undefined && !isList(last)) return new Unknown({ reason: '`...` behind what is no list' })
    const all = [...given, ...(last ?? [])]
    if (name === 'try' || name === 'can') return attempt(name, all)
    const own = scope.call(name, all)
    if (own !== undefined) return own
    const builtIn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
    if (builtIn === undefined) return new Unknown({ reason: `${name}() is not computed`, isFault: false })
    const missing = all.map(isPartly).find((one) => one !== undefined)
    if (missing) return new Unknown({ reason: missing.reason, isFault: missing.isFault })
    if (!budget.take(sizeOf(all))) return new Unknown({ reason: 'too much to compute' })
    const made = builtIn(all, (amount) => budget.take(amount))
    if (made === undefined) return new Unknown({ reason: `${name}() of these values has no result` })
    return budget.take(sizeOf(made)) ? made : new Unknown({ reason: 'too much to compute' })
  }
  return evaluate
}

function valueNamed(name: string, scope: Scope): HclValue {
  const value = scope.valueOf(name)
  return value === undefined ? new Unknown({ reason: `no variable ${name}` }) : value
}

/** A scope with further names in it. */
export function withNames(scope: Scope, names: readonly (readonly [string, HclValue])[]): Scope {
  const own = new Map(names)
  return { ...scope, valueOf: (name) => (own.has(name) ? own.get(name) : scope.valueOf(name)) }
}

function attempt(name: string, values: readonly HclValue[]): HclValue {
  const [first] = values
  if (name === 'can') return isUnknown(first) ? (first.isFault ? false : first) : true
  return (
    values.find((value) => !isUnknown(value) || !value.isFault) ?? new Unknown({ reason: 'try() without a result' })
  )
}

function sizeOf(value: HclValue): number {
  if (typeof value === 'string') return value.length
  if (isList(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 1)
  return isObject(value) ? sizeOf(Object.values(value)) : 1
}

function memberOf(of: HclValue, key: HclValue): HclValue {
  if (isUnknown(of)) return of
  if (isUnknown(key)) return key
  if (isList(of)) {
    const found = of[toNumber(key) ?? -1]
    return found === undefined ? new Unknown({ reason: 'an index that the list does not have' }) : found
  }
  const name = toText(key) ?? ''
  if (isObject(of)) return Object.hasOwn(of, name) ? (of[name] ?? null) : new Unknown({ reason: `no member ${name}` })
  return new Unknown({ reason: 'a member of what has none' })
}

function splat(of: HclValue, each: (item: HclValue) => HclValue): HclValue {
  if (isUnknown(of)) return of
  return of === null ? [] : isList(of) ? of.map(each) : [each(of)]
}

function unary(operator: '-' | '!', value: HclValue): HclValue {
  if (isUnknown(value)) return value
  const made = operator === '-' ? toNumber(value) : toBoolean(value)
  if (made === undefined) return new Unknown({ reason: `${operator} before what is none of its values` })
  return typeof made === 'number' ? 0 - made : !made
}

function binary(operator: BinaryOperator, left: HclValue, right: HclValue): HclValue {
  if (operator === '&&' || operator === '||') {
    const decides = operator === '||'
    if (toBoolean(left) === decides || (isUnknown(left) && !left.isFault && toBoolean(right) === decides))
      return decides
  }
  const missing = isPartly(left) ?? isPartly(right)
  if (missing) return missing
  if (operator === '==') return isSame(left, right)
  if (operator === '!=') return !isSame(left, right)
  if (operator === '&&' || operator === '||') {
    const [a, b] = [toBoolean(left), toBoolean(right)]
    if (a === undefined || b === undefined) return new Unknown({ reason: `${operator} of what is no boolean` })
    return operator === '&&' ? a && b : a || b
  }
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a === undefined || b === undefined) return new Unknown({ reason: `${operator} of what is no number` })
  return NUMERIC[operator](a, b) ?? new Unknown({ reason: `${operator} by zero` })
}

const NUMERIC: Readonly<
  Record<Exclude<BinaryOperator, '==' | '!=' | '&&' | '||'>, (a: number, b: number) => number | boolean | undefined>
> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '%': (a, b) => (b === 0 ? undefined : a % b),
}

/** Both ways of a condition have one type: a text, where one of them is. */
function likeOther(value: HclValue, other: HclValue): HclValue {
  if (value === null || other === null || isUnknown(value) || isUnknown(other)) return value
  if (kindOf(value) === kindOf(other)) return value
  const text = typeof value === 'string' || typeof other === 'string' ? toText(value) : undefined
  if (text === undefined || toText(other) === undefined)
    return new Unknown({ reason: 'a condition with ways of different types' })
  return text
}

const kindOf = (value: HclValue): string => (isList(value) ? 'list' : typeof value)
