import { createLease } from '@veinmind/internal'
import { asObject } from '@veinmind/sdk'
import type { Discovered, Entity, Logger } from '@veinmind/sdk'
import { findContainers } from '../../shared/container-source.ts'
import type { ContainerSource, ListedContainer } from '../../shared/container-source.ts'
import { findImages } from '../../shared/find-image.ts'
import { asList, asText, asTexts } from '../../shared/json.ts'
import type { Host } from '../../shared/host.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'
import { readStoredImage } from '../../storage/read-storage.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import type { EngineClient } from './api.ts'
import { connectEngine } from './api.ts'
import { openEngineContainer } from '../containers/open-container.ts'
import { contentReader, usesSnapshotter } from './content-store.ts'
import { copiedPlace, readDataRoot } from './data-root.ts'
import type { Endpoint } from './endpoint.ts'
import type { DirectReader } from '../images/open-image.ts'
import { listEngineImages, openEngineImage } from '../images/open-image.ts'

/** An engine, and how its images are read without a copy. */
export interface Engine extends AsyncDisposable {
  readonly client: EngineClient
  readonly readDirectly: DirectReader
  readonly savesPlain: boolean
  /** Its data root as it names it, where that is on this machine. */
  readonly dataRoot: string | undefined
  /** How libveinmind reaches it: it reads the graph drivers of docker, neither the containerd image store nor podman. */
  readonly native: Entity['native']
  /** The writable layer of a container, where the engine does not tell it; undefined when the API has to be asked. */
  readonly writable: (id: string) => Promise<WritablePlace | undefined>
  /** The machine that it runs on, when that is this one. */
  readonly host: Host | undefined
  /** `overlay2`, `vfs`, `overlayfs` (the containerd image store), `overlay` (podman). */
  readonly driver: string
  /** What containers without a profile of their own are confined by: `default`, or `unconfined` where it is off. */
  readonly seccomp: string
}

/** Where an engine runs, and who waits for it. */
export interface OpenEngine {
  /** The machine of the engine, if it is a local one. */
  readonly host: Host
  readonly log: Logger
  readonly signal?: AbortSignal
}

/** Connects to an engine and asks where its folders are. Throws `LOCAL_ENGINE_…`. */
export async function openEngine(endpoint: Endpoint, { host, log, signal }: OpenEngine): Promise<Engine> {
  const client = await connectEngine(endpoint, signal)
  try {
    const info = asObject(await client.get('/info', signal))
    const isConfined =
      client.kind === 'podman' ||
      asTexts(info['SecurityOptions']).some((each) => /seccomp/.test(each) && !/unconfined/.test(each))
    const seccomp = isConfined ? 'default' : 'unconfined'
    const driver = asText(info['Driver'])
    const folder = asText(info['DockerRootDir'])
    const dataRoot = client.isLocal && folder !== '' ? folder : undefined
    log.debug('container engine found', { address: client.address, kind: client.kind, version: client.version, driver })
    const content = dataRoot === undefined ? undefined : contentReader(info, host)
    const root = { folder: host.path(folder), driver }
    const readDirectly: DirectReader = async (id) => {
      if (dataRoot === undefined) return undefined
      if (content !== undefined) return content.read(id, signal)
      if (client.kind === 'docker') return readDataRoot(root, id)
      return readStoredImage(root, id).catch(() => undefined)
    }
    const writable: Engine['writable'] = async (id) => {
      if (dataRoot === undefined) return undefined
      return content === undefined ? copiedPlace(root, id) : content.writable(id, signal)
    }
    const close = async (): Promise<void> => {
      await content?.close()
      await client[Symbol.asyncDispose]()
    }
    const savesPlain = !usesSnapshotter(info)
    const native =
      client.kind === 'docker' && savesPlain && dataRoot !== undefined
        ? { flags: ['--mode', 'docker', '--docker-data-root', dataRoot] }
        : undefined
    return {
      client,
      readDirectly,
      savesPlain,
      dataRoot,
      native,
      writable,
      host: client.isLocal ? host : undefined,
      driver,
      seccomp,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await client[Symbol.asyncDispose]()
    throw error
  }
}

/** The containers of an engine as a source. It stays open until the last container is closed. */
export function engineContainers(engine: Engine): ContainerSource {
  const lease = createLease(async () => engine[Symbol.asyncDispose]())
  return {
    close: lease.release,
    async find({ pattern, running, mounts, signal }) {
      const listed = asList(await engine.client.get('/containers/json?all=1', signal)).map(asObject)
      const all = listed.map((each) => ({
        id: asText(each['Id']),
        names: asTexts(each['Names']).map((name) => name.replace(/^\//, '')),
        isRunning: asText(each['State']) === 'running',
      }))
      const found = findContainers(all, { pattern, running })
      return found.length === 0
        ? undefined
        : openContainers(engine, found, { signal, mounts, hold: () => lease.hold() })
    },
  }
}

interface OpenContainers {
  readonly signal: AbortSignal
  readonly mounts: boolean
  readonly hold: () => () => Promise<void>
}

async function* openContainers(
  engine: Engine,
  found: readonly ListedContainer[],
  { signal, mounts, hold }: OpenContainers,
): AsyncGenerator<Discovered> {
  for (const {
    id,
    names: [name],
  } of found)
    yield openEngineContainer(engine, id, { name, signal, withMounts: mounts, release: hold() })
}

/** The images of an engine as a source, which stays open until the last of them is closed. */
export function engineImages(name: string, engine: Engine): ImageSource {
  const lease = createLease(async () => engine[Symbol.asyncDispose]())
  return {
    name,
    close: lease.release,
    async find(pattern, signal) {
      const found = findImages(await listEngineImages(engine.client, signal), pattern)
      return found.length === 0 ? undefined : open(engine, found, { signal, hold: () => lease.hold() })
    },
  }
}

async function* open(
  engine: Engine,
  found: ReturnType<typeof findImages>,
  { signal, hold }: Pick<OpenContainers, 'signal' | 'hold'>,
): AsyncGenerator<Discovered> {
  const { client, readDirectly, savesPlain, native } = engine
  for (const image of found)
    yield openEngineImage(client, image, { readDirectly, savesPlain, native, signal, release: hold() })
}
