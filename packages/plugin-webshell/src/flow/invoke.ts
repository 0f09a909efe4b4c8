import type { Expression } from '../tree/nodes.ts'
import type { Machine } from './machine.ts'
import { addEntry, argumentsAfter, findEntry, memoryOf } from './memory.ts'
import type { Entry, Memories } from './memory.ts'
import { isSameValue } from './same-value.ts'
import { createScope } from './scope.ts'
import { CHANGED, CUT, joinAll, listOf, NOTHING, UNKNOWN } from './value.ts'
import type { Callable, Scope, Value } from './value.ts'

/** Calls of the file's own functions inside one another. */
const MAX_CALLS = 300
/** Runs of a function that calls itself, until it gives the same. */
const MAX_ROUNDS = 8

/** The variable that holds what a function was called with, for `func_get_args`. */
export const ARGUMENTS = '\0arguments'

/** The variable that holds what a generator gives. */
export const YIELDED = '\0yielded'

interface Caller {
  readonly nodes: readonly Expression[] | undefined
  readonly scope: Scope | undefined
}

/** Makes what calls the functions of a program: each once for the same arguments, as long as nothing has changed that it could see. */
export function createInvoke(machine: Machine): Machine['invoke'] {
  const memories: Memories = new Map()
  let calls = 0
  return (callable, given, nodes, scope) => {
    machine.called.add(callable.function)
    const caller = { nodes, scope }
    const memory = memoryOf(memories, callable.function)
    const args = argumentsAfter(memory, given)
    if (args === undefined || calls >= MAX_CALLS) {
      machine.cut = true
      return joinAll(given, CHANGED | CUT)
    }
    machine.steps -= memory.entries.length << 1
    const known = findEntry(memory, machine.world, callable, args)
    if (known?.isRunning === true) {
      known.isRecursive = true
      return known.result ?? UNKNOWN
    }
    if (known !== undefined) return repeat(machine, known, callable, caller)
    const entry = addEntry(memory, callable, args)
    calls += 1
    try {
      return run(machine, entry, caller)
    } finally {
      calls -= 1
      entry.isRunning = false
    }
  }
}

/** What came of a run comes of it again. */
function repeat(machine: Machine, entry: Entry, { object }: Callable, caller: Caller): Value {
  if (object !== undefined && object !== entry.callable.object) {
    for (const [name, value] of entry.after ?? []) object.fields.set(name, value)
  }
  if (entry.halts) machine.halted = true
  giveBack(machine, entry, caller)
  return entry.result ?? NOTHING
}

function run(machine: Machine, entry: Entry, caller: Caller): Value {
  const { world } = machine
  const { objects } = world
  const earlier = entry.result
  for (let round = 0; ; round += 1) {
    const assumed = entry.result
    entry.result = runBody(machine, entry)
    if (!entry.isRecursive || isSameValue(assumed ?? UNKNOWN, entry.result)) break
    if (round >= MAX_ROUNDS) {
      entry.result = { ...entry.result, from: entry.result.from | CUT }
      break
    }
    entry.isRecursive = false
  }
  if (earlier !== undefined && !isSameValue(earlier, entry.result)) entry.isStateful = true
  entry.version = world.version
  entry.clock = world.clock
  entry.mutates = world.objects !== objects
  entry.halts = machine.halted
  const { object } = entry.callable
  if (object !== undefined) entry.after = new Map(object.fields)
  giveBack(machine, entry, caller)
  return entry.result
}

function runBody(machine: Machine, { callable, args, references }: Entry): Value {
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
  for (const [index, { name, isReference }] of called.parameters.entries()) {
    const value = isReference ? scope.variables.get(name) : undefined
    if (value !== undefined) references.set(index, value)
  }
  const yielded = scope.variables.get(YIELDED)
  if (yielded !== undefined) return { from: 0, items: { map: new Map(), rest: yielded, next: 0 } }
  return frame.returned ?? NOTHING
}

/** References get what the parameters held at the end. */
function giveBack(machine: Machine, { references }: Entry, { nodes, scope }: Caller): void {
  if (nodes === undefined || scope === undefined) return
  for (const [index, value] of references) {
    const node = nodes[index]
    if (node !== undefined) machine.assign(node, value, scope)
  }
}
