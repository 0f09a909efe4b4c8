import { isNode, partsOf } from '../../checks/text-templates.ts'
import { parseSource } from '../../build/parse-source.ts'
import type { SyntaxNode } from '../../build/parse-source.ts'

/** One small change of a source: the text from `start` to `end` becomes `by`. */
export interface Mutation {
  readonly start: number
  readonly end: number
  readonly by: string
  /** What kind of change it is, as the table of a run names it. */
  readonly kind: MutationKind
  /** Where the body of the function begins that it is in, or `undefined` for what runs when the module is loaded. */
  readonly body: number | undefined
}

/** Kinds of mutation. */
export type MutationKind = 'operator' | 'bound' | 'boolean' | 'condition' | 'constant' | 'dropped statement'

const OPERATORS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&&': '||',
  '||': '&&',
  '??': '&&',
}
const BOUNDS = new Set(['<', '<=', '>', '>='])
/** From here on one more or one less is nothing that anybody could notice. */
const MANY = 1000

/** Every mutation of a source, in the order of the text. What stands in types changes nothing and gets none. */
export function mutationsOf(text: string): Mutation[] {
  const found: Mutation[] = []
  visit(parseSource(text), undefined)
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end)

  function visit(node: SyntaxNode, body: number | undefined): void {
    if (isOfTypes(node)) return
    for (const change of changesOf(node, text)) found.push({ ...change, body })
    const inner = isNode(node['body']) && isFunction(node) ? (bodyOf(node['body']) ?? body) : body
    for (const part of partsOf(node)) visit(part, part === node['body'] ? inner : body)
  }
}

/** A function whose body is an expression is taken for a part of the one that it stands in. */
function bodyOf({ type, start }: SyntaxNode): number | undefined {
  return type === 'BlockStatement' ? start : undefined
}

function isFunction({ type }: SyntaxNode): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** `x as T` and `x satisfies T` are expressions with a type in them; other nodes of TypeScript are types alone. */
function isOfTypes({ type }: SyntaxNode): boolean {
  const holdsValue = type === 'TSAsExpression' || type === 'TSSatisfiesExpression' || type === 'TSNonNullExpression'
  return (type.startsWith('TS') && !holdsValue) || type === 'ImportDeclaration' || type === 'ExportAllDeclaration'
}

type Change = Omit<Mutation, 'body'>

function changesOf(node: SyntaxNode, text: string): Change[] {
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') return operatorOf(node, text)
  if (node.type === 'Literal') return literalOf(node)
  if (node.type === 'UnaryExpression' && node['operator'] === '!') {
    return [{ start: node.start, end: node.start + 1, by: '', kind: 'condition' }]
  }
  if (node.type === 'ReturnStatement') return returnOf(node)
  if (node.type === 'ExpressionStatement') return dropped(node, text)
  return isNode(node['test']) ? conditionOf(node['test'], text) : []
}

/** Texts are added too: a sum is one of numbers for sure where one of its sides is written as a number. */
function operatorOf(node: SyntaxNode, text: string): Change[] {
  const { left, right, operator } = node
  if (typeof operator !== 'string' || !isNode(left) || !isNode(right)) return []
  const isSum = operator === '+' && [left, right].some(({ value }) => typeof value === 'number')
  const by = isSum ? '-' : OPERATORS[operator]
  if (by === undefined) return []
  const start = text.indexOf(operator, endOf(left, text))
  if (start < 0 || start >= right.start) return []
  return [{ start, end: start + operator.length, by, kind: BOUNDS.has(operator) ? 'bound' : 'operator' }]
}

/** Behind a node and the comments that follow it. */
function endOf(node: SyntaxNode, text: string): number {
  const end = Number(node['end'])
  const comment = /^(?:[\s)]*(?:\/\*[\s\S]*?\*\/|\/\/[^\n]*\n))+/.exec(text.slice(end))
  return end + (comment?.[0].length ?? 0)
}

function literalOf(node: SyntaxNode): Change[] {
  const { start, value } = node
  const end = Number(node['end'])
  if (typeof value === 'boolean') return [{ start, end, by: String(!value), kind: 'boolean' }]
  if (typeof value !== 'number' || value >= MANY || !Number.isInteger(value)) return []
  return [{ start, end, by: String(value + 1), kind: 'bound' }]
}

/** A returned text becomes another; numbers and booleans are literals as everywhere. */
function returnOf({ argument }: SyntaxNode): Change[] {
  if (!isNode(argument)) return []
  const { start } = argument
  const end = Number(argument['end'])
  if (argument.type === 'Literal' && typeof argument['value'] === 'string') {
    return [{ start, end, by: argument['value'] === '' ? `'mutant'` : `''`, kind: 'constant' }]
  }
  return []
}

function dropped(node: SyntaxNode, text: string): Change[] {
  const { start, expression } = node
  const end = Number(node['end'])
  const isStrict = typeof node['directive'] === 'string'
  if (isStrict || !isNode(expression) || text.startsWith('super(', start)) return []
  return [{ start, end, by: ';', kind: 'dropped statement' }]
}

/** What is already a negation or a comparison has a change of its own that negates it. */
function conditionOf(test: SyntaxNode, text: string): Change[] {
  const operator = String(test['operator'])
  const isOwn = test.type === 'UnaryExpression' || (test.type === 'BinaryExpression' && /^[!=]==$/.test(operator))
  if (isOwn && operator !== '-' && operator !== 'typeof') return []
  const end = Number(test['end'])
  return [{ start: test.start, end, by: `!(${text.slice(test.start, end)})`, kind: 'condition' }]
}
