import { createHash } from 'node:crypto'
import { layer } from '@veinmind/testing'
import type { Pushable } from '@veinmind/testing'

interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly mediaType: string
}

/** An image that has the lower layers of `image` and one of its own; `shared` are the digests of the lower ones. */
export function secondImage(
  image: Pushable,
  text = 'hello\n',
): { readonly image: Pushable; readonly shared: readonly string[] } {
  const manifest = parse(image.manifest) as { config: Descriptor; layers: readonly Descriptor[] }
  const config = parse(image.blobs.get(manifest.config.digest) ?? new Uint8Array()) as {
    rootfs: { diff_ids: readonly string[] }
  }
  const base = manifest.layers.slice(0, -1)
  const own = layer({ 'srv/hello.txt': text })
  const diffIds = [...config.rootfs.diff_ids.slice(0, base.length), digestOf(own.tar)]
  const configBytes = bytesOf({ ...config, history: [], rootfs: { type: 'layers', diff_ids: diffIds } })
  const ownDescriptor = { mediaType: base[0]?.mediaType ?? '', digest: digestOf(own.stored), size: own.stored.length }
  const manifestBytes = bytesOf({
    ...manifest,
    config: { ...manifest.config, digest: digestOf(configBytes), size: configBytes.length },
    layers: [...base, ownDescriptor],
  })
  const blobs = new Map<string, Uint8Array>([
    [digestOf(configBytes), configBytes],
    [ownDescriptor.digest, own.stored],
  ])
  for (const { digest } of base) blobs.set(digest, image.blobs.get(digest) ?? new Uint8Array())
  return {
    image: { mediaType: image.mediaType, manifest: manifestBytes, manifestDigest: digestOf(manifestBytes), blobs },
    shared: base.map(({ digest }) => digest),
  }
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'))
}

function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
