import type { HistoryStep, Location } from '@veinmind/sdk'
import { STEP_LIMIT } from './limits.ts'

/** Instructions of one image that are looked at. */
const MAX_INSTRUCTIONS = 20_000

/** Where an instruction stands. */
export interface Where {
  /** The step that says it, the last where several do. */
  readonly step?: HistoryStep
  readonly places: readonly Location[]
}

/** One thing that rules look at: a command, a variable, a port, … and every place that says it. */
export interface Instruction extends Where {
  readonly keyword: string
  readonly text: string
  /** The text with its build arguments put in, where it has some. */
  readonly expanded?: string
  /** For `ENV`, `ARG` and `LABEL`. */
  readonly variable?: Variable
}

export interface Variable {
  readonly name: string
  readonly value: string
}

/** What could not be looked at whole. */
export type Incomplete = (reason: string, place?: Location) => void

/** Gathers instructions; those with the same keyword and text become one with all places. */
export interface InstructionList {
  readonly add: (instruction: Instruction) => void
  /** `A=1`, as an `ENV`, `ARG` or `LABEL`. */
  readonly addVariable: (keyword: string, variable: string, where: Where) => void
  readonly all: () => readonly Instruction[]
}

/** A list of bounded length with texts of bounded length; what does not fit is said by `incomplete`. */
export function createInstructionList(incomplete: Incomplete): InstructionList {
  const byText = new Map<string, Instruction>()
  const add = (instruction: Instruction): void => {
    const { keyword, places } = instruction
    const text = instruction.text.slice(0, STEP_LIMIT)
    if (text.length < instruction.text.length) incomplete(TOO_LONG, places[0])
    const known = byText.get(`${keyword} ${text}`)
    if (!known && byText.size === MAX_INSTRUCTIONS) return incomplete(TOO_MANY)
    const all = known ? mergePlaces(known.places, places) : places
    byText.set(`${keyword} ${text}`, { ...known, ...instruction, text, places: all })
  }
  return {
    add,
    addVariable(keyword, variable, where) {
      const name = variableName(variable)
      const value = variable.slice(name.length + 1, STEP_LIMIT)
      add({ keyword, text: variable, variable: { name, value }, ...where })
    },
    all: () => [...byText.values()],
  }
}

/** The name in `NAME=value`. */
function variableName(variable: string): string {
  return variable.split('=', 1)[0] ?? ''
}

export const TOO_LONG: string = `an instruction is longer than ${STEP_LIMIT} characters: the rest was not looked at`
const TOO_MANY = `there are more than ${MAX_INSTRUCTIONS} instructions: the rest was not looked at`

function mergePlaces(some: readonly Location[], more: readonly Location[]): readonly Location[] {
  const seen = new Set<string>()
  return [...some, ...more].filter((place) => {
    const key = JSON.stringify(place)
    return !seen.has(key) && seen.add(key)
  })
}
