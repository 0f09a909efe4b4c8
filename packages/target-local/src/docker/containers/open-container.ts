import { createLayer } from '@veinmind/image'
import type { LayerSource } from '@veinmind/image'
import type { Container, Image, JsonObject, Process } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { asObject } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'
import { readInspected } from './inspected.ts'
import type { InspectedParts } from './inspected.ts'
import { mountParts } from '../../layers/container-layer.ts'
import { confine } from '../../shared/confinement/confine.ts'
import { readProcesses } from '../../shared/processes.ts'
import { rootMountOptions } from '../../shared/root-mount.ts'
import { readTop } from './top.ts'
import { readVolumes } from './volumes.ts'
import { asText } from '../../shared/json.ts'
import { canOpen } from '../../layers/open-folder.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'
import { openEngineImage } from '../images/open-image.ts'
import type { Engine } from '../client/engine.ts'
import { checkUnchanged, tarOfContainer } from './writable-layer.ts'

/** How a container is opened. */
export interface ContainerOptions {
  readonly signal: AbortSignal
  /** What an error calls it; by default its id. */
  readonly name?: string | undefined
  /** Whether what is mounted belongs to the writable layer. */
  readonly withMounts: boolean
  /** Called when the entity is closed. */
  readonly release: () => Promise<void>
}

type Missing = Container['missing'][number]

/** A container as an entity; an error of its own when it cannot be had. Throws only on cancellation. */
export async function openEngineContainer(engine: Engine, id: string, options: ContainerOptions): Promise<Discovered> {
  try {
    const raw = asObject(await engine.client.get(`/containers/${id}/json`, options.signal))
    return {
      entity: await toContainer(engine, raw, options),
      source: `${engine.client.kind} (${engine.client.address})`,
    }
  } catch (error) {
    await options.release()
    options.signal.throwIfAborted()
    return { target: options.name ?? id, error: toVeinmindError(error, 'LOCAL_CONTAINER_UNREADABLE') }
  }
}

async function toContainer(engine: Engine, raw: JsonObject, options: ContainerOptions): Promise<Container> {
  const told = readInspected(raw, engine)
  const missing: Missing[] = []
  const image = await imageOf(engine, raw, { options, missing })
  const processes = await processesOf(engine, told, { options, missing })
  const changes = await changesOf(engine, told, { options, missing })
  const pid = Number(asObject(raw['State'])['Pid'])
  const volumes = await readVolumes(engine, told.mounts, options.signal)
  const parts = confine(told, { host: engine.host, pid, marks: marksOf(told), volumes })
  return {
    ...parts,
    kind: 'container',
    runtime: engine.client.kind,
    ...(image === undefined ? {} : { image }),
    changes: createLayer(changes, image?.layers.length ?? 0),
    ...(processes === undefined ? {} : { processes }),
    ...(engine.native === undefined ? {} : { native: engine.native }),
    missing,
    close: async () => {
      await image?.close?.()
      await options.release()
    },
  }
}

interface Part {
  readonly options: ContainerOptions
  readonly missing: Missing[]
}

async function imageOf(engine: Engine, raw: JsonObject, { options, missing }: Part): Promise<Image | undefined> {
  const id = asText(raw['Image'])
  const name = asText(asObject(raw['Config'])['Image'])
  const listed = { id, tags: name === '' || name === id ? [] : [name], digests: [] }
  const found = await openEngineImage(engine.client, listed, {
    readDirectly: engine.readDirectly,
    savesPlain: engine.savesPlain,
    signal: options.signal,
  })
  if ('entity' in found && found.entity.kind === 'image') return found.entity
  const reason = 'error' in found ? found.error.message : 'the engine does not know it'
  missing.push({ what: 'files of the image', reason, hint: 'pull the image again' })
  return undefined
}

async function processesOf(
  engine: Engine,
  parts: InspectedParts,
  { options, missing }: Part,
): Promise<readonly Process[] | undefined> {
  if (!['running', 'paused', 'restarting'].includes(parts.state)) return undefined
  const pid = Number(asObject(parts.raw['State'])['Pid'])
  if (parts.state === 'restarting' && !(pid > 0)) {
    missing.push({ what: 'processes', reason: 'it has ended and is about to be started again', hint: 'scan it again' })
    return undefined
  }
  const marks = marksOf(parts)
  const known =
    engine.host !== undefined && pid > 0 ? readProcesses({ proc: engine.host.proc, pid, marks, missing }) : undefined
  if (known !== undefined && known.every(({ env }) => env !== undefined)) return known
  missing.push({
    what: 'environment and arguments of processes',
    reason:
      engine.host !== undefined
        ? 'the processes in /proc may not be read by this user, or are not visible from here'
        : 'the container runs on another machine',
    hint: 'run as root on the machine of the container (in a container: with its pid namespace, --pid host)',
  })
  if (known !== undefined) return known
  try {
    return await readTop(engine.client, parts.id, options.signal)
  } catch (error) {
    options.signal.throwIfAborted()
    missing.push({ what: 'processes', reason: toVeinmindError(error).message })
    return undefined
  }
}

/** The writable layer, to be read when it is asked for: from its folder as root, else by the API. */
async function changesOf(engine: Engine, parts: InspectedParts, { options, missing }: Part): Promise<LayerSource> {
  const place = await placeOf(engine, parts)
  const mounts = options.withMounts ? mountParts(parts.mounts, engine.host, missing) : []
  const open: LayerSource['open'] = async (given) => {
    const { signal, reuse } = given ?? {}
    const check = (): Promise<void> => checkUnchanged(engine.client, parts, signal)
    return tarOfContainer(engine.client, parts, { place, mounts, signal, reuse, missing, check })
  }
  return { digest: '', diffId: '', size: 0, mediaType: 'application/vnd.oci.image.layer.v1.tar', open }
}

/** Where the writable layer is, by what knows it: the engine, the kernel, the engine's folders. */
async function placeOf({ host, writable }: Engine, parts: InspectedParts): Promise<WritablePlace | undefined> {
  const named = host && (upperFolder(parts.raw) ?? mountedUpper(host.proc, parts))
  if (named === undefined) return writable(parts.id)
  const upper = host?.path(named)
  return upper !== undefined && canOpen(upper) ? { upper } : undefined
}

/** Of a running container the kernel tells it, also where the engine does not (the containerd image store). */
function mountedUpper(proc: string, { id, raw }: InspectedParts): string | undefined {
  const pid = Number(asObject(raw['State'])['Pid'])
  return pid > 0 ? rootMountOptions({ proc, pid, mark: id })?.get('upperdir') : undefined
}

/** What stands in the control group or among the mounts of its processes alone. */
function marksOf({ id, raw }: InspectedParts): readonly string[] {
  return [id, upperFolder(raw) ?? '']
}

/** Of the drivers that overlay a folder; undefined for those that copy. */
function upperFolder(raw: JsonObject): string | undefined {
  const driver = asObject(raw['GraphDriver'])
  const folder = asText(asObject(driver['Data'])['UpperDir'])
  return folder.startsWith('/') ? folder : undefined
}
