import { RECORDS_NAMESPACE } from '@veinmind/internal/services'
import type { Found, Json, RecordsOf } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'
import { toEntry } from './host-files.ts'

interface Page {
  readonly records: readonly (Found<unknown> & {
    readonly inspector: string
    readonly owner?: string
    readonly entry: Json
  })[]
  readonly done: boolean
}

/** The records that a host has of the entity that it scans, by inspector. They are read before the scan, which has them at once. */
export async function readHostRecords(
  client: ServiceClient,
): Promise<(inspector: RecordsOf<unknown>) => readonly Found<unknown>[]> {
  const byInspector = new Map<string, Found<unknown>[]>()
  const [handle = 0] = await client.call(RECORDS_NAMESPACE, 'open')
  for (let isDone = false; !isDone;) {
    const [page] = await client.call(RECORDS_NAMESPACE, 'next', handle)
    const { records, done } = page as unknown as Page
    isDone = done
    for (const { inspector, owner, entry, ...found } of records) {
      const name = nameOf({ id: inspector, ...(owner === undefined ? {} : { owner }) })
      const list = byInspector.get(name) ?? []
      list.push({ ...found, entry: toEntry(entry) })
      byInspector.set(name, list)
    }
  }
  return (inspector) => byInspector.get(nameOf(inspector)) ?? []
}

/** What tells an inspector from others. */
export const nameOf = ({ id, owner = '' }: RecordsOf<unknown>): string => JSON.stringify([id, owner])
