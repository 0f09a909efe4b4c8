import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { PackFile } from './pack/pack-file.ts'
import { broken } from './pack/pkt-line.ts'

const TRAILER = 20

/** A pack on disk, in a private folder that is removed when it is closed. */
export interface SpooledPack {
  readonly pack: PackFile
  readonly close: () => Promise<void>
}

/** Writes a pack to disk and checks its digest. Throws `GIT_TOO_LARGE` above `maxBytes`. */
export async function spoolPack(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<SpooledPack> {
  const folder = await makeTemporaryFolder('git').catch(asSpoolError)
  let file: FileHandle | undefined
  const close = async (): Promise<void> => {
    await file?.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    file = await open(join(folder, 'pack'), 'wx+', 0o600).catch(asSpoolError)
    const size = await writeChecked(file, chunks, { maxBytes, signal })
    return { pack: new PackFile(file.fd, size - TRAILER), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function writeChecked(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<number> {
  const hash = createHash('sha1')
  let size = 0
  let tail: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    signal.throwIfAborted()
    size += chunk.length
    if (size > maxBytes) {
      throw new VeinmindError('GIT_TOO_LARGE', `the repository is larger than ${maxBytes} bytes`, {
        hint: 'raise --max-pack',
      })
    }
    await file.appendFile(chunk).catch(asSpoolError)
    const all: Buffer = Buffer.concat([tail, chunk])
    const end = Math.max(0, all.length - TRAILER)
    hash.update(all.subarray(0, end))
    tail = Buffer.from(all.subarray(end))
  }
  if (size < TRAILER || !hash.digest().equals(tail)) throw broken('the digest of the pack is wrong')
  return size
}

function asSpoolError(error: Error): never {
  throw new VeinmindError('GIT_SPOOL', `cannot keep the pack in ${tmpdir()}: ${error.message}`, {
    hint: 'TMPDIR names another folder',
    cause: error,
  })
}
