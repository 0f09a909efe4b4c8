import type { ContainerdClient } from '../containerd/client.ts'
import type { Host } from '../host.ts'
import { asList, asObject, asText, asTexts } from '../json.ts'
import type { ContentImage } from '../containerd/content-image.ts'

/** Reads images of docker's containerd image store. */
export interface ContentReader {
  /** Of several platforms the first that is here; undefined when containerd cannot be asked or has not all of it. */
  read(id: string, signal: AbortSignal | undefined): Promise<ContentImage | undefined>
  close(): Promise<void>
}

/** Whether docker has its images in the containerd image store. */
export function usesSnapshotter(info: ReturnType<typeof asObject>): boolean {
  return asList(info['DriverStatus']).some((pair) => asTexts(pair)[1]?.startsWith('io.containerd.snapshotter.') === true)
}

/** From what docker's `/info` says; undefined when docker has its images in a graph driver of its own. */
export function contentReader(info: ReturnType<typeof asObject>, host: Host): ContentReader | undefined {
  const containerd = asObject(info['Containerd'])
  const address = asText(containerd['Address'])
  const namespace = asText(asObject(containerd['Namespaces'])['Containers'])
  if (address === '' || namespace === '' || !usesSnapshotter(info)) return undefined
  let connected: Promise<ContainerdClient | undefined> | undefined
  return {
    async read(id, signal) {
      const { connectContainerd } = await import('../containerd/client.ts')
      const { readContentImages } = await import('../containerd/content-image.ts')
      connected ??= connectContainerd(host.path(address), { host, signal }).catch(() => undefined)
      const client = await connected
      if (client === undefined) return undefined
      const images = await readContentImages(client, id, { namespace, signal }).catch(() => [])
      signal?.throwIfAborted()
      return images.find(({ layers }) => layers.every(({ unavailable }) => unavailable === undefined))
    },
    close: async () => (await connected)?.close(),
  }
}
