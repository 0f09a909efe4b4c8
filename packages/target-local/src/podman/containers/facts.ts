import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { asObject } from '@veinmind/internal'
import type { Container, JsonObject, Mount } from '@veinmind/sdk'
import { readBolt } from '../../shared/databases/bolt.ts'
import { readSqlite } from '../../shared/databases/sqlite.ts'
import { asCount, asList, asText, asTexts, parseJson } from '../../shared/json.ts'
import type { StoredFacts } from '../../storage/containers/stored-facts.ts'
import type { Storage } from '../../storage/read-storage.ts'

/**
 * What podman has in its database (libpod/container_config.go), by the id of the container; a sentence that says why nothing is
 * known where there is none. Nothing is locked, and nothing written.
 */
export async function readPodmanFacts({ folder }: Storage): Promise<ReadonlyMap<string, StoredFacts> | string> {
  try {
    const records = await readRecords(folder)
    if (records === undefined) return 'podman has no database here'
    return new Map(
      records.map(({ id, config, state }) => [
        id,
        toFacts(folder, asObject(parseJson(config)), asObject(parseJson(state))),
      ]),
    )
  } catch (error) {
    return `podman's database cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Podman 5 goes on with the database of an older one where that is, else makes its own, in the folder of one or the other. */
async function readRecords(folder: string): Promise<readonly PodmanRecord[] | undefined> {
  for (const [name, read] of [
    ['libpod/bolt_state.db', boltRecords],
    ['db.sql', sqliteRecords],
    ['libpod/db.sql', sqliteRecords],
  ] as const) {
    const path = join(folder, name)
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return read(path)
  }
  return undefined
}

interface PodmanRecord {
  readonly id: string
  /** JSON. */
  readonly config: unknown
  readonly state: unknown
}

async function boltRecords(path: string): Promise<readonly PodmanRecord[]> {
  const containers = (await readBolt(path)).bucket('ctr')
  return [...(containers?.buckets() ?? [])].map((id) => {
    const record = containers?.bucket(id)
    return { id, config: record?.get('config'), state: record?.get('state') }
  })
}

/** Podman 5: the first column of both tables is the id, the last the JSON. */
async function sqliteRecords(path: string): Promise<readonly PodmanRecord[]> {
  const database = await readSqlite(path)
  const states = new Map([...database.rows('ContainerState')].map((row) => [row[0], row.at(-1)]))
  return [...database.rows('ContainerConfig')].map((row) => ({
    id: String(row[0]),
    config: row.at(-1),
    state: states.get(row[0]),
  }))
}

/** Numbers of podman's states (libpod/define/containerstate.go) of what has no process: unknown, configured, created, … */
const STATES: readonly Container['state'][] = [
  'exited',
  'created',
  'created',
  'exited',
  'exited',
  'exited',
  'exited',
  'dead',
  'exited',
]
const PAUSED = 5
const RUNNING = new Set([3, PAUSED])

function toFacts(folder: string, config: JsonObject, state: JsonObject): StoredFacts {
  const logPath = asText(config['logPath'])
  const number = asCount(state['state']) ?? 0
  const { spec, ...raw } = config
  return {
    pid: RUNNING.has(number) ? asCount(state['pid']) || undefined : undefined,
    privileged: config['privileged'] === true,
    user: asText(config['user']),
    ports: asList(config['newPortMappings']).map(asObject).map(portText),
    ...(logPath === '' ? {} : { logPath }),
    volumes: asList(config['namedVolumes'])
      .map(asObject)
      .map((volume) => toVolume(folder, volume)),
    spec: asObject(spec),
    raw,
    state: (runs) => (runs ? (number === PAUSED ? 'paused' : 'running') : (STATES[number] ?? 'exited')),
  }
}

function toVolume(folder: string, volume: JsonObject): Mount {
  const options = asTexts(volume['options'])
  const name = asText(volume['volumeName']).replaceAll('/', '')
  return {
    type: 'volume',
    source: join(folder, 'volumes', name, '_data'),
    destination: asText(volume['dest']),
    options,
    readOnly: options.includes('ro'),
  }
}

function portText(port: JsonObject): string {
  const range = Math.max(1, asCount(port['range']) ?? 1)
  const from = (first: number): string => (range === 1 ? String(first) : `${first}-${first + range - 1}`)
  return `${asText(port['host_ip']) || '0.0.0.0'}:${from(asCount(port['host_port']) ?? 0)}->${from(asCount(port['container_port']) ?? 0)}/${asText(port['protocol']) || 'tcp'}`
}
