import { createImage } from '@veinmind/image'
import type { Discovered, Image } from '@veinmind/sdk'
import { createLease } from '@veinmind/internal'
import { asObject, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { findContainers } from '../../shared/container-source.ts'
import type { ContainerQuery, ContainerSource } from '../../shared/container-source.ts'
import { findImages } from '../../shared/find-image.ts'
import type { ListedImage } from '../../shared/find-image.ts'
import type { Host } from '../../shared/host.ts'
import { asList, asText } from '../../shared/json.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { nativeOf, sourceOf } from '../client/client.ts'
import type { ContainerdClient } from '../client/client.ts'
import { findTask, openContainerdContainer } from '../containers/open-container.ts'
import { readContentImages } from './content-image.ts'
import { withSnapshots } from './snapshots.ts'

/** Docker's own namespace: what is in it is docker's to list. */
const DOCKERS = 'moby'

/** Where in a containerd things are looked for. */
export interface ContainerdOptions {
  /** Only this namespace; by default all but docker's. */
  readonly namespace: string | undefined
  /** The machine that it runs on. */
  readonly host: Host
}

/** The images of a containerd as a source, which stays open until the last of them is closed. */
export function containerdImages(client: ContainerdClient, { namespace, host }: ContainerdOptions): ImageSource {
  const lease = createLease(async () => client.close())
  return {
    name: 'containerd',
    close: lease.release,
    async find(pattern, signal) {
      const { namespaces, value } = await splitPattern(client, { pattern, namespace, signal })
      const found: { readonly namespace: string; readonly image: ListedImage }[] = []
      for (const each of namespaces) {
        const images = await listImages(client, each, signal)
        found.push(...findImages(images, value).map((image) => ({ namespace: each, image })))
      }
      if (found.length === 0) return undefined
      return (async function* (): AsyncGenerator<Discovered> {
        for (const { namespace: each, image } of found)
          yield* openImages(client, image, { namespace: each, host, signal, hold: () => lease.hold() })
      })()
    },
  }
}

/** The containers of a containerd as a source. */
export function containerdContainers(client: ContainerdClient, options: ContainerdOptions): ContainerSource {
  const lease = createLease(async () => client.close())
  return {
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

/** `namespace/name` where there is such a namespace, else the name in all of them. */
async function splitPattern(
  client: ContainerdClient,
  {
    pattern,
    namespace,
    signal,
  }: { readonly pattern: string; readonly namespace: string | undefined; readonly signal: AbortSignal },
): Promise<{ readonly namespaces: readonly string[]; readonly value: string }> {
  const all = asList((await client.call('namespaces', {}, { signal }))['namespaces']).map((each) =>
    asText(asObject(each)['name']),
  )
  if (namespace !== undefined) return { namespaces: [namespace], value: pattern }
  const slash = pattern.indexOf('/')
  const first = pattern.slice(0, Math.max(0, slash))
  if (slash !== -1 && all.includes(first)) return { namespaces: [first], value: pattern.slice(slash + 1) }
  return { namespaces: all.filter((name) => name !== DOCKERS), value: pattern }
}

/** Images by digest: containerd has an entry for each name, and Kubernetes one more for each digest. */
async function listImages(
  client: ContainerdClient,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly ListedImage[]> {
  const byDigest = new Map<string, { readonly tags: string[]; readonly digests: string[] }>()
  for (const record of asList((await client.call('images', {}, { namespace, signal }))['images']).map(asObject)) {
    const digest = asText(asObject(record['target'])['digest'])
    const names = byDigest.get(digest) ?? { tags: [], digests: [] }
    byDigest.set(digest, names)
    const name = asText(record['name'])
    if (name.includes('@')) names.digests.push(name)
    else if (!/^sha256:[0-9a-f]{64}$/.test(name)) names.tags.push(name)
  }
  return [...byDigest].map(([id, names]) => ({ id, ...names }))
}

interface OpenImages {
  readonly namespace: string
  readonly host: Host
  readonly signal: AbortSignal
  readonly hold: () => () => Promise<void>
}

async function* openImages(
  client: ContainerdClient,
  { id, tags, digests }: ListedImage,
  { namespace, host, signal, hold }: OpenImages,
): AsyncGenerator<Discovered> {
  const references = [...tags, ...digests]
  const name = references[0] ?? id
  try {
    const images = await readContentImages(client, id, { namespace, signal })
    if (images.length === 0)
      throw new VeinmindError(
        'LOCAL_IMAGE_UNREADABLE',
        `containerd has no whole image ${name} in namespace ${namespace}`,
        { hint: 'pull it again' },
      )
    for (const each of images) {
      const { image, notes } = await withSnapshots(client, each, { host, namespace, signal })
      yield {
        entity: {
          ...createImage({ ...image, name, references, notes, close: hold() }),
          ...nativeOf(client, `${namespace}/${id}`),
        },
        source: sourceOf(client, namespace),
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    yield { target: `${namespace}/${name}`, error: toVeinmindError(error, 'LOCAL_IMAGE_UNREADABLE') }
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
