import type { Layer } from '@veinmind/sdk'
import type { FileRequest } from '../read/requests.ts'
import type { LinkRecords, LinkedFile } from './links.ts'
import type { WantAnswer } from '../read/wants.ts'
import { wantOf, wasWanted, whenOf } from '../read/wants.ts'
import type { PassTools } from '../read/read-through.ts'
import { readBodies } from '../read/read-through.ts'
import { asksAhead, foresee } from '../inspect/remote-calls.ts'
import { createOutcomes } from '../read/file-outcomes.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { LinkRecord, LinkResult } from '../read/results.ts'

/** Files that are asked about in one message. */
const TOGETHER = 500

interface Job {
  readonly inspector: ActiveInspector
  readonly record: Omit<LinkRecord, 'record'>
}

interface Inspectors {
  readonly inspectors: readonly ActiveInspector[]
  readonly tools: PassTools
}

/** Shows files to the inspectors under the names of links, and reads what they want of them. */
export async function inspectLinks(
  layers: readonly Layer[],
  files: Iterable<LinkedFile>,
  { inspectors, tools }: Inspectors,
): Promise<LinkRecords> {
  const outcomes = new Map(inspectors.map((inspector) => [inspector, createOutcomes()]))
  const jobs: Job[] = []
  const bodies = layers.map(() => new Map<number, { size: number; requests: FileRequest[] }>())
  for (const { entry, target, layer, body } of asksAhead(inspectors) ? await foreseen(files, inspectors) : files) {
    for (const inspector of tools.dispatch.mayWant(entry)) {
      const outcome = outcomes.get(inspector)
      const answer = outcome && wantOf(inspector, entry)
      if (!answer || isOnlySearched(inspector, answer)) continue
      if (wasWanted(inspector, target, 'want' in answer ? answer.want : undefined)) continue
      const place = jobs.push({ inspector, record: { path: entry.path, layer, body } }) - 1
      const settle = outcome.settle(place, entry.path)
      if (!('want' in answer)) {
        settle(answer)
        continue
      }
      const there = bodies[body.layer]?.get(body.position) ?? { size: target.size, requests: [] }
      there.requests.push({ inspector, want: answer.want, entry, settle })
      bodies[body.layer]?.set(body.position, there)
    }
  }
  const rereads = new Map<ActiveInspector, number>()
  for (const [number, layer] of layers.entries()) {
    const some = bodies[number]
    if (!some || some.size === 0) continue
    for (const inspector of await readBodies(layer, some, tools))
      rereads.set(inspector, (rereads.get(inspector) ?? 0) + 1)
  }
  const results = new Map<ActiveInspector, LinkResult>()
  for (const [inspector, outcome] of outcomes) {
    const { records, counts } = outcome.finish()
    results.set(inspector, { counts, records: records.flatMap(([place, record]) => withRecord(jobs[place], record)) })
  }
  return { results, rereads }
}

/** The files, which the inspectors in other processes were asked about. */
async function foreseen(
  files: Iterable<LinkedFile>,
  inspectors: readonly ActiveInspector[],
): Promise<readonly LinkedFile[]> {
  const all = [...files]
  for (let at = 0; at < all.length; at += TOGETHER) {
    await foresee(
      inspectors,
      all.slice(at, at + TOGETHER).flatMap(({ entry, target }) => [entry, target]),
    )
  }
  return all
}

/**
 * Whether an inspector looks for content whatever the file is called, by keywords or first bytes. It has decided on the file under its own
 * name, and does not get it again under the name of a link.
 */
function isOnlySearched(inspector: ActiveInspector, answer: WantAnswer): boolean {
  if (inspector.definition.searchLinks || !answer || !('want' in answer)) return false
  return whenOf(answer.want) !== undefined || (answer.want.kind === 'content' && answer.want.keywords)
}

function withRecord(job: Job | undefined, record: string): LinkRecord[] {
  return job ? [{ ...job.record, record }] : []
}
