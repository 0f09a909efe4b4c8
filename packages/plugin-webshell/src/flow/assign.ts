import type { Expression } from '../tree/nodes.ts'
import { classNameOf, staticsOf } from './classes.ts'
import type { Machine } from './machine.ts'
import { either, elementOf, emptyItems, joinAll, knownValue, textOf, UNKNOWN } from './value.ts'
import type { Items, Scope, Value } from './value.ts'

/** Larger arrays are shared where they are assigned, instead of copied. */
const MAX_COPY = 1000
const MAX_VARIABLES = 20_000

/** Puts a value where an expression says. */
export function assign(machine: Machine, target: Expression, value: Value, scope: Scope): void {
  machine.language.assigned?.(machine, target, value, scope)
  switch (target.kind) {
    case 'variable':
      return setVariable(machine, target.name, value, scope)
    case 'named': {
      const name = machine.evaluate(target.name, scope)
      const text = textOf(name)
      if (text !== undefined) return setVariable(machine, text, value, scope)
      // The name of the variable comes from a request: any variable may be meant.
      if ((name.from & 1) !== 0) scope.any = joinAll([scope.any ?? UNKNOWN, value, name])
      return
    }
    case 'index':
      return setElement(machine, target, value, scope)
    case 'member':
      return setField(machine, target, value, scope)
    case 'array':
      for (const [index, { key, value: element }] of target.items.entries()) {
        if (element.kind === 'unknown') continue
        const name = key === undefined ? knownValue(index) : machine.evaluate(key, scope)
        machine.assign(element, elementOf(value, name), scope)
      }
      return
    default:
  }
}

function setVariable(machine: Machine, name: string, value: Value, scope: Scope): void {
  const { variables } = scope.globals.has(name) || machine.language.isGlobal(name) ? machine.globals : scope
  if (variables.size > MAX_VARIABLES) return
  const copy =
    value.items !== undefined && value.items.map.size <= MAX_COPY ? { ...value, items: copyItems(value.items) } : value
  variables.set(name, machine.unsure > 0 ? either(variables.get(name), copy) : copy)
}

const copyItems = (items: Items): Items => ({ map: new Map(items.map), rest: items.rest, next: items.next })

function setElement(
  machine: Machine,
  target: Extract<Expression, { kind: 'index' }>,
  value: Value,
  scope: Scope,
): void {
  // `$GLOBALS['a'] = …`
  const key = target.index === undefined ? undefined : machine.evaluate(target.index, scope)
  const name = key === undefined ? undefined : textOf(key)
  if (target.of.kind === 'variable' && target.of.name === 'GLOBALS' && name !== undefined) {
    machine.globals.variables.set(name, value)
    return
  }
  const of = machine.evaluate(target.of, scope)
  if (typeof of.known === 'string' && of.known !== '' && key !== undefined && key.known !== undefined) {
    const index = Number(key.known)
    const text = textOf(value)
    if (text !== undefined && Number.isInteger(index) && index >= 0 && index < 1 << 20) {
      machine.characters -= of.known.length
      const padded = of.known.padEnd(index, ' ')
      const next = padded.slice(0, index) + text.charAt(0) + padded.slice(index + 1)
      return machine.characters > 0 ? machine.assign(target.of, { ...of, known: next }, scope) : undefined
    }
  }
  const items = of.items ?? { ...emptyItems(), rest: of.from === 0 || of.known === '' ? undefined : of }
  if (key === undefined) {
    items.map.set(String(items.next), value)
    items.next += 1
  } else if (name === undefined) items.rest = joinAll([items.rest ?? UNKNOWN, value, key])
  else {
    items.map.set(name, machine.unsure > 0 ? either(items.map.get(name), value) : value)
    if (/^\d{1,9}$/.test(name)) items.next = Math.max(items.next, Number(name) + 1)
  }
  if (items.map.size > MAX_VARIABLES) {
    items.rest = joinAll([...items.map.values()])
    items.map.clear()
  }
  if (of.items === undefined) machine.assign(target.of, { from: of.from & ~64, source: of.source, items }, scope)
}

function setField(machine: Machine, target: Extract<Expression, { kind: 'member' }>, value: Value, scope: Scope): void {
  const named = typeof target.name === 'string' ? knownValue(target.name) : machine.evaluate(target.name, scope)
  const name = textOf(named)
  if (name === undefined) return
  if (target.isStatic) {
    const className = classNameOf(machine, target.of, scope)
    if (className !== undefined) staticsOf(machine, className).fields.set(name, value)
    return
  }
  const owner = machine.evaluate(target.of, scope)
  const { object } = owner
  if (object !== undefined) {
    // The order in which methods run is not known, so a field may have any value that it ever got.
    object.fields.set(name, either(object.fields.get(name), value))
    return
  }
  if (target.of.kind !== 'variable' && target.of.kind !== 'member' && target.of.kind !== 'index') return
  const fields = new Map([[name, value]])
  machine.assign(target.of, { from: owner.from, source: owner.source, object: { className: '', fields } }, scope)
}
