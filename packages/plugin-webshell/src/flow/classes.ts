import type { ClassNode, Expression } from '../tree/nodes.ts'
import type { Machine } from './machine.ts'
import { NOTHING, textOf } from './value.ts'
import type { ObjectValue, Scope } from './value.ts'

/** The class's own fields, made when they are first asked for. */
export function staticsOf(machine: Machine, className: string): ObjectValue {
  const key = className.toLowerCase()
  const known = machine.statics.get(key)
  if (known !== undefined) return known
  const made = makeObject(machine, machine.classes.get(key), className)
  machine.statics.set(key, made)
  return made
}

/** An object with the fields of its class and of the classes above it. */
export function makeObject(machine: Machine, of: ClassNode | undefined, className: string): ObjectValue {
  const object: ObjectValue = { className, class: of, fields: new Map() }
  for (const one of lineOf(machine, of)) {
    for (const { name, value } of one.fields) {
      if (object.fields.has(name)) continue
      object.fields.set(name, value === undefined ? NOTHING : machine.evaluate(value, machine.globals))
    }
  }
  return object
}

/** A class and its parent classes, as far as this file declares them. */
export function lineOf(machine: Machine, of: ClassNode | undefined): ClassNode[] {
  const line: ClassNode[] = of === undefined ? [] : [of]
  for (let index = 0; index < line.length && line.length < 500; index += 1) {
    for (const name of (line[index] as ClassNode).parents) {
      const parent = machine.classes.get(name.toLowerCase())
      if (parent !== undefined && !line.includes(parent)) line.push(parent)
    }
  }
  return line
}

/** The name of the class that `self`, `static` or a name refers to. */
export function classNameOf(machine: Machine, node: Expression, scope: Scope): string | undefined {
  if (node.kind !== 'name') return textOf(machine.evaluate(node, scope))
  const lower = node.name.toLowerCase()
  if (lower === 'self' || lower === 'static' || lower === 'parent') return scope.className
  return node.name.startsWith('\\') ? node.name.slice(1) : node.name
}
