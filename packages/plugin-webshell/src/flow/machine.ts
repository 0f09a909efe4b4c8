import type { ClassNode, Expression, FunctionNode, Statement } from '../tree/nodes.ts'
import type { Callable, ObjectValue, Scope, Value } from './value.ts'
import type { World } from './world.ts'
import type { Confidence } from '@veinmind/sdk'

/** A finding at a place of the program. */
export interface Told {
  readonly rule: string
  readonly confidence: Confidence
  readonly at: number
  readonly sink: string
  readonly source: string
}

/** A call, with the values of its arguments as far as they are known. */
export interface Call {
  /** The name as it is written; of a function without its namespace. */
  readonly name: string
  readonly args: readonly Value[]
  /** Absent for a call that is not written in the program, such as that of a callback. */
  readonly nodes?: readonly Expression[] | undefined
  readonly scope: Scope
  readonly at: number
  /** The name was computed. */
  readonly isDynamic: boolean
}

/** What differs between languages. */
export interface Language {
  /** A variable that the language itself sets. */
  variable(machine: Machine, name: string): Value | undefined
  /** A lone name. */
  constant(machine: Machine, name: string, scope: Scope): Value
  /** A function that the file does not declare. */
  call(machine: Machine, call: Call): Value
  /** A method of a value that is no object of the file's classes. The owner is `undefined` for a static method. */
  method(machine: Machine, owner: Value, call: Call): Value
  /** A field of what is no object of the file's classes. */
  field(machine: Machine, owner: Value, name: string): Value
  /** An object of a class that the file does not declare. */
  create(machine: Machine, call: Call): Value
  /** A call of a function of which only the origin is known. */
  callUnknown(machine: Machine, callee: Value, call: Call): Value
  /** Texts that are joined, not all of which are known. */
  join(machine: Machine, parts: readonly Value[]): Value
  /** Whether a name means the same variable everywhere. */
  isGlobal(name: string): boolean
  /** An operator whose operands are evaluated. */
  binary(machine: Machine, operator: string, left: Value, right: Value): Value
  unary(machine: Machine, operator: string, of: Value): Value
  cast(machine: Machine, type: string, of: Value): Value
  /** What is assigned to a field or an element of something that the language gives a meaning. */
  assigned?(machine: Machine, target: Expression, value: Value, scope: Scope): void
}

/**
 * Runs a program on values that are known, and follows where the others come from. Nothing of the program is really run: texts are
 * joined and taken apart.
 */
export interface Machine {
  readonly language: Language
  readonly functions: Map<string, FunctionNode>
  readonly classes: Map<string, ClassNode>
  readonly constants: Map<string, Value>
  /** The static fields of classes. */
  readonly statics: Map<string, ObjectValue>
  readonly globals: Scope
  /** What changes of that which functions share. */
  readonly world: World
  /** Functions that were run. */
  readonly called: Set<FunctionNode>
  readonly objects: ObjectValue[]
  /** Functions without a name, by where they stand, as they were last made. */
  readonly closures: Map<FunctionNode, Callable>
  /** What was written to files, and where. */
  readonly written: { readonly path: Value; readonly content: Value }[]
  /** The source that is run: of the file, or of what it decodes. */
  source: string
  /** How many decoded programs are run inside one another. */
  layers: number
  /** Steps that are left. */
  steps: number
  /** What rounds of long loops may still cost. */
  roundSteps: number
  /** Characters that may still be made. */
  characters: number
  /** How deep calls and operators are nested right now. */
  depth: number
  /** Above 0 inside of branches of which it is not known whether they are run. */
  unsure: number
  /** `exit` was called. */
  halted: boolean
  /** Whether a bound cut the analysis short. */
  cut: boolean
  /** Observations that are suspicious only together, with their places; see `concludeNotes`. */
  readonly notes: Map<string, number>
  tell(told: Told): void
  evaluate(node: Expression, scope: Scope): Value
  /** Runs statements; what it returns says how they ended. */
  execute(statements: readonly Statement[], scope: Scope, frame: Frame): Ending
  assign(target: Expression, value: Value, scope: Scope): void
  invoke: (callable: Callable, args: readonly Value[], nodes?: readonly Expression[], scope?: Scope) => Value
  /** Calls what a value names. */
  callValue(callee: Value, call: Call): Value
  callMethod(owner: Value, call: Call): Value
}

/** The result of a function. */
export interface Frame {
  returned: Value | undefined
}

/** How statements ended: by themselves, or by a word. */
export type Ending = undefined | 'break' | 'continue' | 'return' | { readonly label: string }
