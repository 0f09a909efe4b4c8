import { parseSource } from '../build/parse-source.ts'
import type { SyntaxNode } from '../build/parse-source.ts'
import { findConstants, findFunctions, isNode, partsOf, readTemplates } from './text-templates.ts'
import { isTest } from './workspace.ts'
import type { Package, Workspace } from './workspace.ts'

/** A text that a person may read, with places `{0}` for what is filled in, and where it is made. */
export interface SaidText {
  readonly template: string
  readonly at: string
  /** Whether the template itself is what is translated, and not a text that was made by it. */
  readonly isFilled: boolean
}

/** What an expression says that is known only when it runs. */
export interface OpenText {
  readonly at: string
  readonly source: string
}

/** Every text of a package's sources that is shown in a terminal or a report. */
export interface SaidTexts {
  readonly said: readonly SaidText[]
  readonly open: readonly OpenText[]
}

/** Properties whose value is read by a person. */
const SAID_PROPERTIES = new Set([
  'hint',
  'how',
  'description',
  'describe',
  'evidence',
  'reason',
  'skipped',
  'note',
  'notes',
  'title',
  'unavailable',
])
/** Methods of yargs, and which of their arguments are texts. */
const SAID_METHODS: ReadonlyMap<string, readonly number[]> = new Map(
  Object.entries({ command: [1], demandCommand: [1], example: [1], completion: [1], usage: [0] }),
)
const OPTION_METHODS = new Set(['boolean', 'string', 'number', 'choice', 'list', 'file', 'folder', 'files'])
const LOG_METHODS = new Set(['error', 'warn', 'info', 'debug'])
/** Functions that show or translate the text that they are given first. */
const SAYING = new Set(['say', 'toNote', 'incomplete', 'cut', 'UnreadableError'])

/** Finds the texts of errors, hints, options, commands, logs and notes in the sources of a package. */
export function findSaidTexts(workspace: Workspace, of: Package): SaidTexts {
  const files = workspace
    .files(`${of.folder}/src/**/*.ts`)
    .filter((path) => !isTest(path) && !/\/(?:assets|rules)\//.test(path))
  const trees = files.map((path) => {
    const text = workspace.read(path)
    const tree = parseSource(text)
    return { path, text, tree, constants: findConstants(tree) }
  })
  const functions = new Map(trees.flatMap(({ tree, constants }) => [...findFunctions(tree, constants)]))
  const makers = findErrorMakers(trees.map(({ tree }) => tree))
  const said: SaidText[] = []
  const open: OpenText[] = []
  for (const { path, text, tree, constants } of trees) {
    const atOf = ({ start }: SyntaxNode): string => `${path}:${text.slice(0, start).split('\n').length}`
    for (const { node, isPiece } of saidExpressions(tree, makers)) {
      const { templates, isOpen } = readTemplates(node, { constants, functions })
      for (const template of templates) {
        if (/\p{Script=Han}/u.test(template)) continue
        // A word by itself that a function is given is a name, not a sentence.
        if (isPiece && !/\S \S|:$/.test(template)) continue
        if (/\p{L}/u.test(template.replaceAll(/\{\d+\}/g, '')))
          said.push({ template, at: atOf(node), isFilled: node.type === 'Literal' && template.includes('{0}') })
      }
      if (isOpen && !isPiece)
        open.push({ at: atOf(node), source: text.slice(node.start, Number(node['end'])).replaceAll(/\s+/g, ' ') })
    }
  }
  return { said, open }
}

interface SaidExpression {
  readonly node: SyntaxNode
  /** Whether it may be part of a text only. */
  readonly isPiece: boolean
}

function* saidExpressions(node: SyntaxNode, makers: ReadonlySet<string>): Generator<SaidExpression> {
  for (const expression of ofNode(node, makers)) if (isNode(expression.node)) yield expression
  for (const part of partsOf(node)) yield* saidExpressions(part, makers)
}

function* ofNode(node: SyntaxNode, makers: ReadonlySet<string>): Generator<SaidExpression> {
  if (node.type === 'Property' && SAID_PROPERTIES.has(nameOf(node['key'])) && !isTranslated(node['value']))
    yield { node: node['value'] as SyntaxNode, isPiece: nameOf(node['key']) !== 'hint' }
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
  const args = node['arguments'] as readonly SyntaxNode[]
  const callee = node['callee'] as SyntaxNode
  const name = nameOf(callee)
  if (name === 'VeinmindError' || name === 'usageError') yield { node: args[1] as SyntaxNode, isPiece: false }
  else if (SAYING.has(name)) yield { node: args[0] as SyntaxNode, isPiece: false }
  // What a plugin notes of a run; other notes have more arguments, or are objects.
  else if (name === 'note' && args.length === 1 && (args[0]?.type ?? '').endsWith('Literal'))
    yield { node: args[0] as SyntaxNode, isPiece: true }
  else if (makers.has(name) && !args.some(isChinese)) for (const arg of args) yield { node: arg, isPiece: true }
  if (callee.type !== 'MemberExpression') return
  const method = nameOf(callee['property'])
  const object = nameOf(callee['object'])
  for (const place of SAID_METHODS.get(method) ?? []) if (args[place]) yield { node: args[place], isPiece: true }
  if (
    (object === 'option' && OPTION_METHODS.has(method)) ||
    (LOG_METHODS.has(method) && /^(?:log|logger)$/.test(object))
  )
    yield { node: args[0] as SyntaxNode, isPiece: false }
  if (method === 'write' && nameOf((callee['object'] as SyntaxNode)['property'] ?? callee['object']) === 'stderr')
    yield { node: args[0] as SyntaxNode, isPiece: true }
}

/** Whether a text stands there in both languages, `{ en, zh }`. */
function isTranslated(value: unknown): boolean {
  return (
    isNode(value) &&
    value.type === 'ObjectExpression' &&
    (value['properties'] as readonly SyntaxNode[]).some(({ key }) => nameOf(key) === 'zh')
  )
}

const isChinese = (node: SyntaxNode): boolean =>
  node.type === 'Literal' && /\p{Script=Han}/u.test(String(node['value']))

/** The functions, by name, that make an error of what they are given; what they are given by others may be text as well. */
function findErrorMakers(trees: readonly SyntaxNode[]): ReadonlySet<string> {
  const makers = new Set<string>()
  const visit = (node: SyntaxNode): boolean => {
    const isMade =
      (node.type === 'NewExpression' || node.type === 'CallExpression') &&
      ['VeinmindError', 'usageError'].includes(nameOf(node['callee']))
    let makes = isMade
    for (const part of partsOf(node)) makes = visit(part) || makes
    if (!makes) return false
    if (node.type === 'FunctionDeclaration') makers.add(nameOf(node['id']))
    if (node.type === 'VariableDeclarator' && isNode(node['init']) && node['init'].type === 'ArrowFunctionExpression')
      makers.add(nameOf(node['id']))
    if (node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') makers.add(nameOf(node['key']))
    return true
  }
  for (const tree of trees) visit(tree)
  makers.delete('')
  return makers
}

/** The name of an identifier, or of the last part of `a.b`. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  if (node.type === 'Identifier') return String(node['name'])
  if (node.type === 'MemberExpression') return nameOf(node['property'])
  return node.type === 'Literal' ? String(node['value']) : ''
}
