import { cleanPath, mib, VeinmindError } from '@veinmind/sdk'
import type { Entry, Layer } from '@veinmind/sdk'
import type { LayerEntry } from '@veinmind/sdk/target'
import { digestOf } from './compress.ts'
import type { Compression } from './compress.ts'
import { nameText } from './layer.ts'
import type { LayerSpec } from './layer.ts'
import { toBytes, typeOf } from './tar-writer.ts'
import type { TarEntry } from './tar-writer.ts'

const CHUNK = 64 * 1024

const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'
const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar'

/** Media type of a layer. Docker has none for zstd: OCI's is used, as buildkit does. */
export function layerMediaType(format: 'oci' | 'docker', compression: Compression): string {
  if (format === 'docker' && compression !== 'zstd')
    return compression === 'gzip' ? `${DOCKER_LAYER}.gzip` : DOCKER_LAYER
  return compression === 'none' ? OCI_LAYER : `${OCI_LAYER}+${compression}`
}

/** The layer of an image that `spec` makes. */
export function buildLayer(spec: LayerSpec, index: number, mediaType: string): Layer {
  const { stored } = spec
  return {
    index,
    digest: digestOf(stored),
    diffId: digestOf(spec.tar),
    size: stored.length,
    mediaType,
    // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
    open: async (options = {}) => chunksOf(stored, options.signal),
    entries: (options = {}) => entriesOf(spec, options.signal),
  }
}

async function* chunksOf(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK) {
    signal?.throwIfAborted()
    yield bytes.subarray(start, start + CHUNK)
  }
}

async function* entriesOf(spec: LayerSpec, signal: AbortSignal | undefined): AsyncGenerator<LayerEntry> {
  if (!spec.entries) {
    throw new VeinmindError(
      'TESTING_RAW_LAYER',
      'the layer was made from raw bytes, so its entries are not known here',
      {
        hint: 'read it with @veinmind/image',
      },
    )
  }
  for (const source of spec.entries) {
    signal?.throwIfAborted()
    const entry = toEntry(source)
    const content = contentOf(source)
    yield { ...entry, bytes: (options = {}) => readBytes(entry, content, options.max ?? mib(16)) }
  }
}

// oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
async function readBytes(entry: Entry, content: Uint8Array, max: number): Promise<Uint8Array> {
  if (content.length <= max) return content
  throw new VeinmindError('FILE_TOO_LARGE', `${entry.path} has ${content.length} bytes, more than ${max}`)
}

function contentOf(entry: TarEntry): Uint8Array {
  return typeOf(entry) === 'file' && entry.hardLink === undefined ? toBytes(entry.content ?? '') : new Uint8Array()
}

/** The entry that a reader of the layer is to give. */
function toEntry(source: TarEntry): Entry {
  const type = typeOf(source)
  const { linkTarget, hardLink, xattrs, device } = source
  return {
    path: cleanPath(nameText(source.name)),
    type,
    size: contentOf(source).length,
    mode: source.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
    uid: source.uid ?? 0,
    gid: source.gid ?? 0,
    userName: source.userName ?? '',
    groupName: source.groupName ?? '',
    mtime: source.mtime ?? 0,
    ...(linkTarget === undefined ? {} : { linkTarget: nameText(linkTarget) }),
    ...(hardLink === undefined ? {} : { hardLink: cleanPath(nameText(hardLink)) }),
    ...(xattrs === undefined ? {} : { xattrs: new Map(Object.entries(xattrs)) }),
    ...(device === undefined ? {} : { device }),
  }
}
