import { compare } from './order.ts'
import type { TargetReference } from './model.ts'

/** Puts the events of targets, which come by their ids, in the order of their names. */
export interface TargetOrder {
  /** An event by its number; those of one target come together. */
  add(event: number, target: TargetReference, isFinding: boolean): void
  finish(): { readonly findings: readonly number[]; readonly assets: readonly number[] }
}

/** No event yet. */
export function createTargetOrder(): TargetOrder {
  const targets: {
    readonly id: string
    readonly name: string
    readonly findings: number[]
    readonly assets: number[]
  }[] = []
  return {
    add(event, { id, name }, isFinding) {
      let last = targets.at(-1)
      if (last?.id !== id) targets.push((last = { id, name, findings: [], assets: [] }))
      ;(isFinding ? last.findings : last.assets).push(event)
    },
    finish() {
      const sorted = targets.toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
      return { findings: sorted.flatMap(({ findings }) => findings), assets: sorted.flatMap(({ assets }) => assets) }
    },
  }
}
