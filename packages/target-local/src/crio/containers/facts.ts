import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asObject } from '@veinmind/internal'
import type { Container, JsonObject } from '@veinmind/sdk'
import { asCount, asList, asText, parseJson } from '../../shared/json.ts'
import type { StoredFacts } from '../../storage/containers/stored-facts.ts'

/** States of the runtime (runtime-spec, runtime.md) in the words of ours. */
const STATES: Readonly<Record<string, Container['state']>> = {
  creating: 'created',
  created: 'created',
  running: 'running',
  paused: 'paused',
}

/**
 * What CRI-O has written down about a container: `metadata` in the storage (internal/storage/runtime.go), `state.json` and the
 * annotations of the runtime's configuration in its folder, and those of its pod, which has the ports. `folders` is the folder
 * of all containers.
 */
export async function readCrioFacts(folders: string, id: string, metadata: JsonObject): Promise<StoredFacts> {
  const read = async (owner: string, name: string): Promise<JsonObject> =>
    /^[0-9a-f]{64}$/.test(owner)
      ? asObject(parseJson(await readFile(join(folders, owner, 'userdata', name), 'utf8').catch(() => '')))
      : {}
  const state = await read(id, 'state.json')
  const annotations = asObject((await read(id, 'config.json'))['annotations'])
  const pod = asObject((await read(asText(metadata['pod-id']), 'config.json'))['annotations'])
  const logPath = asText(annotations['io.kubernetes.cri-o.LogPath'])
  return {
    pid: ['running', 'paused'].includes(asText(state['status'])) ? asCount(state['pid']) || undefined : undefined,
    privileged: metadata['privileged'] === true || annotations['io.kubernetes.cri-o.PrivilegedRuntime'] === 'true',
    user: '',
    ports: asList(parseJson(pod['io.kubernetes.cri-o.PortMappings'])).map(asObject).map(portText),
    ...(logPath === '' ? {} : { logPath }),
    volumes: [],
    spec: {},
    raw: { metadata, state },
    state(runs) {
      const named = STATES[asText(state['status'])] ?? 'exited'
      if (runs) return named === 'paused' ? 'paused' : 'running'
      return named === 'created' ? 'created' : 'exited'
    },
  }
}

/** CRI-O writes its own type as JSON, the members of which have been named in two ways. */
function portText(port: JsonObject): string {
  const get = (name: string): unknown => port[name] ?? port[name.charAt(0).toLowerCase() + name.slice(1)]
  const address = asText(get('HostIP')) || '0.0.0.0'
  return `${address}:${asCount(get('HostPort')) ?? ''}->${asCount(get('ContainerPort')) ?? ''}/${asText(get('Protocol')).toLowerCase() || 'tcp'}`
}
