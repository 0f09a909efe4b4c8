import { asObject, createLease } from '@veinmind/internal'
import type { Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { findContainers } from '../../shared/container-source.ts'
import type { ContainerQuery, ContainerSource } from '../../shared/container-source.ts'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import type { Host } from '../../shared/host.ts'
import { asList, asText } from '../../shared/json.ts'
import type { ContainerdClient } from '../client/client.ts'
import { connectBySettings } from '../client/connect.ts'
import type { ContainerdOptions } from '../client/connect.ts'
import { splitPattern } from '../client/namespaces.ts'
import { listImages, openImages } from '../images/source.ts'
import { findTask, openContainerdContainer } from './open-container.ts'

/** The containers of containerd. Throws `LOCAL_ENGINE_UNREACHABLE` when it is not there. */
export async function openContainerSource(settings: EngineSettings, context: EngineContext): Promise<ContainerSource> {
  const { client, options } = await connectBySettings(settings, context)
  return containerdContainers(client, options)
}

/** The containers of a containerd as a source. */
function containerdContainers(client: ContainerdClient, options: ContainerdOptions): ContainerSource {
  const lease = createLease(async () => client.close())
  return {
    isHere: true,
    close: lease.release,
    async find(query) {
      const { pattern, signal, running } = query
      const { namespaces, value } = await splitPattern(client, { pattern, namespace: options.namespace, signal })
      const found: ListedRecord[] = []
      for (const each of namespaces)
        found.push(...findContainers(await listContainers(client, each, signal), { pattern: value, running }))
      return found.length === 0
        ? undefined
        : openContainers(client, found, { query, host: options.host, hold: () => lease.hold() })
    },
  }
}

interface ListedRecord {
  readonly id: string
  readonly names: readonly string[]
  readonly isRunning: boolean
  readonly namespace: string
  readonly record: ReturnType<typeof asObject>
}

async function listContainers(
  client: ContainerdClient,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly ListedRecord[]> {
  const records = asList((await client.call('containers', {}, { namespace, signal }))['containers']).map(asObject)
  return Promise.all(
    records.map(async (record) => {
      const id = asText(record['id'])
      const labels = asObject(record['labels'])
      const names = [asText(labels['io.kubernetes.container.name']), asText(labels['nerdctl/name'])].filter(
        (name) => name !== '',
      )
      const task = await findTask(client, id, { namespace, signal })
      return { id, names, isRunning: task?.state === 'running', namespace, record }
    }),
  )
}

interface OpenContainers {
  readonly query: ContainerQuery
  readonly host: Host
  readonly hold: () => () => Promise<void>
}

async function* openContainers(
  client: ContainerdClient,
  found: readonly ListedRecord[],
  { query, host, hold }: OpenContainers,
): AsyncGenerator<Discovered> {
  const { signal, mounts } = query
  for (const { namespace, record } of found) {
    const openImage = async (name: string): Promise<Image | undefined> => {
      const listed = (await listImages(client, namespace, signal)).find(
        ({ id, tags, digests }) => id === name || tags.includes(name) || digests.includes(name),
      )
      if (listed === undefined) return undefined
      const [first] = await Array.fromAsync(
        openImages(client, listed, { namespace, host, signal, hold: () => async () => {} }),
      )
      return first !== undefined && 'entity' in first && first.entity.kind === 'image' ? first.entity : undefined
    }
    yield openContainerdContainer(client, record, {
      namespace,
      host,
      withMounts: mounts,
      signal,
      openImage,
      release: hold(),
    })
  }
}
