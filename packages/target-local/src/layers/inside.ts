import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs'
import { VeinmindError } from '@veinmind/sdk'
import { encodeName } from '@veinmind/sdk/target'

/** A regular file that is open; `close` it. */
export interface OpenFile {
  readonly size: number
  /** Reads up to the end of `target`; returns how many bytes there were. */
  read(target: Uint8Array): number
  close(): void
}

/** Files below a folder that others write to, perhaps now. */
export interface Inside {
  /** Opens a regular file; undefined for what is none, or not (or no longer) below the folder. */
  open(path: string): OpenFile | undefined
}

const SLASH = Buffer.from('/')

/**
 * Opens files of a layer's folder without being led out of it: the folder's content is whoever made the image's or, of a
 * running container, its processes'. The last component is never followed, and where the opened file really is, is asked of
 * the kernel after it was opened, so that nothing can be exchanged in between. Never blocks on a FIFO or a device.
 */
export function openInside(folder: string): Inside {
  const root = realpathSync.native(folder, 'buffer')
  const below = Buffer.concat([root, SLASH])
  return {
    open(path) {
      const fd = tryOpen(Buffer.concat([root, Buffer.from(encodeName(path))]))
      if (fd === undefined) return undefined
      const stat = fstatSync(fd)
      const place = readlinkSync(`/proc/self/fd/${fd}`, 'buffer')
      if (!stat.isFile() || !place.subarray(0, below.length).equals(below)) {
        closeSync(fd)
        return undefined
      }
      return { size: stat.size, read: (target) => readSync(fd, target), close: () => closeSync(fd) }
    },
  }
}

function tryOpen(path: Buffer): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(code)) return undefined
    throw new VeinmindError('LOCAL_LAYER_UNREADABLE', `a file of a layer cannot be opened: ${code}`, {
      hint: 'the folders of a container engine are for root; without it, layers are read by the API of the engine',
      cause: error,
    })
  }
}
