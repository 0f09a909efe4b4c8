import type { HistoryStep, Location } from '@veinmind/sdk'

/** One thing that rules look at: a command, a variable, a port, … and every place that says it. */
export interface Instruction {
  readonly keyword: string
  readonly text: string
  /** The text with its build arguments put in, where it has some. */
  readonly expanded?: string
  /** For `ENV`, `ARG` and `LABEL`. */
  readonly variable?: { readonly name: string; readonly value: string }
  /** The step that says it, the last where several do. */
  readonly step?: HistoryStep
  readonly places: readonly Location[]
}

/** Gathers instructions; those with the same keyword and text become one with all places. */
export interface InstructionList {
  add(instruction: Instruction): void
  readonly all: () => readonly Instruction[]
}

export function createInstructionList(): InstructionList {
  const byText = new Map<string, Instruction>()
  return {
    add(instruction) {
      const key = `${instruction.keyword} ${instruction.text}`
      const known = byText.get(key)
      byText.set(
        key,
        known ? { ...known, ...instruction, places: mergePlaces(known.places, instruction.places) } : instruction,
      )
    },
    all: () => [...byText.values()],
  }
}

function mergePlaces(some: readonly Location[], more: readonly Location[]): readonly Location[] {
  const seen = new Set<string>()
  return [...some, ...more].filter((place) => {
    const key = JSON.stringify(place)
    return !seen.has(key) && seen.add(key)
  })
}
