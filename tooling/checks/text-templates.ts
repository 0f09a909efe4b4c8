import type { SyntaxNode } from '../build/parse-source.ts'

interface Templates {
  readonly templates: readonly string[]
  /** Whether a part of it is known only when it runs. */
  readonly isOpen: boolean
}

const OPEN: Templates = { templates: [], isOpen: true }
const MOST_DEPTH = 8

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value

/** The nodes right below a node. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

/** The constants of a file by name; of several with one name, all that they may be. */
export function findConstants(tree: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const found = new Map<string, SyntaxNode[]>()
  const visit = (node: SyntaxNode): void => {
    const { id, init } = node
    if (node.type === 'VariableDeclarator' && isNode(id) && id.type === 'Identifier' && isNode(init)) {
      const name = String(id['name'])
      found.set(name, [...(found.get(name) ?? []), init])
    }
    for (const part of partsOf(node)) visit(part)
  }
  visit(tree)
  return new Map(
    [...found].map(([name, inits]) => [
      name,
      inits.length === 1 && inits[0] ? inits[0] : { type: 'ArrayExpression', start: 0, elements: inits },
    ]),
  )
}

/** What functions of a package give back, by name. */
export type Returned = ReadonlyMap<
  string,
  { readonly node: SyntaxNode; readonly constants: ReadonlyMap<string, SyntaxNode> }
>

/** Where a file's names lead to. */
export interface Names {
  readonly constants: ReadonlyMap<string, SyntaxNode>
  readonly functions: Returned
}

/** What the functions of a file give back, by their names. */
export function findFunctions(tree: SyntaxNode, constants: ReadonlyMap<string, SyntaxNode>): Returned {
  const found = new Map<string, { node: SyntaxNode; constants: ReadonlyMap<string, SyntaxNode> }>()
  const visit = (node: SyntaxNode): void => {
    const { id, body } = node
    if (node.type === 'FunctionDeclaration' && isNode(id) && isNode(body)) {
      const elements = partsOf(body)
        .filter(({ type }) => type === 'ReturnStatement')
        .map(({ argument }) => argument)
      found.set(String(id['name']), { node: { type: 'ArrayExpression', start: node.start, elements }, constants })
    }
    for (const part of partsOf(node)) visit(part)
  }
  visit(tree)
  return found
}

/** The texts that an expression may be: one a branch, each with places for what is filled in. */
export function readTemplates(node: SyntaxNode, { constants, functions }: Names): Templates {
  return read(node, 0)

  function read(of: unknown, depth: number): Templates {
    if (!isNode(of) || depth > MOST_DEPTH) return OPEN
    const each = (parts: readonly unknown[]): Templates => {
      const all = parts.map((part) => read(part, depth + 1))
      return { templates: all.flatMap(({ templates }) => templates), isOpen: all.some(({ isOpen }) => isOpen) }
    }
    switch (of.type) {
      case 'Literal':
        return { templates: typeof of['value'] === 'string' ? [of['value']] : [], isOpen: false }
      case 'TemplateLiteral':
        return { templates: [placesOf(of)], isOpen: false }
      case 'ConditionalExpression':
        return each([of['consequent'], of['alternate']])
      case 'LogicalExpression':
        return each([of['left'], of['right']])
      case 'ArrayExpression':
        return each(of['elements'] as readonly unknown[])
      case 'ObjectExpression':
        return each((of['properties'] as readonly SyntaxNode[]).map((property) => property['value']))
      case 'ArrowFunctionExpression':
        return read(of['body'], depth + 1)
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ParenthesizedExpression':
      case 'ChainExpression':
      case 'AwaitExpression':
        return read(of['expression'] ?? of['argument'], depth + 1)
      case 'CallExpression': {
        const called =
          isNode(of['callee']) && of['callee'].type === 'Identifier'
            ? functions.get(String(of['callee']['name']))
            : undefined
        return called && depth < 5
          ? readTemplates(called.node, { constants: called.constants, functions: new Map() })
          : OPEN
      }
      case 'Identifier':
        return of['name'] === 'undefined'
          ? { templates: [], isOpen: false }
          : constants.has(String(of['name']))
            ? read(constants.get(String(of['name'])), depth + 1)
            : OPEN
      case 'MemberExpression':
        return isNode(of['object']) &&
          of['object'].type === 'Identifier' &&
          constants.get(String(of['object']['name']))?.type === 'ObjectExpression'
          ? read(of['object'], depth + 1)
          : OPEN
      default:
        return OPEN
    }
  }
}

/** `cannot read {0}: {1}` of a template literal. */
function placesOf(literal: SyntaxNode): string {
  const quasis = (literal['quasis'] as readonly { readonly value: { readonly cooked: string } }[]).map(
    ({ value }) => value.cooked,
  )
  return quasis.map((text, at) => (at === 0 ? text : `{${at - 1}}${text}`)).join('')
}
