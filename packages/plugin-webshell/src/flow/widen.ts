import type { Expression, Statement } from '../tree/nodes.ts'
import type { Machine } from './machine.ts'
import { CUT, joinAll } from './value.ts'
import type { Scope } from './value.ts'

/** Forgets what is known of all that statements assign: they are not run to their end. */
export function widen(machine: Machine, statements: readonly unknown[], scope: Scope): void {
  for (const target of targetsIn(statements)) {
    const value = machine.evaluate(target, scope)
    if (value.known != null || value.items !== undefined) machine.assign(target, joinAll([value], CUT), scope)
  }
}

/** What is assigned anywhere in statements, but for functions in them. */
function targetsIn(statements: readonly unknown[]): Set<Expression> {
  const found = new Map<string, Expression>()
  const waiting: unknown[] = [...statements]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const one = node as Expression | Statement
    if (one.kind === 'function' || one.kind === 'declare-function' || one.kind === 'declare-class') continue
    if (one.kind === 'assign' || one.kind === 'step') {
      const root = rootOf(one.target)
      if (root !== undefined) found.set(root.name, root.node)
    }
    waiting.push(...Object.values(node).filter((part) => typeof part === 'object'))
  }
  return new Set(found.values())
}

/** The variable, or the field, that something is put into. */
function rootOf(target: Expression): { readonly name: string; readonly node: Expression } | undefined {
  let node = target
  while (node.kind === 'index') node = node.of
  if (node.kind === 'variable') return { name: node.name, node }
  return node.kind === 'member' && typeof node.name === 'string' ? { name: `->${node.name}`, node } : undefined
}
