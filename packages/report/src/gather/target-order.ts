import { compare } from '../model/order.ts'
import type { TargetReference } from '../model/model.ts'

/** The lists of a report. */
export type ReportList = 'findings' | 'accepted' | 'assets' | 'plans'

/** Puts the events of targets, which come by their ids, in the order of their names. */
export interface TargetOrder {
  /** An event by its number; those of one target come together. */
  add(event: number, target: TargetReference, list: ReportList): void
  finish(): Readonly<Record<ReportList, readonly number[]>>
}

/** No event yet. */
export function createTargetOrder(): TargetOrder {
  const targets: {
    readonly id: string
    readonly name: string
    readonly lists: Record<ReportList, number[]>
  }[] = []
  return {
    add(event, { id, name }, list) {
      let last = targets.at(-1)
      if (last?.id !== id)
        targets.push((last = { id, name, lists: { findings: [], accepted: [], assets: [], plans: [] } }))
      last.lists[list].push(event)
    },
    finish() {
      const sorted = targets.toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
      const all = (list: ReportList): number[] => sorted.flatMap(({ lists }) => lists[list])
      return { findings: all('findings'), accepted: all('accepted'), assets: all('assets'), plans: all('plans') }
    },
  }
}
