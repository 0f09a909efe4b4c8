import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { detectCompression } from '../compression/decompress.ts'
import type { OpenedImages } from '../types.ts'
import { readDockerArchive } from './docker-archive.ts'
import type { FileStore } from './file-store.ts'
import { openFolderStore, readRange } from './file-store.ts'
import { readOciLayout } from './oci-layout.ts'
import { asLayout } from './skopeo-folder.ts'
import { isStandardInput, openPipe, spoolArchive } from './spool-archive.ts'
import { openTarStore } from './tar-store.ts'

export interface OpenImagesOptions {
  readonly signal?: AbortSignal
  /** Where the tar of a compressed archive is unpacked to; by default the system's folder for temporary files. */
  readonly spoolDir?: string
  /** Bytes that it may take there; default 32 GiB. */
  readonly maxSpoolBytes?: number
}

/**
 * The images of an OCI layout folder, an OCI archive, a docker-archive (`docker save`) or a folder of skopeo's `dir:`, all
 * platforms. Layers are read in place. A gzip or zstd archive, a pipe and standard input (`-`) cannot be read at random: the tar is
 * written once into a nameless private file, which costs its size on the disk until `close`. What is no image, or damaged, is said among `images`.
 *
 * Throws `IMAGE_ARCHIVE_NOT_FOUND`, `IMAGE_ARCHIVE_UNKNOWN`, `IMAGE_ARCHIVE_DAMAGED`, `IMAGE_COMPRESSION_UNSUPPORTED`.
 */
export async function openImages(path: string, options: OpenImagesOptions = {}): Promise<OpenedImages> {
  const store = await openStore(path, options)
  try {
    const images = await readImages(store, path, options.signal)
    return { images: [...images, ...breakOf(store, images, path)], close: () => store.close() }
  } catch (error) {
    await store.close()
    throw toVeinmindError(error, 'IMAGE_ARCHIVE_DAMAGED')
  }
}

/** That the archive breaks off, which nobody would notice whose layers are known from a cache. */
function breakOf({ cutAt }: FileStore, images: readonly Discovered[], path: string): readonly Discovered[] {
  if (cutAt === undefined) return []
  const [target = path] = images.map((found) => ('entity' in found ? found.entity.name : found.target))
  return [
    {
      target,
      error: new VeinmindError('IMAGE_ARCHIVE_DAMAGED', `the archive breaks off in ${cutAt}`, {
        hint: 'save or copy it again',
      }),
    },
  ]
}

/** Newer `docker save` writes both layouts; an image that only one of them names is an image all the same. */
async function readImages(
  store: FileStore,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly Discovered[]> {
  const name = isStandardInput(path) ? 'stdin' : basename(path)
  const hasOci = (await store.size('index.json')) !== undefined
  const hasDocker = (await store.size('manifest.json')) !== undefined
  if (!hasOci && !hasDocker) throw await notAnImage(store, path)
  const skopeo = hasDocker && !hasOci ? await asLayout(store) : undefined
  if (skopeo !== undefined) return readOciLayout(skopeo, { name, signal })
  const images: Discovered[] = hasOci ? await readOciLayout(store, { name, signal }) : []
  const docker = hasDocker ? await readDockerArchive(store, { name, signal }) : []
  if (images.length + docker.length === 0)
    return [{ target: name, skipped: `its ${hasOci ? 'index' : 'manifest'}.json names no image` }]
  const known = new Set(images.flatMap((found) => ('entity' in found ? [found.entity.id] : [])))
  return [...images, ...docker.filter((found) => !('entity' in found && known.has((found.entity as Image).id)))]
}

/** `docker save` writes its list of images last, so that a copy that broke off has none. */
async function notAnImage(store: FileStore, path: string): Promise<VeinmindError> {
  const again = 'save or copy it again'
  if (store.cutAt !== undefined)
    return new VeinmindError(
      'IMAGE_ARCHIVE_DAMAGED',
      `${path} breaks off in ${store.cutAt}, before it says which images it holds`,
      { hint: again },
    )
  if (store.lacksEnd)
    return new VeinmindError(
      'IMAGE_ARCHIVE_DAMAGED',
      `${path} breaks off between two files, before it says which images it holds`,
      { hint: again },
    )
  const isAncient = (await store.size('repositories')) !== undefined
  return new VeinmindError('IMAGE_ARCHIVE_UNKNOWN', `${path} is no OCI layout and no docker-archive`, {
    hint: isAncient
      ? 'it was saved by a Docker before 1.10: load it into a newer one and save it again'
      : 'it should hold index.json or manifest.json, as `docker save` and `skopeo copy` write them',
  })
}

async function openStore(path: string, options: OpenImagesOptions): Promise<FileStore> {
  let handle: FileHandle | undefined
  try {
    handle = await openTar(path, options)
    return handle === undefined ? await openFolderStore(path) : await openTarStore(handle, options.signal)
  } catch (error) {
    await handle?.close().catch(() => {})
    options.signal?.throwIfAborted()
    if (error instanceof VeinmindError) throw error
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = error instanceof Error ? error.message : String(error)
    throw isMissing
      ? new VeinmindError('IMAGE_ARCHIVE_NOT_FOUND', `${path} does not exist`, { cause: error })
      : new VeinmindError('IMAGE_ARCHIVE_DAMAGED', `${path} cannot be read: ${why}`, { cause: error })
  }
}

/** A plain tar that can be read at random; undefined for a folder. */
async function openTar(path: string, options: OpenImagesOptions): Promise<FileHandle | undefined> {
  const stats = isStandardInput(path) ? undefined : await stat(path)
  if (stats?.isDirectory()) return undefined
  if (stats === undefined || stats.isFIFO()) return spool(await openPipe(path, options.signal), options)
  if (!stats.isFile()) throw new VeinmindError('IMAGE_ARCHIVE_UNKNOWN', `${path} is neither a folder nor a file`)
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const { size } = await handle.stat()
    const content = (): AsyncGenerator<Uint8Array> =>
      readRange(handle, { offset: 0, size }, options.signal === undefined ? {} : { signal: options.signal })
    if ((await detectCompression(createChunkReader(content(), () => {}))) === 'none') return handle
    const plain = await spool(content(), options)
    await handle.close()
    return plain
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function spool(content: AsyncIterable<Uint8Array>, options: OpenImagesOptions): Promise<FileHandle> {
  const source = content[Symbol.asyncIterator]()
  try {
    return await spoolArchive(
      createChunkReader(source, () => {}),
      options,
    )
  } finally {
    await source.return?.()
  }
}
