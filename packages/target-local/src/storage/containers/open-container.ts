import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container, Image, JsonObject } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { asObject } from '@veinmind/internal'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { layerOfFolder, mountParts } from '../../layers/container-layer.ts'
import { confine } from '../../shared/confinement/confine.ts'
import { readSpec } from '../../shared/oci-spec.ts'
import type { SpecParts } from '../../shared/oci-spec.ts'
import { readProcesses } from '../../shared/processes.ts'
import type { Host } from '../../shared/host.ts'
import { asText, parseJson } from '../../shared/json.ts'
import { canOpen } from '../../layers/open-folder.ts'
import type { StoredFacts } from './stored-facts.ts'
import { openStoredImage } from '../images/open-image.ts'
import { findFirstProcess } from './list-containers.ts'
import type { StoredContainer } from './list-containers.ts'
import { readLayerPlace } from '../read-storage.ts'
import type { Storage } from '../read-storage.ts'

/** How a container of a storage is opened. */
export interface StoredContainerOptions {
  readonly host: Host
  readonly withMounts: boolean
  readonly signal: AbortSignal
}

type Missing = Container['missing'][number]

const START_SERVICE = 'start its service: systemctl start podman.socket'

/** A container of a storage as an entity; an error of its own when it cannot be had. */
export async function openStoredContainer(
  storage: Storage,
  listed: StoredContainer,
  options: StoredContainerOptions,
): Promise<Discovered> {
  const name = listed.names[0] ?? listed.id
  try {
    if (!/^[0-9a-f]{64}$/.test(listed.id))
      throw new VeinmindError('LOCAL_CONTAINER_UNREADABLE', `${listed.id} is no id of a container`)
    return {
      entity: await toContainer(storage, listed, { ...options, name }),
      source: `containers-storage (${storage.folder})`,
    }
  } catch (error) {
    options.signal.throwIfAborted()
    return { target: name, error: toVeinmindError(error, 'LOCAL_CONTAINER_UNREADABLE') }
  }
}

async function toContainer(
  storage: Storage,
  listed: StoredContainer,
  options: StoredContainerOptions & { readonly name: string },
): Promise<Container> {
  const { id, pid, record, owner } = listed
  const missing: Missing[] = []
  const facts = factsOf(listed, missing)
  const folder = join(storage.folder, `${storage.driver}-containers`, id)
  const text = await readFile(join(folder, 'userdata/config.json'), 'utf8').catch(() => undefined)
  const spec = asObject(text === undefined ? facts?.spec : parseJson(text))
  if (Object.keys(spec).length === 0)
    missing.push({
      what: 'configuration',
      reason: `the container was never started, and only ${owner} knows it`,
      hint: START_SERVICE,
    })
  const told = readParts(spec, facts)
  const parts = confine(told, { host: options.host, pid, marks: [id, asText(record['layer'])] })
  const reference = asText(listed.metadata['image-name'])
  const image = await imageOf(storage, { id: asText(record['image']), reference, missing })
  return {
    kind: 'container',
    id,
    name: options.name,
    state:
      facts !== undefined
        ? facts.state(pid !== undefined)
        : pid !== undefined
          ? 'running'
          : text === undefined
            ? 'created'
            : 'exited',
    runtime: owner,
    created: asText(record['created']),
    imageReference: reference,
    ...parts,
    ...(image === undefined ? {} : { image }),
    ...(await changesOf(storage, listed, {
      index: image?.layers.length ?? 0,
      mounts: told.mounts,
      folder,
      missing,
      ...options,
    })),
    ...processesOf(listed, options.host, missing),
    raw: { ...facts?.raw, spec },
    missing,
  }
}

function factsOf({ facts, pid }: StoredContainer, missing: Missing[]): StoredFacts | undefined {
  if (typeof facts === 'string') {
    missing.push({
      what: 'ports, restart policy, and whether it is paused',
      reason: `no service of podman was asked, and ${facts}`,
      hint: START_SERVICE,
    })
    return undefined
  }
  if (facts.pid !== undefined && pid === undefined) {
    missing.push({
      what: 'whether it runs',
      reason: 'it is said to, and none of its processes is visible from here',
      hint: 'in a container: --pid host',
    })
  }
  return facts
}

/** What the runtime's configuration tells, and what the engine has written down. */
function readParts(spec: JsonObject, facts: StoredFacts | undefined): SpecParts & Pick<Container, 'logPath'> {
  const parts = readSpec(spec)
  if (facts === undefined) return parts
  const { user, ports, logPath, volumes, privileged } = facts
  const unseen = volumes.filter(({ destination }) => !parts.mounts.some((mount) => mount.destination === destination))
  return {
    ...parts,
    user: user || parts.user,
    ports,
    ...(logPath === undefined ? {} : { logPath }),
    mounts: [...parts.mounts, ...unseen],
    security: { ...parts.security, privileged },
  }
}

async function imageOf(
  storage: Storage,
  { id, reference, missing }: { readonly id: string; readonly reference: string; readonly missing: Missing[] },
): Promise<Image | undefined> {
  const found = await openStoredImage(storage, {
    id: `sha256:${id}`,
    tags: reference === '' ? [] : [reference],
    digests: [],
  })
  if ('error' in found) missing.push({ what: 'files of the image', reason: found.error.message })
  return 'entity' in found && found.entity.kind === 'image' ? found.entity : undefined
}

interface ChangesPart extends StoredContainerOptions {
  readonly index: number
  readonly mounts: Container['mounts']
  readonly folder: string
  readonly name: string
  readonly missing: Missing[]
}

async function changesOf(
  storage: Storage,
  listed: StoredContainer,
  { host, withMounts, index, mounts, folder, name, missing }: ChangesPart,
): Promise<Pick<Container, 'changes'>> {
  const place = await readLayerPlace(storage, asText(listed.record['layer']))
  if (place === undefined || !canOpen(place.upper)) {
    missing.push({
      what: 'changed files',
      reason: 'the folder of the writable layer cannot be read',
      hint: 'run as root, or as the user whose containers they are',
    })
    return {}
  }
  const parts = withMounts ? mountParts(mounts, host, missing) : []
  const check = async (): Promise<void> => {
    await stat(folder).catch((error: unknown) => {
      throw new VeinmindError('LOCAL_CONTAINER_GONE', `container ${name} was removed in the middle of its scan`, {
        cause: error,
      })
    })
    if ((await findFirstProcess(host.proc, listed)) === listed.pid) return
    throw new VeinmindError(
      'LOCAL_CONTAINER_CHANGED',
      `container ${name} was started or stopped in the middle of its scan`,
      { hint: 'scan it again' },
    )
  }
  return { changes: layerOfFolder({ place, index, mounts: parts, missing, check }) }
}

function processesOf(
  { id, pid, record }: StoredContainer,
  { proc }: Host,
  missing: Missing[],
): Pick<Container, 'processes'> {
  if (pid === undefined) return {}
  const processes = readProcesses({ proc, pid, marks: [id, asText(record['layer'])], missing })
  if (processes === undefined || processes.some(({ env }) => env === undefined)) {
    missing.push({
      what: 'environment and arguments of processes',
      reason: 'the processes in /proc may not be read',
      hint: 'run as root, or as the user whose containers they are',
    })
  }
  return processes === undefined ? {} : { processes }
}
