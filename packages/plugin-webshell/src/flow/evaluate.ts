import type { Expression } from '../tree/nodes.ts'
import { classNameOf, lineOf, makeObject, staticsOf } from './classes.ts'
import type { Machine } from './machine.ts'
import { asText, hasMethod, joinTexts } from './texts.ts'
import { stepOf } from './step.ts'
import { either, elementOf, emptyItems, isTrue, joinAll, knownValue, textOf, UNKNOWN, UNSET } from './value.ts'
import type { Scope, Value } from './value.ts'

const MAX_DEPTH = 1200
/** Objects of the file's classes, which end when the program does. */
const MAX_OBJECTS = 20_000

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>

/** What an expression gives. */
export function evaluate(machine: Machine, node: Expression, scope: Scope): Value {
  machine.steps -= 1
  if (machine.steps <= 0 || machine.depth > MAX_DEPTH) {
    machine.cut = true
    return UNKNOWN
  }
  machine.depth += 1
  try {
    return evaluateOne(machine, node, scope)
  } finally {
    machine.depth -= 1
  }
}

function evaluateOne(machine: Machine, node: Expression, scope: Scope): Value {
  switch (node.kind) {
    case 'text':
      return knownValue(node.value)
    case 'number':
      return knownValue(node.value)
    case 'variable':
      return readVariable(machine, node.name, scope)
    case 'named': {
      const name = machine.evaluate(node.name, scope)
      const text = textOf(name)
      return text === undefined ? { ...joinAll([name]), items: undefined } : readVariable(machine, text, scope)
    }
    case 'name':
      return machine.constants.get(node.name) ?? machine.language.constant(machine, node.name, scope)
    case 'array':
      return evaluateArray(machine, node, scope)
    case 'index':
      return evaluateIndex(machine, node, scope)
    case 'member':
      return evaluateMember(machine, node, scope)
    case 'call':
      return evaluateCall(machine, node, scope)
    case 'new':
      return evaluateNew(machine, node, scope)
    case 'assign':
      return evaluateAssign(machine, node, scope)
    case 'step':
      return evaluateStep(machine, node, scope)
    case 'binary':
      return evaluateBinary(machine, node, scope)
    case 'unary':
      return machine.language.unary(machine, node.operator, machine.evaluate(node.of, scope))
    case 'cast':
      return machine.language.cast(
        machine,
        node.type,
        asText(machine, machine.evaluate(node.of, scope), scope, node.at),
      )
    case 'choice':
      return evaluateChoice(machine, node, scope)
    case 'joined':
      return joinTexts(
        machine,
        node.parts.map((part) => asText(machine, machine.evaluate(part, scope), scope, part.at)),
      )
    case 'function': {
      const callable = { function: node.function, scope }
      machine.closures.set(node.function, callable)
      return { from: 0, callable }
    }
    default:
      return UNKNOWN
  }
}

/** The variable of this name: of the language, of the function, or of the file. */
export function readVariable(machine: Machine, name: string, scope: Scope): Value {
  if (scope.self !== undefined && name === 'this') return scope.self
  const own = scope.globals.has(name) || machine.language.isGlobal(name) ? machine.globals : scope
  const found = own.variables.get(name)
  if (found !== undefined) return found
  return (
    machine.language.variable(machine, name) ??
    own.any ??
    (own === machine.globals ? { from: UNSET, source: `$${name}` } : UNKNOWN)
  )
}

function evaluateArray(machine: Machine, node: Of<'array'>, scope: Scope): Value {
  const items = emptyItems()
  for (const { key, value: element, isSpread } of node.items) {
    const value = machine.evaluate(element, scope)
    if (isSpread) {
      for (const one of value.items?.map.values() ?? []) {
        items.map.set(String(items.next), one)
        items.next += 1
      }
      if (value.items === undefined) items.rest = either(items.rest, value)
      continue
    }
    if (key === undefined) {
      items.map.set(String(items.next), value)
      items.next += 1
      continue
    }
    const name = machine.evaluate(key, scope)
    const text = textOf(name)
    if (text === undefined) items.rest = joinAll([items.rest ?? UNKNOWN, value, name])
    else {
      items.map.set(text, value)
      if (/^\d{1,9}$/.test(text)) items.next = Math.max(items.next, Number(text) + 1)
    }
  }
  return { from: 0, items }
}

