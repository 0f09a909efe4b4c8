import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import type { RandomAccess } from '@veinmind/sdk'

/** A spool file opened to be read; it is opened for reading when it is first used. */
export interface OpenSpool {
  readonly access: RandomAccess
  close(): Promise<void>
}

/** Opens the file at `path`. Closing it leaves the file. */
export async function openSpool(path: string): Promise<OpenSpool> {
  const { size } = await stat(path)
  let handle: Promise<FileHandle> | undefined
  return {
    access: {
      size,
      path,
      async read(position, length) {
        handle ??= open(path, 'r')
        const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)))
        const { bytesRead } = await (await handle).read(buffer, 0, buffer.length, position)
        return buffer.subarray(0, bytesRead)
      },
    },
    async close() {
      await (await handle)?.close()
    },
  }
}
