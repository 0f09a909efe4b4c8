import type { Expression, Statement } from '../tree/nodes.ts'
import { assign } from './assign.ts'
import { lineOf, staticsOf } from './classes.ts'
import { callNamed, evaluate } from './evaluate.ts'
import { declareAll, execute } from './execute.ts'
import type { Call, Language, Machine, Told } from './machine.ts'
import { createScope } from './scope.ts'
import { CHANGED, joinAll, listOf, NOTHING, textOf, UNKNOWN } from './value.ts'
import type { Callable, Scope, Value } from './value.ts'

/** How many steps are made, and how many characters of texts, for one file. */
const MAX_STEPS = 250_000
const MAX_CHARACTERS = 48 << 20
/** Calls of the file's own functions inside one another. */
const MAX_CALLS = 24

/** A machine for programs of a language, which tells what it finds to `tell`. */
export function createMachine(
  language: Language,
  source: string,
  tell: (told: Told, machine: Machine) => void,
): Machine {
  let calls = 0
  const machine: Machine = {
    language,
    functions: new Map(),
    classes: new Map(),
    constants: new Map(),
    statics: new Map(),
    globals: createScope(),
    called: new Set(),
    objects: [],
    source,
    layers: 0,
    steps: MAX_STEPS,
    characters: MAX_CHARACTERS,
    depth: 0,
    unsure: 0,
    halted: false,
    cut: false,
    notes: new Map(),
    tell: (told) => tell(told, machine),
    evaluate: (node, scope) => evaluate(machine, node, scope),
    execute: (statements, scope, frame) => execute(machine, statements, scope, frame),
    assign: (target, value, scope) => assign(machine, target, value, scope),
    callValue: (callee, call) => callValue(machine, callee, call),
    callMethod: (owner, call) => callMethod(machine, owner, call),
    invoke(callable, args, nodes, scope) {
      machine.called.add(callable.function)
      if (calls >= MAX_CALLS) return joinAll(args, CHANGED)
      calls += 1
      try {
        return invoke(machine, callable, args, { nodes, scope })
      } finally {
        calls -= 1
      }
    },
  }
  return machine
}

interface Caller {
  readonly nodes: readonly Expression[] | undefined
  readonly scope: Scope | undefined
}

function invoke(machine: Machine, callable: Callable, args: readonly Value[], caller: Caller): Value {
  const { function: called, scope: around, object } = callable
  const self: Value | undefined = object === undefined ? around?.self : { from: 0, object }
  const scope = createScope(self, object?.className ?? around?.className ?? '')
  if (around !== undefined) {
    if (called.isArrow) for (const [name, value] of around.variables) scope.variables.set(name, value)
    for (const name of called.captured) scope.variables.set(name, around.variables.get(name) ?? UNKNOWN)
    scope.any = around.any
  }
  for (const [index, parameter] of called.parameters.entries()) {
    const given = parameter.isRest ? listOf(args.slice(index)) : args[index]
    const byDefault = parameter.byDefault === undefined ? UNKNOWN : machine.evaluate(parameter.byDefault, scope)
    scope.variables.set(parameter.name, given ?? byDefault)
  }
  if (args.length > 0) scope.variables.set(ARGUMENTS, listOf(args))
  const { unsure } = machine
  machine.unsure = 0
  const frame = { returned: undefined as Value | undefined }
  machine.execute(called.body, scope, frame)
  machine.unsure = unsure
  if (caller.nodes !== undefined && caller.scope !== undefined) {
    for (const [index, parameter] of called.parameters.entries()) {
      const node = caller.nodes[index]
      const value = scope.variables.get(parameter.name)
      if (parameter.isReference && node !== undefined && value !== undefined) machine.assign(node, value, caller.scope)
    }
  }
  return frame.returned ?? NOTHING
}

/** The variable that holds what a function was called with, for `func_get_args`. */
export const ARGUMENTS = '\0arguments'

function callValue(machine: Machine, callee: Value, call: Call): Value {
  if (callee.callable !== undefined) return machine.invoke(callee.callable, call.args, call.nodes, call.scope)
  if (callee.object !== undefined) return callMethod(machine, callee, { ...call, name: '__invoke' })
  if (callee.items !== undefined) {
    const [owner, name] = [callee.items.map.get('0'), callee.items.map.get('1')]
    const text = name === undefined ? undefined : textOf(name)
    if (owner !== undefined && text !== undefined) return callMethod(machine, owner, { ...call, name: text })
    return machine.language.callUnknown(machine, joinAll([callee]), call)
  }
  const text = typeof callee.known === 'string' ? callee.known : undefined
  if (text === undefined || text === '') return machine.language.callUnknown(machine, callee, call)
  const colons = text.indexOf('::')
  if (colons > 0)
    return callMethod(machine, { known: text.slice(0, colons), from: 0 }, { ...call, name: text.slice(colons + 2) })
  return callNamed(machine, { ...call, name: text, isDynamic: true })
}

function callMethod(machine: Machine, owner: Value, call: Call): Value {
  const { object, known } = owner
  const name = call.name.toLowerCase()
  const of = object?.class ?? (typeof known === 'string' ? machine.classes.get(known.toLowerCase()) : undefined)
  if (of === undefined) {
    const field = object?.fields.get(call.name)
    if (field?.callable !== undefined) return machine.invoke(field.callable, call.args, call.nodes, call.scope)
    return machine.language.method(machine, owner, call)
  }
  const methods = lineOf(machine, of).flatMap((one) => one.methods)
  const method = methods.find((one) => one.name.toLowerCase() === name)
  const target =
    object ?? (call.scope.self?.object?.class === of ? call.scope.self.object : staticsOf(machine, of.name))
  if (method !== undefined)
    return machine.invoke({ function: method, scope: undefined, object: target }, call.args, call.nodes, call.scope)
  const magic = methods.find((one) => one.name.toLowerCase() === '__call' || one.name.toLowerCase() === '__callstatic')
  if (magic !== undefined) {
    return machine.invoke({ function: magic, scope: undefined, object: target }, [
      { known: call.name, from: 0 },
      listOf(call.args),
    ])
  }
  return machine.language.method(machine, owner, call)
}

/** Runs a program, then functions that nothing in it calls, then the destructors of its objects. */
export function runProgram(machine: Machine, statements: readonly Statement[]): void {
  const frame = { returned: undefined }
  declareAll(machine, statements)
  machine.execute(statements, machine.globals, frame)
  const alone: Callable[] = []
  for (const of of machine.classes.values()) {
    const object = staticsOf(machine, of.name)
    for (const method of of.methods) {
      if (!machine.called.has(method)) alone.push({ function: method, scope: undefined, object })
    }
  }
  for (const declared of machine.functions.values()) {
    if (!machine.called.has(declared)) alone.push({ function: declared, scope: undefined })
  }
  // Twice, because a method may read a field that a later method sets.
  for (let round = 0; round < 2; round += 1) for (const callable of alone) runAlone(machine, callable)
  for (const object of machine.objects) {
    for (const method of lineOf(machine, object.class).flatMap(({ methods }) => methods)) {
      if (ENDS.has(method.name.toLowerCase())) runAlone(machine, { function: method, scope: undefined, object })
    }
  }
}

const ENDS = new Set(['__destruct', '__tostring', '__wakeup', '__sleep'])

function runAlone(machine: Machine, callable: Callable): void {
  if (machine.steps <= 0) return
  machine.halted = false
  machine.unsure = 0
  machine.invoke(
    callable,
    callable.function.parameters.map(() => UNKNOWN),
  )
}
