import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { gib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Discovered, Image } from '@veinmind/sdk'
import { openNamelessFile } from '@veinmind/sdk/temporary'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { decompress, detectCompression } from '../compression/decompress.ts'
import { DEFAULT_LIMITS, limitError } from '../limits.ts'
import type { OpenedImages } from '../types.ts'
import { readDockerArchive } from './docker-archive.ts'
import type { FileStore } from './file-store.ts'
import { openFolderStore, readRange } from './file-store.ts'
import { readOciLayout } from './oci-layout.ts'
import { openTarStore } from './tar-store.ts'

export interface OpenImagesOptions {
  readonly signal?: AbortSignal
  /** Where the tar of a compressed archive is unpacked to; by default the system's folder for temporary files. */
  readonly spoolDir?: string
  /** Bytes that it may take there; default 32 GiB. */
  readonly maxSpoolBytes?: number
}

/**
 * The images of an OCI layout folder, an OCI archive or a docker-archive (`docker save`), all platforms. Layers are read in
 * place. A gzip or zstd archive cannot be read at random: its tar is decompressed once into a nameless private file, which
 * costs its size on the disk until `close`. What is no image, or damaged, is said among `images`.
 *
 * Throws `IMAGE_ARCHIVE_NOT_FOUND`, `IMAGE_ARCHIVE_UNKNOWN`, `IMAGE_ARCHIVE_DAMAGED`, `IMAGE_COMPRESSION_UNSUPPORTED`.
 */
export async function openImages(path: string, options: OpenImagesOptions = {}): Promise<OpenedImages> {
  const store = await openStore(path, options)
  try {
    const images = await readImages(store, path, options.signal)
    return { images, close: () => store.close() }
  } catch (error) {
    await store.close()
    throw toVeinmindError(error, 'IMAGE_ARCHIVE_DAMAGED')
  }
}

/** Newer `docker save` writes both layouts; an image that only one of them names is an image all the same. */
async function readImages(store: FileStore, path: string, signal: AbortSignal | undefined): Promise<readonly Discovered[]> {
  const name = basename(path)
  const hasOci = (await store.size('index.json')) !== undefined
  const hasDocker = (await store.size('manifest.json')) !== undefined
  if (!hasOci && !hasDocker) {
    const isAncient = (await store.size('repositories')) !== undefined
    throw new VeinmindError('IMAGE_ARCHIVE_UNKNOWN', `${path} is no OCI layout and no docker-archive`, {
      hint: isAncient
        ? 'it was saved by a Docker before 1.10: load it into a newer one and save it again'
        : 'it should hold index.json or manifest.json, as `docker save` and `skopeo copy` write them',
    })
  }
  const images: Discovered[] = hasOci ? await readOciLayout(store, { name, signal }) : []
  const docker = hasDocker ? await readDockerArchive(store, { name, signal }) : []
  const known = new Set(images.flatMap((found) => ('entity' in found ? [found.entity.id] : [])))
  return [...images, ...docker.filter((found) => !('entity' in found && known.has((found.entity as Image).id)))]
}

async function openStore(path: string, options: OpenImagesOptions): Promise<FileStore> {
  let handle: FileHandle | undefined
  try {
    if ((await stat(path)).isDirectory()) return await openFolderStore(path)
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const file = await handle.stat()
    if (!file.isFile()) throw new VeinmindError('IMAGE_ARCHIVE_UNKNOWN', `${path} is neither a folder nor a file`)
    const plain = await toPlain(handle, file.size, options)
    return await openTarStore(plain, options.signal)
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

/** The file itself when it is a plain tar, else its content in a spool. */
async function toPlain(handle: FileHandle, size: number, options: OpenImagesOptions): Promise<FileHandle> {
  const { signal, spoolDir, maxSpoolBytes = gib(32) } = options
  const reader = createChunkReader(readRange(handle, { offset: 0, size }, signal === undefined ? {} : { signal }), () => {})
  const compression = await detectCompression(reader)
  if (compression === 'none') return handle
  const spool = await openNamelessFile(spoolDir)
  try {
    let written = 0
    for await (const chunk of decompress(reader, compression, { note: () => {} })) {
      signal?.throwIfAborted()
      written += chunk.length
      const { ratio, ratioFloor } = DEFAULT_LIMITS
      if (written > maxSpoolBytes) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes', maxSpoolBytes)
      if (written > ratioFloor && written > size * ratio) {
        throw limitError('IMAGE_COMPRESSION_RATIO', 'uncompressed bytes for each stored byte', ratio)
      }
      await spool.writeFile(chunk)
    }
    await handle.close()
    return spool
  } catch (error) {
    await spool.close()
    throw error
  }
}
