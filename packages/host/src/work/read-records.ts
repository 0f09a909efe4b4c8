import type { Service } from '@veinmind/internal/services'
import type { Found, Json, RecordsOf, ScanContext } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { entryToJson } from '../entry-to-json.ts'
import type { DeclaredInspector } from './inspectors.ts'

const PAGE_RECORDS = 500
const PAGE_CHARACTERS = mib(4)
const MAX_HANDLES = 8

/**
 * The records of the plugin's inspectors, of the entity that it scans:
 *
 * - `open(inspectors?)`: a handle on those of some inspectors, or of all
 * - `next(handle)`: a page of them
 */
export function createRecordsService(inspectors: readonly DeclaredInspector[], context: ScanContext): Service {
  const open = new Map<number, Iterator<Json>>()
  let handles = 0
  return {
    manifest: { version: 1 },
    functions: {
      open(names) {
        if (open.size >= MAX_HANDLES) throw wrong(`more than ${MAX_HANDLES} are open`)
        open.set(++handles, recordsOf(chosen(inspectors, names), context))
        return handles
      },
      next(handle) {
        const records = typeof handle === 'number' ? open.get(handle) : undefined
        if (!records) throw wrong(`nothing is open as ${JSON.stringify(handle ?? null)}`)
        const page = takePage(records)
        if (page.done) open.delete(Number(handle))
        return page
      },
    },
  }
}

const wrong = (what: string): VeinmindError => new VeinmindError('HOST_CALL_INVALID', `records: ${what}`)

function chosen(inspectors: readonly DeclaredInspector[], names: Json | undefined): readonly RecordsOf<unknown>[] {
  if (names === undefined || names === null) return inspectors
  const ids: readonly Json[] = Array.isArray(names) ? names : [names]
  return ids.map((id) => {
    const found = inspectors.find((one) => one.id === id)
    if (!found) throw wrong(`the manifest names no inspector ${JSON.stringify(id)}`)
    return found
  })
}

function* recordsOf(inspectors: readonly RecordsOf<unknown>[], context: ScanContext): Generator<Json, void> {
  for (const inspector of inspectors) {
    for (const found of context.records(inspector)) yield toJson(inspector, found)
  }
}

function toJson({ id, owner }: RecordsOf<unknown>, { record, entry, location, ...rest }: Found<unknown>): Json {
  return {
    inspector: id,
    ...(owner === undefined ? {} : { owner }),
    record: record as Json,
    entry: entryToJson(entry),
    location: { ...location } as Json,
    ...rest,
  }
}

function takePage(records: Iterator<Json>): { records: readonly Json[]; done: boolean } {
  const page: Json[] = []
  for (let characters = 0; page.length < PAGE_RECORDS && characters < PAGE_CHARACTERS;) {
    const { value, done } = records.next()
    if (done === true) return { records: page, done: true }
    page.push(value)
    characters += JSON.stringify(value).length
  }
  return { records: page, done: false }
}
