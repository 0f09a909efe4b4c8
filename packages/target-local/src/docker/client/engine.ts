import { release } from 'node:os'
import type { ImageParts } from '@veinmind/image'
import { asObject } from '@veinmind/internal'
import type { Entity, JsonObject } from '@veinmind/sdk'
import { asText, asTexts } from '../../shared/json.ts'
import type { EngineContext } from '../../shared/engine-settings.ts'
import type { Host } from '../../shared/host.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'
import { readStoredImage } from '../../storage/read-storage.ts'
import type { EngineClient } from './api.ts'
import { connectEngine } from './api.ts'
import { contentReader, usesSnapshotter } from './content-store.ts'
import { copiedPlace, readDataRoot } from './data-root.ts'
import type { Endpoint } from './endpoint.ts'

/** Reads an image from the engine's own folders; undefined when it has to be asked for by the API. */
export type DirectReader = (id: string) => Promise<Pick<ImageParts, 'config' | 'layers'> | undefined>

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
  /** Whether its containers have the kernel of this machine: an address of this machine may lead to a virtual one, or be forwarded. */
  readonly isHere: boolean
  /** `overlay2`, `vfs`, `overlayfs` (the containerd image store), `overlay` (podman). */
  readonly driver: string
  /** What containers without a profile of their own are confined by: `default`, or `unconfined` where it is off. */
  readonly seccomp: string
  /** Whether containers that are told nothing of it have a user namespace of their own. */
  readonly remapsUsers: boolean
}

/** Where an engine runs, and who waits for it, if anybody does. */
export type OpenEngine = Pick<EngineContext, 'host' | 'log'> & Partial<Pick<EngineContext, 'signal'>>

/** Connects to an engine and asks where its folders are. Throws `LOCAL_ENGINE_…`. */
export async function openEngine(endpoint: Endpoint, { host, log, signal }: OpenEngine): Promise<Engine> {
  const client = await connectEngine(endpoint, signal)
  try {
    const info = asObject(await client.get('/info', signal))
    const isConfined =
      client.kind === 'podman' ||
      asTexts(info['SecurityOptions']).some((each) => /seccomp/.test(each) && !/unconfined/.test(each))
    const seccomp = isConfined ? 'default' : 'unconfined'
    const remapsUsers = asTexts(info['SecurityOptions']).some((each) => /^name=(?:userns|rootless)/.test(each))
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
      isHere: client.isLocal && hasThisKernel(info, client.kind),
      driver,
      seccomp,
      remapsUsers,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await client[Symbol.asyncDispose]()
    throw error
  }
}

/** Podman says its kernel in no member of the API of docker that is like the others. */
function hasThisKernel(info: JsonObject, kind: EngineClient['kind']): boolean {
  const kernel = asText(info['KernelVersion'])
  return kind === 'podman' && kernel === '' ? true : kernel === release()
}