function evaluateIndex(machine: Machine, node: Of<'index'>, scope: Scope): Value {
  const of = machine.evaluate(node.of, scope)
  const key = node.index === undefined ? undefined : machine.evaluate(node.index, scope)
  if (of.items === undefined && of.known === undefined && key !== undefined && textOf(key) !== undefined) {
    const special = machine.language.field(machine, of, textOf(key) as string)
    if (special !== UNKNOWN) return special
  }
  return elementOf(of, key)
}

function evaluateMember(machine: Machine, node: Of<'member'>, scope: Scope): Value {
  const name = typeof node.name === 'string' ? node.name : textOf(machine.evaluate(node.name, scope))
  if (node.isStatic) {
    const className = classNameOf(machine, node.of, scope)
    if (className === undefined || name === undefined) return UNKNOWN
    if (name === 'class') return knownValue(className)
    return staticsOf(machine, className).fields.get(name) ?? UNKNOWN
  }
  const owner = machine.evaluate(node.of, scope)
  if (owner.object !== undefined) {
    if (name === undefined) return joinAll([owner])
    const field = owner.object.fields.get(name)
    if (field !== undefined) return field
    if (hasMethod(machine, owner.object, '__get')) {
      const call = { name: '__get', args: [knownValue(name)], scope, at: node.at, isDynamic: false }
      return machine.callMethod(owner, call)
    }
  }
  return name === undefined ? joinAll([owner]) : machine.language.field(machine, owner, name)
}

function evaluateCall(machine: Machine, node: Of<'call'>, scope: Scope): Value {
  const { callee, at } = node
  if (callee.kind === 'member') {
    const name = typeof callee.name === 'string' ? callee.name : machine.evaluate(callee.name, scope)
    const owner = callee.isStatic
      ? knownValue(classNameOf(machine, callee.of, scope) ?? '')
      : machine.evaluate(callee.of, scope)
    const args = node.args.map((arg) => machine.evaluate(arg, scope))
    const common = { args, nodes: node.args, scope, at }
    if (typeof name === 'string') return machine.callMethod(owner, { ...common, name, isDynamic: false })
    const text = textOf(name)
    if (text === undefined) return machine.language.callUnknown(machine, name, { ...common, name: '', isDynamic: true })
    return machine.callMethod(owner, { ...common, name: text, isDynamic: true })
  }
  const value = callee.kind === 'name' ? undefined : machine.evaluate(callee, scope)
  const args = node.args.map((arg) => machine.evaluate(arg, scope))
  const call = { name: callee.kind === 'name' ? callee.name : '', args, nodes: node.args, scope, at, isDynamic: false }
  return value === undefined ? callNamed(machine, call) : machine.callValue(value, { ...call, isDynamic: true })
}

/** A function by its name: of the file, or of the language. */
export function callNamed(machine: Machine, call: Parameters<Machine['callValue']>[1]): Value {
  const name = call.name.slice(call.name.lastIndexOf('\\') + 1)
  const declared = machine.functions.get(name.toLowerCase())
  if (declared !== undefined) {
    return machine.invoke({ function: declared, scope: undefined }, call.args, call.nodes, call.scope)
  }
  return machine.language.call(machine, { ...call, name })
}

function evaluateNew(machine: Machine, node: Of<'new'>, scope: Scope): Value {
  if (node.body !== undefined) machine.classes.set(node.body.name.toLowerCase(), node.body)
  const args = node.args.map((arg) => machine.evaluate(arg, scope))
  const name = classNameOf(machine, node.type, scope)
  const call = { name: name ?? '', args, nodes: node.args, scope, at: node.at, isDynamic: node.type.kind !== 'name' }
  if (name === undefined) return machine.language.callUnknown(machine, machine.evaluate(node.type, scope), call)
  const declared = machine.classes.get(name.toLowerCase())
  if (declared === undefined) return machine.language.create(machine, call)
  const object = makeObject(machine, declared, name)
  if (machine.objects.length < MAX_OBJECTS) machine.objects.push(object)
  else machine.cut = true
  const value: Value = { from: 0, object }
  const constructor = lineOf(machine, declared)
    .flatMap(({ methods }) => methods)
    .find((method) => method.name.toLowerCase() === '__construct' || method.name.toLowerCase() === name.toLowerCase())
  if (constructor !== undefined)
    machine.invoke({ function: constructor, scope: undefined, object }, args, node.args, scope)
  else if (declared.parents.length > 0)
    machine.language.create(machine, { ...call, name: declared.parents[0] as string })
  return value
}

