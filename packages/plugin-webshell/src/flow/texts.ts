import { lineOf } from './classes.ts'
import type { Machine } from './machine.ts'
import { CUT, joinAll, textOf } from './value.ts'
import type { ObjectValue, Scope, Value } from './value.ts'

/** Longer texts are not kept. */
const MAX_TEXT = 8 << 20

/** Texts joined to one, whose origins add up. */
export function joinTexts(machine: Machine, parts: readonly Value[]): Value {
  const texts = parts.map(textOf)
  if (texts.every((text) => text !== undefined)) {
    const known = texts.join('')
    machine.characters -= known.length
    if (machine.characters > 0 && known.length <= MAX_TEXT) {
      let from = 0
      for (const part of parts) from |= part.from
      return { known, from, source: parts.find(({ source }) => source !== undefined)?.source }
    }
    return joinAll(parts, CUT)
  }
  return machine.language.join(machine, parts)
}

/** Whether the class of an object, or one above it, has a method. */
export const hasMethod = (machine: Machine, { class: of }: ObjectValue, name: string): boolean =>
  lineOf(machine, of).some(({ methods }) => methods.some((method) => method.name.toLowerCase() === name))

/** The text that an object of the file is. */
export function asText(machine: Machine, value: Value, scope: Scope, at: number): Value {
  const { object } = value
  if (object === undefined || !hasMethod(machine, object, '__tostring')) return value
  return machine.callMethod(value, { name: '__toString', args: [], scope, at, isDynamic: false })
}
