import { asObject } from '@veinmind/internal'
import type { ContainerdClient } from '../../containerd/client/client.ts'
import type { Host } from '../../shared/host.ts'
import { asList, asText, asTexts } from '../../shared/json.ts'
import type { ContentImage } from '../../containerd/images/content-image.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'

/** Reads images of docker's containerd image store. */
export interface ContentReader {
  /** Of several platforms the first that is here; undefined when containerd cannot be asked or has not all of it. */
  read(id: string, signal: AbortSignal | undefined): Promise<ContentImage | undefined>
  /** The writable layer of a container; undefined when containerd does not tell it, or it cannot be read here. */
  writable(id: string, signal: AbortSignal | undefined): Promise<WritablePlace | undefined>
  close(): Promise<void>
}

/** Whether docker has its images in the containerd image store. */
export function usesSnapshotter(info: ReturnType<typeof asObject>): boolean {
  return asList(info['DriverStatus']).some(
    (pair) => asTexts(pair)[1]?.startsWith('io.containerd.snapshotter.') === true,
  )
}

/** From what docker's `/info` says; undefined when docker has its images in a graph driver of its own. */
export function contentReader(info: ReturnType<typeof asObject>, host: Host): ContentReader | undefined {
  const containerd = asObject(info['Containerd'])
  const address = asText(containerd['Address'])
  const namespace = asText(asObject(containerd['Namespaces'])['Containers'])
  if (address === '' || namespace === '' || !usesSnapshotter(info)) return undefined
  const snapshotter = asText(info['Driver'])
  let connected: Promise<ContainerdClient | undefined> | undefined
  const connect = async (signal: AbortSignal | undefined): Promise<ContainerdClient | undefined> => {
    const { connectContainerd } = await import('../../containerd/client/client.ts')
    connected ??= connectContainerd(host.path(address), { host, signal }).catch(() => undefined)
    return connected
  }
  return {
    async writable(id, signal) {
      const { writablePlace } = await import('../../containerd/images/snapshots.ts')
      const client = await connect(signal)
      return client && (await writablePlace(client, { snapshotter, key: id }, { host, namespace, signal }))
    },
    async read(id, signal) {
      const { readContentImages } = await import('../../containerd/images/content-image.ts')
      const client = await connect(signal)
      if (client === undefined) return undefined
      const images = await readContentImages(client, id, { namespace, signal }).catch(() => [])
      signal?.throwIfAborted()
      return images.find(({ layers }) => layers.every(({ unavailable }) => unavailable === undefined))
    },
    close: async () => (await connected)?.close(),
  }
}
