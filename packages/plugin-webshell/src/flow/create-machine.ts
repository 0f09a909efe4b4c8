import type { Statement } from '../tree/nodes.ts'
import { assign } from './assign.ts'
import { lineOf, staticsOf } from './classes.ts'
import { callNamed, evaluate } from './evaluate.ts'
import { declareAll, execute } from './execute.ts'
import type { Call, Language, Machine, Told } from './machine.ts'
import { createInvoke } from './invoke.ts'
import { createScope } from './scope.ts'
import { createWorld } from './world.ts'
import { joinAll, listOf, textOf, UNKNOWN } from './value.ts'
import type { Callable, Value } from './value.ts'

/** Steps that one file may cost, and what each character of it adds to them. */
const MAX_STEPS = 1_000_000
const STEPS_A_CHARACTER = 4
/** What rounds of long loops may cost besides. */
const MAX_ROUND_STEPS = 1_000_000
/** Characters that it may make. */
const MAX_CHARACTERS = 48 << 20
/** How often what nothing calls is run until nothing new comes of it. */
const MAX_ROUNDS = 20
/** A machine for programs of a language, which tells what it finds to `tell`. */
export function createMachine(
  language: Language,
  source: string,
  tell: (told: Told, machine: Machine) => void,
): Machine {
  const machine: Machine = {
    language,
    functions: new Map(),
    classes: new Map(),
    constants: new Map(),
    statics: new Map(),
    globals: createScope(),
    world: createWorld(),
    called: new Set(),
    objects: [],
    closures: new Map(),
    written: [],
    source,
    layers: 0,
    steps: MAX_STEPS + source.length * STEPS_A_CHARACTER,
    roundSteps: MAX_ROUND_STEPS,
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
    invoke: () => UNKNOWN,
  }
  machine.invoke = createInvoke(machine)
  return machine
}

function callValue(machine: Machine, callee: Value, call: Call): Value {
  if (callee.callable !== undefined) return machine.invoke(callee.callable, call.args, call.nodes, call.scope)
  if (callee.object !== undefined) return callMethod(machine, callee, { ...call, name: '__invoke' })
  if (callee.items !== undefined) {
    const [owner, name] = [callee.items.map.get('0'), callee.items.map.get('1')]
    const text = name === undefined ? undefined : textOf(name)
    if (owner !== undefined && text !== undefined) return callMethod(machine, owner, { ...call, name: text })
    // Of a method that is not known, its object matters only where somebody else chooses it.
    const chosen = owner?.object === undefined || name === undefined ? callee : name
    return machine.language.callUnknown(machine, joinAll([chosen]), call)
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
  // Until nothing changes: what one method leaves in a field, another may have been run before.
  const { world } = machine
  for (let round = 0; ; round += 1) {
    const { taints } = world
    for (const callable of alone) runAlone(machine, callable)
    // What is given to functions of other files is called there.
    for (const callable of machine.closures.values())
      if (!machine.called.has(callable.function) || alone.includes(callable)) {
        if (!alone.includes(callable)) alone.push(callable)
        runAlone(machine, callable)
      }
    if (round > 0 && world.taints === taints) break
    if (round >= MAX_ROUNDS) {
      machine.cut = true
      break
    }
  }
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
