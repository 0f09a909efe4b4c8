import type { Expression } from '../tree/nodes.ts'
import { classNameOf, lineOf, staticsOf } from './classes.ts'
import type { Machine } from './machine.ts'
import { isSameValue } from './same-value.ts'
import { CUT, either, elementOf, emptyItems, joinAll, knownValue, textOf, UNKNOWN } from './value.ts'
import type { Items, Scope, Value } from './value.ts'
import { addOrigins, noteChange } from './world.ts'

/** Larger arrays are shared where they are assigned, instead of copied. */
const MAX_COPY = 1000
const MAX_VARIABLES = 20_000

/** Puts a value where an expression says. */
export function assign(machine: Machine, target: Expression, value: Value, scope: Scope): void {
  machine.language.assigned?.(machine, target, value, scope)
  // Numbers that count on and on would make everything that can see them run again and again.
  const isCounter = !note(machine, target, value, scope) && typeof value.known === 'number'
  put(machine, target, isCounter ? joinAll([value], CUT) : value, scope)
}

function put(machine: Machine, target: Expression, value: Value, scope: Scope): void {
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

/** Notes what is new: for loops, which run until nothing is, and for functions, which see what is not their own. */
function note(machine: Machine, target: Expression, value: Value, scope: Scope): boolean {
  if (addOrigins(scope.origins, target, shallowOrigins(value))) scope.taints += 1
  let root = target
  while (root.kind === 'index' || root.kind === 'member') root = root.of
  const isOwn = root.kind === 'variable' && root.name !== 'this' && !isShared(machine, root.name, scope)
  if (isOwn && target.kind !== 'member') return true
  if (target.kind !== 'variable') machine.world.objects += 1
  return noteChange(machine.world, target, value)
}

/** Where a value and its elements come from; what stands in those was noted when it was put there. */
function shallowOrigins({ from, items }: Value): number {
  if (items === undefined) return from
  let all = from | (items.rest?.from ?? 0)
  let left = MAX_COPY
  for (const value of items.map.values()) {
    all |= value.from
    left -= 1
    if (left === 0) break
  }
  return all
}

/** Whether a function may see a variable that is not its own. */
function isShared({ world, globals, language }: Machine, name: string, scope: Scope): boolean {
  if (scope !== globals) return scope.globals.has(name) || language.isGlobal(name)
  return world.isAllShared || world.shared.has(name)
}

function setVariable(machine: Machine, name: string, value: Value, scope: Scope): void {
  const { variables } = scope.globals.has(name) || machine.language.isGlobal(name) ? machine.globals : scope
  if (variables.size > MAX_VARIABLES) {
    machine.cut = true
    return
  }
  machine.steps -= (value.items?.map.size ?? 0) >> 3
  const copy =
    value.items !== undefined && value.items.map.size <= MAX_COPY ? { ...value, items: copyItems(value.items) } : value
  // Which function runs first is not known: what one leaves to the file may be there for another.
  const isUnsure = machine.unsure > 0 || (variables !== scope.variables && scope !== machine.globals)
  const before = variables.get(name)
  const after = isUnsure ? either(before, copy) : copy
  if (!isSameValue(before, after)) scope.changes += 1
  variables.set(name, after)
}

const copyItems = (items: Items): Items => ({ map: new Map(items.map), rest: items.rest, next: items.next })

/** The name of a variable, also where it is computed: `${'a'}`. */
function nameOf(machine: Machine, node: Expression, scope: Scope): string | undefined {
  if (node.kind === 'named') return textOf(machine.evaluate(node.name, scope))
  return node.kind === 'variable' ? node.name : undefined
}

function setElement(
  machine: Machine,
  target: Extract<Expression, { kind: 'index' }>,
  value: Value,
  scope: Scope,
): void {
  // `$GLOBALS['a'] = …`
  const key = target.index === undefined ? undefined : machine.evaluate(target.index, scope)
  const name = key === undefined ? undefined : textOf(key)
  if (name !== undefined && nameOf(machine, target.of, scope) === 'GLOBALS') {
    machine.world.isAllShared = true
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
      const changed = machine.characters > 0 ? { ...of, known: next } : joinAll([of, value], CUT)
      return machine.assign(target.of, changed, scope)
    }
  }
  scope.changes += 1
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
    if (!object.fields.has(name) && target.of.kind === 'variable' && target.of.name !== 'this') {
      const isMagic = lineOf(machine, object.class).some(({ methods }) =>
        methods.some((method) => method.name.toLowerCase() === '__set'),
      )
      const call = { name: '__set', args: [named, value], scope, at: target.at, isDynamic: false }
      if (isMagic) machine.callMethod(owner, call)
    }
    // The order in which methods run is not known, so a field may have any value that it ever got.
    object.fields.set(name, either(object.fields.get(name), value))
    return
  }
  if (target.of.kind !== 'variable' && target.of.kind !== 'member' && target.of.kind !== 'index') return
  const fields = new Map([[name, value]])
  machine.assign(target.of, { from: owner.from, source: owner.source, object: { className: '', fields } }, scope)
}
