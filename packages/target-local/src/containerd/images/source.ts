import { createImage } from '@veinmind/image'
import { asObject, createLease } from '@veinmind/internal'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { findImages } from '../../shared/find-image.ts'
import type { ListedImage } from '../../shared/find-image.ts'
import type { Host } from '../../shared/host.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { asList, asText } from '../../shared/json.ts'
import { nativeOf, sourceOf } from '../client/client.ts'
import type { ContainerdClient } from '../client/client.ts'
import { connectBySettings } from '../client/connect.ts'
import type { ContainerdOptions } from '../client/connect.ts'
import { splitPattern } from '../client/namespaces.ts'
import { readContentImages } from './content-image.ts'
import { withSnapshots } from './snapshots.ts'

/** The images of containerd. Throws `LOCAL_ENGINE_UNREACHABLE` when it is not there. */
export async function openImageSource(settings: EngineSettings, context: EngineContext): Promise<ImageSource> {
  const { client, options } = await connectBySettings(settings, context)
  return containerdImages(client, options)
}

/** The images of a containerd as a source, which stays open until the last of them is closed. */
function containerdImages(client: ContainerdClient, { namespace, host }: ContainerdOptions): ImageSource {
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

/** Images by digest: containerd has an entry for each name, and Kubernetes one more for each digest. */
export async function listImages(
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

/** One listed image; of several platforms each that is here. */
export async function* openImages(
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