function evaluateAssign(machine: Machine, node: Of<'assign'>, scope: Scope): Value {
  const { operator, target } = node
  let value = machine.evaluate(node.value, scope)
  if (operator !== '=' && operator !== ':=') {
    const before = machine.evaluate(target, scope)
    if (operator === '??=') value = before.known == null && before.items === undefined ? either(before, value) : before
    else if (operator === '.=')
      value = joinTexts(machine, [before.known === undefined && before.from === UNSET ? knownValue('') : before, value])
    else value = machine.language.binary(machine, operator.slice(0, -1), before, value)
  }
  machine.assign(target, value, scope)
  return value
}

/** `++` of a text gives the next one, which shells without letters are spelt with. */
function evaluateStep(machine: Machine, node: Of<'step'>, scope: Scope): Value {
  const before = machine.evaluate(node.target, scope)
  const after = stepOf(before, node.by)
  machine.assign(node.target, after, scope)
  return node.isPrefix ? after : before
}

/** Long chains lean to the left: they are gone through without going deeper. */
function evaluateBinary(machine: Machine, node: Of<'binary'>, scope: Scope): Value {
  const chain: Of<'binary'>[] = []
  let first: Expression = node
  while (first.kind === 'binary') {
    chain.push(first)
    first = first.left
  }
  let left = machine.evaluate(first, scope)
  const parts: Value[] = [left]
  for (let index = chain.length - 1; index >= 0; index -= 1) {
    const { operator, right: other } = chain[index] as Of<'binary'>
    const right = evaluateRight(machine, operator, { left, other }, scope)
    // Texts are joined at once, not one by one: that would be quadratic.
    if (operator === '.' && (index === 0 || chain[index - 1]?.operator === '.')) {
      parts.push(right)
      if (index > 0) continue
      return joinTexts(machine, parts)
    }
    if (operator === '.') left = joinTexts(machine, [...parts, right])
    else left = machine.language.binary(machine, operator, left, right)
    parts.length = 0
    parts.push(left)
  }
  return left
}

const LAZY = new Set(['&&', '||', 'and', 'or', '??'])

function evaluateRight(
  machine: Machine,
  operator: string,
  { left, other }: { readonly left: Value; readonly other: Expression },
  scope: Scope,
): Value {
  if (!LAZY.has(operator)) return machine.evaluate(other, scope)
  const test = operator === '??' ? left.known !== null && left.known !== undefined : isTrue(left)
  const isSure = test !== undefined && machine.unsure === 0 && operator !== '??'
  const runs = operator === '&&' || operator === 'and' ? test !== false : test !== true
  if (isSure && !runs) return UNKNOWN
  machine.unsure += isSure ? 0 : 1
  const value = machine.evaluate(other, scope)
  machine.unsure -= isSure ? 0 : 1
  return value
}

function evaluateChoice(machine: Machine, node: Of<'choice'>, scope: Scope): Value {
  const tested = machine.evaluate(node.test, scope)
  const test = isTrue(tested)
  if (test !== undefined && machine.unsure === 0) {
    if (!test) return machine.evaluate(node.no, scope)
    return node.yes === undefined ? tested : machine.evaluate(node.yes, scope)
  }
  machine.unsure += 1
  const yes = node.yes === undefined ? tested : machine.evaluate(node.yes, scope)
  const no = machine.evaluate(node.no, scope)
  machine.unsure -= 1
  return (yes.from & 7) !== 0 ? either(no, yes) : either(yes, no)
}
