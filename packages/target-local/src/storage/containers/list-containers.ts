import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { asObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { hasMark } from '../../shared/processes.ts'
import type { ListedContainer } from '../../shared/container-source.ts'
import { asText, asTexts, parseJson } from '../../shared/json.ts'
import type { StorageOwner } from './owner.ts'
import type { StoredFacts } from './stored-facts.ts'
import { readList } from '../read-storage.ts'
import type { Storage } from '../read-storage.ts'

/** A container as the storage lists it. */
export interface StoredContainer extends ListedContainer {
  readonly record: JsonObject
  readonly metadata: JsonObject
  readonly owner: StorageOwner['name']
  /** Its first process, when it runs. */
  readonly pid: number | undefined
  /** What its engine has written down about it, or why nothing is known. */
  readonly facts: StoredFacts | string
}

/** The containers of a storage that `owner` has made. Whether one runs is told by its first process. */
export async function listStoredContainers(
  storage: Storage,
  owner: StorageOwner,
  proc: string,
): Promise<readonly StoredContainer[]> {
  const lists = await Promise.all(
    ['containers/containers.json', 'containers/volatile-containers.json'].map((name) => readList(storage, name)),
  )
  const records = lists
    .flat()
    .map((record) => ({ record, id: asText(record['id']), metadata: asObject(parseJson(record['metadata'])) }))
  const own = records.filter(({ metadata }) => owner.owns(metadata))
  const monitored = monitoredProcesses(proc)
  const factsOf = await owner.openFacts(storage)
  return Promise.all(
    own.map(async ({ record, id, metadata }) => {
      const facts = await factsOf({ id, metadata })
      const pid = await findFirstProcess(proc, { id, record, facts }, monitored)
      const state = typeof facts === 'string' ? 'running' : facts.state(true)
      const names = [...owner.namesOf(metadata), ...asTexts(record['names'])]
      const isRunning = pid !== undefined && state === 'running'
      return { id, names, isRunning, record, metadata, owner: owner.name, pid, facts }
    }),
  )
}

/** The first process as the engine has it, if that is still the container's; else the child of its monitor. */
export async function findFirstProcess(
  proc: string,
  container: Pick<StoredContainer, 'id' | 'record' | 'facts'>,
  monitored: Promise<ReadonlyMap<string, number>> = monitoredProcesses(proc),
): Promise<number | undefined> {
  const { id, record, facts } = container
  const pid = typeof facts === 'string' ? undefined : facts.pid
  return pid !== undefined && hasMark(proc, pid, [id, asText(record['layer'])]) ? pid : (await monitored).get(id)
}

/** What each conmon, which is started with the id of its container, has started. */
async function monitoredProcesses(proc: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const name of await readdir(proc).catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const command = await readFile(join(proc, name, 'cmdline'), 'utf8').catch(() => '')
    if (!/conmon/.test(command)) continue
    const pid = await findContained(proc, name)
    if (pid !== undefined)
      for (const word of command.split('\0').filter((each) => /^[0-9a-f]{64}$/.test(each))) found.set(word, pid)
  }
  return found
}

/** The child that has mounts of its own: what conmon starts when the container has ended has not. */
async function findContained(proc: string, monitor: string): Promise<number | undefined> {
  const mountsOf = async (pid: string): Promise<string | undefined> =>
    readlink(join(proc, pid, 'ns/mnt')).catch(() => undefined)
  const children = await readFile(join(proc, monitor, 'task', monitor, 'children'), 'utf8').catch(() => '')
  const outside = await mountsOf(monitor)
  for (const child of children.split(' ').filter((word) => /^\d+$/.test(word)))
    if ((await mountsOf(child)) !== outside) return Number(child)
  return undefined
}
