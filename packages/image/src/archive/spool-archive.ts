import { closeSync, constants, createReadStream, fstatSync, open as openFile } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { gib, usageError, VeinmindError } from '@veinmind/sdk'
import { openNamelessFile, temporaryError } from '@veinmind/internal/temporary'
import type { ChunkReader } from '../compression/chunk-reader.ts'
import { decompress, detectCompression } from '../compression/decompress.ts'
import { DEFAULT_LIMITS, limitError } from '../limits.ts'

/** Where the tar of what cannot be read at random is kept, and how much. */
export interface SpoolOptions {
  readonly signal?: AbortSignal
  readonly spoolDir?: string
  readonly maxSpoolBytes?: number
}

/** Names of standard input. */
export const isStandardInput = (path: string): boolean =>
  path === '-' || /^\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(path)

/** Decompresses an archive into a nameless private file. Throws `IMAGE_COMPRESSION_…`, `TAR_LIMIT_EXCEEDED`, `TEMPORARY_UNUSABLE`. */
export async function spoolArchive(
  reader: ChunkReader,
  { signal, spoolDir, maxSpoolBytes = gib(32) }: SpoolOptions,
): Promise<FileHandle> {
  const compression = await detectCompression(reader)
  const spool = await openNamelessFile(spoolDir)
  try {
    let written = 0
    for await (const chunk of decompress(reader, compression, { note: () => {} })) {
      signal?.throwIfAborted()
      written += chunk.length
      const { ratio, ratioFloor } = DEFAULT_LIMITS
      if (written > maxSpoolBytes) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes', maxSpoolBytes)
      if (compression !== 'none' && written > ratioFloor && written > reader.received * ratio) {
        throw limitError('IMAGE_COMPRESSION_RATIO', 'uncompressed bytes for each stored byte', ratio)
      }
      await spool.writeFile(chunk).catch((error: unknown) => {
        throw temporaryError(error, spoolDir)
      })
    }
    return spool
  } catch (error) {
    await spool.close()
    throw isCorrupt(error) ? brokenArchive(error) : error
  }
}

const isCorrupt = (error: unknown): error is VeinmindError =>
  error instanceof VeinmindError && error.code === 'IMAGE_LAYER_CORRUPT'

/** What cannot be decompressed here is the archive, and no layer of it. */
function brokenArchive({ message, cause }: VeinmindError): VeinmindError {
  const why = message.slice(message.indexOf(': ') + 2)
  return new VeinmindError('IMAGE_ARCHIVE_DAMAGED', `the archive cannot be decompressed: ${why}`, {
    cause,
    hint: 'save or copy it again',
  })
}

/** The bytes of standard input, or of a pipe by its path. */
export async function openPipe(path: string, signal: AbortSignal | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (!isStandardInput(path)) return openNamedPipe(path, signal)
  const { isTTY } = process.stdin
  if (isTTY)
    throw usageError('IMAGE_ARCHIVE_UNKNOWN', 'standard input is a terminal, and no archive', {
      hint: 'pipe one into it: docker save app | …',
    })
  // A file has no end of its own to wait for, and a pipe must not keep the process when the scan is ended.
  return fstatSync(0).isFile() ? createReadStream('', { fd: 0, autoClose: false }) : withSignal(process.stdin, signal)
}

/** Opening waits for somebody who writes; where the scan ends before, we are the one. */
async function openNamedPipe(path: string, signal: AbortSignal | undefined): Promise<AsyncIterable<Uint8Array>> {
  const release = (): void =>
    void open(path, constants.O_WRONLY | constants.O_NONBLOCK).then(
      (end) => end.close(),
      () => {},
    )
  signal?.addEventListener('abort', release, { once: true })
  try {
    const fd = await promisify(openFile)(path, constants.O_RDONLY)
    if (signal?.aborted || !fstatSync(fd).isFIFO()) {
      closeSync(fd)
      signal?.throwIfAborted()
      throw new VeinmindError('IMAGE_ARCHIVE_UNKNOWN', `${path} is neither a folder nor a file`)
    }
    return withSignal(new Socket({ fd, readable: true, writable: false }), signal)
  } finally {
    signal?.removeEventListener('abort', release)
  }
}

function withSignal(
  stream: NodeJS.ReadableStream & { destroy(error?: Error): unknown },
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  signal?.addEventListener('abort', () => stream.destroy(signal.reason as Error), { once: true })
  return stream as AsyncIterable<Uint8Array>
}
