import type { Layer } from '@veinmind/sdk'
import type { FileRequest } from '../read/requests.ts'
import type { LinkRecords } from './link-records.ts'
import type { LinkedFile } from './links.ts'
import type { WantAnswer } from '../read/wants.ts'
import { wantOf, wasWanted, whenOf } from '../read/wants.ts'
import type { PassTools } from '../read/read-through.ts'
import { readBodies } from '../read/read-through.ts'
import { asksAhead, foresee } from '../inspect/remote-calls.ts'
import { createOutcomes } from '../read/slot-outcomes.ts'
import type { Slot } from '../plan/slots.ts'
import type { LinkRecord, LinkResult } from '../read/results.ts'

/** Files that are asked about in one message. */
const TOGETHER = 500

interface Job {
  readonly slot: Slot
  readonly record: Omit<LinkRecord, 'record'>
}

interface Inspectors {
  readonly slots: readonly Slot[]
  readonly tools: PassTools
}

/** Offers files under the names of links, and reads what inspectors want of them. */
export async function inspectLinks(
  layers: readonly Layer[],
  files: Iterable<LinkedFile>,
  { slots, tools }: Inspectors,
): Promise<LinkRecords> {
  const outcomes = new Map(slots.map((slot) => [slot, createOutcomes()]))
  const jobs: Job[] = []
  const bodies = layers.map(() => new Map<number, { size: number; requests: FileRequest[] }>())
  for (const { entry, target, layer, body } of asksAhead(slots) ? await foreseen(files, slots) : files) {
    for (const slot of slots) {
      const answer = wantOf(slot, entry)
      if (!answer || isOnlySearched(slot, answer)) continue
      if (wasWanted(slot, target, 'want' in answer ? answer.want : undefined)) continue
      const place = jobs.push({ slot, record: { path: entry.path, layer, body } }) - 1
      const settle = outcomes.get(slot)?.settle(place, entry.path) ?? (() => undefined)
      if (!('want' in answer)) {
        settle(answer)
        continue
      }
      const there = bodies[body.layer]?.get(body.position) ?? { size: target.size, requests: [] }
      there.requests.push({ slot, want: answer.want, entry, settle })
      bodies[body.layer]?.set(body.position, there)
    }
  }
  const rereads = new Map<Slot, number>()
  for (const [number, layer] of layers.entries()) {
    const some = bodies[number]
    if (!some || some.size === 0) continue
    for (const slot of await readBodies(layer, some, tools)) rereads.set(slot, (rereads.get(slot) ?? 0) + 1)
  }
  const results = new Map<Slot, LinkResult>()
  for (const [slot, outcome] of outcomes) {
    const { records, counts } = outcome.finish()
    results.set(slot, { counts, records: records.flatMap(([place, record]) => withRecord(jobs[place], record)) })
  }
  return { results, rereads }
}

/** The files, which the inspectors in other processes were asked about. */
async function foreseen(files: Iterable<LinkedFile>, slots: readonly Slot[]): Promise<readonly LinkedFile[]> {
  const all = [...files]
  for (let at = 0; at < all.length; at += TOGETHER) {
    await foresee(
      slots,
      all.slice(at, at + TOGETHER).flatMap(({ entry, target }) => [entry, target]),
    )
  }
  return all
}

/** A search asks what is in a file, not where it stands: one that left it out under its own name meant to. */
function isOnlySearched(slot: Slot, answer: WantAnswer): boolean {
  if (slot.inspector.searchLinks || !answer || !('want' in answer)) return false
  return whenOf(answer.want) !== undefined || (answer.want.kind === 'content' && answer.want.keywords)
}

function withRecord(job: Job | undefined, record: string): LinkRecord[] {
  return job ? [{ ...job.record, record }] : []
}
