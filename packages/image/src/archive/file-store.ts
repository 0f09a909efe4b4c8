import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { OpenLayerOptions } from '@veinmind/sdk/target'

/** The files of a layout, by their paths in it. */
export interface FileStore {
  /** Bytes of a file; undefined when there is none of that path. */
  size(path: string): Promise<number | undefined>
  /** A whole small file; throws `IMAGE_ARCHIVE_DAMAGED` when it is missing or larger than `max`. */
  read(path: string, max: number): Promise<Buffer>
  /** The bytes of a file, as they are needed. */
  open(path: string, options?: OpenLayerOptions): Promise<AsyncIterable<Uint8Array>>
  /** The file in which the archive breaks off, if it does. */
  readonly cutAt?: string
  /** Whether an archive ends without the mark of its end: it may be cut off between two files. */
  readonly lacksEnd?: boolean
  close(): Promise<void>
}

/** A folder as a store. A link anywhere below it is refused: nothing outside is read by its leave. */
export async function openFolderStore(folder: string): Promise<FileStore> {
  const root = await realpath(folder)
  const openFile = async (path: string): Promise<FileHandle | undefined> => {
    const file = join(root, path)
    try {
      if ((await realpath(file)) !== file) throw damaged(path, 'it is a symbolic link')
      return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return undefined
      throw error instanceof VeinmindError ? error : damaged(path, 'it cannot be opened', error)
    }
  }
  const sized = async (path: string): Promise<{ handle: FileHandle; size: number } | undefined> => {
    const handle = await openFile(path)
    if (handle === undefined) return undefined
    const stat = await handle.stat()
    if (stat.isFile()) return { handle, size: stat.size }
    await handle.close()
    return undefined
  }
  return {
    async size(path) {
      const file = await sized(path)
      await file?.handle.close()
      return file?.size
    },
    async read(path, max) {
      const file = await sized(path)
      if (file === undefined) throw damaged(path, 'it is missing')
      try {
        return await readSmall(file.handle, { path, offset: 0, size: file.size }, max)
      } finally {
        await file.handle.close()
      }
    },
    async open(path, options) {
      const file = await sized(path)
      if (file === undefined) throw damaged(path, 'it is missing')
      return readRange(file.handle, { offset: 0, size: file.size, close: true }, options)
    },
    close: async () => {},
  }
}

const PIECE = mib(1)

/** A part of a file as a stream. With `close`, the file is closed at its end or when the reader turns away. */
export async function* readRange(
  handle: FileHandle,
  { offset, size, close }: { readonly offset: number; readonly size: number; readonly close?: boolean },
  { signal, reuse = false }: OpenLayerOptions = {},
): AsyncGenerator<Uint8Array> {
  let buffer = Buffer.alloc(0)
  try {
    for (let at = 0; at < size;) {
      signal?.throwIfAborted()
      const length = Math.min(PIECE, size - at)
      if (!reuse || buffer.length < length) buffer = Buffer.allocUnsafe(length)
      const { bytesRead } = await handle.read(buffer, 0, length, offset + at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    if (close) await handle.close()
  }
}

/** A part of a file whole. */
export async function readSmall(
  handle: FileHandle,
  { path, offset, size }: { readonly path: string; readonly offset: number; readonly size: number },
  max: number,
): Promise<Buffer> {
  if (size > max) throw damaged(path, `it has more than ${max} bytes`)
  const parts: Uint8Array[] = []
  for await (const part of readRange(handle, { offset, size })) parts.push(part)
  const bytes = Buffer.concat(parts)
  if (bytes.length !== size) throw damaged(path, 'the archive breaks off in it')
  return bytes
}

/** The error of a layout or archive that is not as it should be. */
export function damaged(path: string, why: string, cause?: unknown): VeinmindError {
  return new VeinmindError('IMAGE_ARCHIVE_DAMAGED', `${path} in the image archive cannot be read: ${why}`, { cause })
}
