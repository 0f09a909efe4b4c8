import type { ClassNode, Expression, FunctionNode, Statement } from '../tree/nodes.ts'
import type { Callable, ObjectValue, Scope, Value } from './value.ts'
import type { Confidence } from '@veinmind/sdk'

/** Something is told of a place of the program. */
export interface Told {
  readonly rule: string
  readonly confidence: Confidence
  readonly at: number
  readonly sink: string
  readonly source: string
}

/** A call whose arguments are known as far as they can be. */
export interface Call {
  /** As it is written; of a function without its namespace. */
  readonly name: string
  readonly args: readonly Value[]
  /** Absent where something else calls: a callback. */
  readonly nodes?: readonly Expression[] | undefined
  readonly scope: Scope
  readonly at: number
  /** The name was computed. */
  readonly isDynamic: boolean
}

/** What tells one language from another. */
export interface Language {
  /** A variable that the language itself sets. */
  variable(machine: Machine, name: string): Value | undefined
  /** A lone name. */
  constant(machine: Machine, name: string, scope: Scope): Value
  /** A function that the file does not declare. */
  call(machine: Machine, call: Call): Value
  /** A method of what is no object of the file's classes; `undefined` as owner for one of a class. */
  method(machine: Machine, owner: Value, call: Call): Value
  /** A field of what is no object of the file's classes. */
  field(machine: Machine, owner: Value, name: string): Value
  /** An object of a class that the file does not declare. */
  create(machine: Machine, call: Call): Value
  /** A call of something that is not known. */
  callUnknown(machine: Machine, callee: Value, call: Call): Value
  /** Texts that are joined, not all of which are known. */
  join(machine: Machine, parts: readonly Value[]): Value
  /** Whether a name means the same variable everywhere. */
  isGlobal(name: string): boolean
  /** An operator whose operands are settled. */
  binary(machine: Machine, operator: string, left: Value, right: Value): Value
  unary(machine: Machine, operator: string, of: Value): Value
  cast(machine: Machine, type: string, of: Value): Value
  /** What is assigned to a field or an element of something that the language gives a meaning. */
  assigned?(machine: Machine, target: Expression, value: Value, scope: Scope): void
}

/** Runs a program on what is known of its values, and on where the others come from. Nothing is run but texts joined and taken apart. */
export interface Machine {
  readonly language: Language
  readonly functions: Map<string, FunctionNode>
  readonly classes: Map<string, ClassNode>
  readonly constants: Map<string, Value>
  /** The fields of classes themselves. */
  readonly statics: Map<string, ObjectValue>
  readonly globals: Scope
  /** Functions that were run. */
  readonly called: Set<FunctionNode>
  readonly objects: ObjectValue[]
  /** The source that is run: of the file, or of what it decodes. */
  source: string
  /** How many decoded programs are run inside one another. */
  layers: number
  /** What may still be done. */
  steps: number
  /** Characters that may still be made. */
  characters: number
  /** Calls and operators inside one another. */
  depth: number
  /** Above 0 while it is not known whether what is run is run at all. */
  unsure: number
  /** `exit` was called. */
  halted: boolean
  /** Whether a bound was met. */
  cut: boolean
  /** What was seen that means something together with other things, with the place where it was. */
  readonly notes: Map<string, number>
  tell(told: Told): void
  evaluate(node: Expression, scope: Scope): Value
  /** Runs statements; what it returns says how they ended. */
  execute(statements: readonly Statement[], scope: Scope, frame: Frame): Ending
  assign(target: Expression, value: Value, scope: Scope): void
  invoke(callable: Callable, args: readonly Value[], nodes?: readonly Expression[], scope?: Scope): Value
  /** Calls what a value names. */
  callValue(callee: Value, call: Call): Value
  callMethod(owner: Value, call: Call): Value
}

/** What a function gives back. */
export interface Frame {
  returned: Value | undefined
}

/** How statements ended: by themselves, or by a word. */
export type Ending = undefined | 'break' | 'continue' | 'return' | { readonly label: string }
