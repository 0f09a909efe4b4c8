import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container, JsonObject, Mount } from '@veinmind/sdk'
import { readBolt } from '../containerd/bolt.ts'
import { parseJson } from '../containerd/user-facts.ts'
import { asCount, asList, asObject, asText, asTexts } from '../json.ts'
import type { Storage } from './read-storage.ts'

/** What podman has written down about a container (github.com/containers/podman, libpod/container_config.go). */
export interface PodmanRecord {
  readonly config: JsonObject
  readonly state: JsonObject
}

/** The records of podman by the id of the container, or why there are none. */
export type PodmanRecords = ReadonlyMap<string, PodmanRecord> | string

/** Podman's database of a storage: that of podman before 5. Nothing is locked, and nothing written. */
export async function readPodmanRecords({ folder }: Storage): Promise<PodmanRecords> {
  const path = join(folder, 'libpod/bolt_state.db')
  try {
    const containers = (await readBolt(path)).bucket('ctr')
    const records = new Map<string, PodmanRecord>()
    for (const id of containers?.buckets() ?? []) {
      const record = containers?.bucket(id)
      records.set(id, { config: asObject(parseJson(record?.get('config'))), state: asObject(parseJson(record?.get('state'))) })
    }
    return records
  } catch (error) {
    const isThere = (file: string): Promise<boolean> => access(file).then(() => true, () => false)
    if (await isThere(path)) return `podman's database cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return (await isThere(join(folder, 'db.sql'))) ? "podman's database is one of SQLite, which is not read" : 'podman has no database here'
  }
}

/** Numbers of podman's states (libpod/define/containerstate.go): unknown, configured, created, running, stopped, paused, … */
const STATES: readonly Container['state'][] = ['exited', 'created', 'created', 'exited', 'exited', 'exited', 'exited', 'dead', 'exited']
const PAUSED = 5

/** The state of a container; `runs` is whether it has a process, which after a crash the record does not know. */
export function stateOf({ state }: PodmanRecord, runs: boolean): Container['state'] {
  const number = asCount(state['state']) ?? 0
  if (runs) return number === PAUSED ? 'paused' : 'running'
  return STATES[number] ?? 'exited'
}

/** What the record tells besides the runtime's configuration. */
export function readPodmanConfig({ config }: PodmanRecord, { folder }: Storage): Pick<Container, 'ports' | 'logPath'> & { readonly user: string; readonly volumes: readonly Mount[] } {
  const logPath = asText(config['logPath'])
  return {
    user: asText(config['user']),
    ports: asList(config['newPortMappings']).map(asObject).map(portText),
    ...(logPath === '' ? {} : { logPath }),
    volumes: asList(config['namedVolumes']).map(asObject).map((volume) => ({
      type: 'volume',
      source: join(folder, 'volumes', asText(volume['volumeName']).replaceAll('/', ''), '_data'),
      destination: asText(volume['dest']),
      options: asTexts(volume['options']),
      readOnly: asTexts(volume['options']).includes('ro'),
    })),
  }
}

function portText(port: JsonObject): string {
  const range = Math.max(1, asCount(port['range']) ?? 1)
  const from = (first: number): string => (range === 1 ? String(first) : `${first}-${first + range - 1}`)
  return `${asText(port['host_ip']) || '0.0.0.0'}:${from(asCount(port['host_port']) ?? 0)}->${from(asCount(port['container_port']) ?? 0)}/${asText(port['protocol']) || 'tcp'}`
}
