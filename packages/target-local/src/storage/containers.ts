import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container, Discovered, JsonObject } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { layerOfFolder, mountParts } from '../containers/layer-of-folder.ts'
import { readSpec } from '../containers/oci-spec.ts'
import type { SpecParts } from '../containers/oci-spec.ts'
import { readProcesses } from '../containers/processes.ts'
import type { ListedContainer } from '../containers/source.ts'
import type { Host } from '../host.ts'
import { parseJson } from '../containerd/user-facts.ts'
import { asObject, asText, asTexts } from '../json.ts'
import { canOpen } from '../layers/open-folder.ts'
import { openStoredImage } from './image.ts'
import { layerFolder, readList } from './read-storage.ts'
import type { Storage } from './read-storage.ts'
import { readPodmanConfig, readPodmanRecords, stateOf } from './podman-record.ts'
import type { PodmanRecord } from './podman-record.ts'

/** A container as the storage lists it. */
export interface StoredContainer extends ListedContainer {
  readonly record: JsonObject
  /** Its first process, when it runs. */
  readonly pid: number | undefined
  /** What podman has written down about it, or why nothing is known. */
  readonly podman: PodmanRecord | string
}

/** How a container of a storage is opened. */
export interface StoredContainerOptions {
  readonly host: Host
  readonly withMounts: boolean
  readonly signal: AbortSignal
}

/** The containers of a storage. Whether one runs is told by the process that its monitor wrote down. */
export async function listStoredContainers(storage: Storage, proc: string): Promise<readonly StoredContainer[]> {
  const lists = await Promise.all(['containers/containers.json', 'containers/volatile-containers.json'].map((name) => readList(storage, name)))
  const records = await readPodmanRecords(storage)
  return Promise.all(
    lists.flat().map(async (record) => {
      const id = asText(record['id'])
      const pid = await findPid(proc, id)
      const podman = typeof records === 'string' ? records : (records.get(id) ?? 'podman has no record of it')
      const isPaused = typeof podman !== 'string' && stateOf(podman, true) === 'paused'
      return { id, names: asTexts(record['names']), isRunning: pid !== undefined && !isPaused, record, pid, podman }
    }),
  )
}

/** The first process of a container is the child of its conmon, which is started with the container's id. */
async function findPid(proc: string, id: string): Promise<number | undefined> {
  for (const name of await readdir(proc).catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const command = await readFile(join(proc, name, 'cmdline'), 'utf8').catch(() => '')
    if (!/conmon/.test(command) || !command.split('\0').includes(id)) continue
    const children = await readFile(join(proc, name, 'task', name, 'children'), 'utf8').catch(() => '')
    const pid = Number(children.trim().split(' ', 1)[0])
    if (pid > 0) return pid
  }
  return undefined
}

/** A container of a storage as an entity; an error of its own when it cannot be had. */
export async function openStoredContainer(storage: Storage, listed: StoredContainer, options: StoredContainerOptions): Promise<Discovered> {
  const name = listed.names[0] ?? listed.id
  try {
    if (!/^[0-9a-f]{64}$/.test(listed.id)) throw new VeinmindError('LOCAL_CONTAINER_UNREADABLE', `${listed.id} is no id of a container`)
    return { entity: await toContainer(storage, listed, { ...options, name }) }
  } catch (error) {
    options.signal.throwIfAborted()
    return { target: name, error: toVeinmindError(error, 'LOCAL_CONTAINER_UNREADABLE') }
  }
}

async function toContainer(storage: Storage, { id, pid, record, podman }: StoredContainer, options: StoredContainerOptions & { readonly name: string }): Promise<Container> {
  const missing: Container['missing'][number][] = []
  const known = typeof podman === 'string' ? undefined : podman
  if (typeof podman === 'string') missing.push({ what: 'ports, restart policy, and whether it is paused', reason: `no service of podman was asked, and ${podman}`, hint: 'start it: systemctl start podman.socket' })
  const metadata = asObject(parseJson(asText(record['metadata'])))
  const folder = join(storage.folder, `${storage.driver}-containers`, id)
  const text = await readFile(join(folder, 'userdata/config.json'), 'utf8').catch(() => undefined)
  const spec = asObject(text === undefined ? known?.config['spec'] : parseJson(text))
  if (Object.keys(spec).length === 0) missing.push({ what: 'configuration', reason: 'the container was never started, and only podman knows it', hint: 'start its service: systemctl start podman.socket' })
  const reference = asText(metadata['image-name'])
  const image = await openStoredImage(storage, { id: `sha256:${asText(record['image'])}`, tags: reference === '' ? [] : [reference], digests: [] })
  if ('error' in image) missing.push({ what: 'files of the image', reason: image.error.message })
  const own = 'entity' in image && image.entity.kind === 'image' ? image.entity : undefined
  const parts = readParts(storage, spec, known)
  const upper = layerFolder(storage, asText(record['layer']))
  const processes = pid === undefined ? undefined : readProcesses({ proc: options.host.proc, pid, marks: [id, asText(record['layer'])] })
  const mounts = options.withMounts ? mountParts(parts.mounts, options.host, missing) : []
  const isReadable = storage.driver !== 'vfs' && canOpen(upper)
  if (!isReadable) missing.push({ what: 'changed files', reason: `the writable layer of ${storage.driver} cannot be told from the image here` })
  const index = own?.layers.length ?? 0
  return {
    kind: 'container',
    id,
    name: options.name,
    state: known !== undefined ? stateOf(known, pid !== undefined) : pid !== undefined ? 'running' : text === undefined ? 'created' : 'exited',
    runtime: 'podman',
    created: asText(record['created']),
    imageReference: reference,
    ...parts,
    ...(own === undefined ? {} : { image: own }),
    ...(isReadable ? { changes: layerOfFolder({ upper, index, mounts, missing, check: () => checkThere(folder, options.name) }) } : {}),
    ...(processes === undefined ? {} : { processes }),
    raw: known === undefined ? spec : { ...known.config, spec },
    missing,
  }
}

/** What the runtime's configuration tells, and podman's record where there is one. */
function readParts(storage: Storage, spec: JsonObject, known: PodmanRecord | undefined): SpecParts & Pick<Container, 'logPath'> {
  const parts = readSpec(spec)
  if (known === undefined) return parts
  const { user, volumes, ...told } = readPodmanConfig(known, storage)
  // Volumes are mounts of the runtime's configuration when the container starts.
  const unseen = volumes.filter(({ destination }) => !parts.mounts.some((mount) => mount.destination === destination))
  const privileged = known.config['privileged'] === true
  return { ...parts, ...told, user: user || parts.user, mounts: [...parts.mounts, ...unseen], security: { ...parts.security, privileged } }
}

async function checkThere(folder: string, name: string): Promise<void> {
  await stat(folder).catch((error: unknown) => {
    throw new VeinmindError('LOCAL_CONTAINER_GONE', `container ${name} was removed in the middle of its scan`, { cause: error })
  })
}
