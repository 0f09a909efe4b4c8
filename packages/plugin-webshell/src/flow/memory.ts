import type { FunctionNode } from '../tree/nodes.ts'
import { isSameObject, isSameValue } from './same-value.ts'
import { CUT, joinAll } from './value.ts'
import type { Callable, Value } from './value.ts'
import type { World } from './world.ts'

/** Runs of one function after which less is kept of what it is given: numbers, then texts, then objects; then it is run no more. */
const MAX_RUNS = { numbers: 60, texts: 120, objects: 200, all: 20_000 }
const MAX_ENTRIES = 24

/** One run of a function: what it was given, and what came of it. */
export interface Entry {
  readonly args: readonly Value[]
  readonly callable: Callable
  /** What a closure sees of where it was made. */
  readonly captured: readonly (Value | undefined)[]
  /** The fields of its object, before and after. */
  readonly before: ReadonlyMap<string, Value> | undefined
  after: ReadonlyMap<string, Value> | undefined
  /** What the world was when it ended. */
  version: number
  clock: number
  result: Value | undefined
  /** What its parameters held at the end, where they are references. */
  readonly references: Map<number, Value>
  /** It changed objects: those that it is given must be the same ones. */
  mutates: boolean
  halts: boolean
  isRunning: boolean
  /** It was called from inside of itself, with the same arguments. */
  isRecursive: boolean
  /** It once gave something else for the same arguments. */
  isStateful: boolean
}

/** What is known of a function's runs. */
export interface Memory {
  runs: number
  entries: Entry[]
}

/** Runs of all functions of a program. */
export type Memories = Map<FunctionNode, Memory>

export function memoryOf(memories: Memories, of: FunctionNode): Memory {
  let memory = memories.get(of)
  if (memory === undefined) {
    memory = { runs: 0, entries: [] }
    memories.set(of, memory)
  }
  return memory
}

/** What a function is given, as far as it still matters after so many runs; undefined where it is not run any more. */
export function argumentsAfter({ runs }: Memory, args: readonly Value[]): readonly Value[] | undefined {
  if (runs < MAX_RUNS.numbers) return args
  if (runs >= MAX_RUNS.all) return undefined
  return args.map((arg) => {
    if (runs >= MAX_RUNS.objects) return joinAll([arg], CUT)
    const isCut = typeof arg.known === 'number' || (runs >= MAX_RUNS.texts && (arg.known != null || arg.items))
    return isCut ? joinAll([arg], CUT) : arg
  })
}

/** The run with these arguments, in this world. */
export function findEntry(memory: Memory, world: World, callable: Callable, args: readonly Value[]): Entry | undefined {
  const { object, scope } = callable
  const captured = capturedOf(callable)
  return memory.entries.find((entry) => {
    if (entry.args.length !== args.length || entry.callable.scope !== scope) return false
    if (!entry.isRunning && entry.version !== world.version) return false
    if (!entry.isRunning && entry.isStateful && entry.clock !== world.clock) return false
    if (!isSameList(entry.captured, captured)) return false
    if (!entry.args.every((arg, index) => isSameValue(arg, args[index], entry.mutates))) return false
    if (object === entry.callable.object) return true
    return isAsBefore(entry, callable)
  })
}

const isSameList = (a: readonly (Value | undefined)[], b: readonly (Value | undefined)[]): boolean =>
  a.length === b.length && a.every((value, index) => isSameValue(value, b[index]))

/** What a function sees of the variables around it, and of those an arrow function how often they have changed. */
function capturedOf({ function: called, scope }: Callable): (Value | undefined)[] {
  if (scope === undefined) return []
  if (called.isArrow) return [{ known: scope.changes, from: 0 }]
  return [...called.captured.map((name) => scope.variables.get(name)), scope.any]
}

function isAsBefore({ callable, before }: Entry, { object }: Callable): boolean {
  if (object === undefined || before === undefined || callable.object === undefined) return false
  return isSameObject({ ...callable.object, fields: before as Map<string, Value> }, object)
}

/** A run that begins. What the same arguments gave before goes. */
export function addEntry(memory: Memory, callable: Callable, args: readonly Value[]): Entry {
  const { object, scope } = callable
  const isSame = (entry: Entry): boolean =>
    !entry.isRunning &&
    entry.callable.object === object &&
    entry.callable.scope === scope &&
    entry.args.length === args.length &&
    entry.args.every((arg, index) => isSameValue(arg, args[index]))
  const old = memory.entries.find(isSame)
  const entry: Entry = {
    args,
    callable,
    captured: capturedOf(callable),
    before: object === undefined ? undefined : new Map(object.fields),
    after: undefined,
    version: -1,
    clock: -1,
    result: old?.result,
    references: new Map(),
    mutates: false,
    halts: false,
    isRunning: true,
    isRecursive: false,
    isStateful: old?.isStateful === true,
  }
  memory.entries = [entry, ...memory.entries.filter((one) => one !== old)].slice(0, MAX_ENTRIES)
  memory.runs += 1
  return entry
}
