import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { createImage } from '@veinmind/image'
import type { LayerSource } from '@veinmind/image'
import type { Discovered, OpenLayerOptions } from '@veinmind/sdk/target'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { tarOfFolders } from '../layers/folder-tar.ts'
import { noteLeftOut } from '../layers/note-left-out.ts'
import { readXattrs, withoutOverlay } from '../layers/xattrs.ts'

/**
 * A folder as an image of one layer: an unpacked root file system, or that of a machine. Other file systems that are mounted
 * in it (`/proc`, `/sys`) are left out. Throws only on cancellation.
 */
export async function* discoverRootfs(path: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  signal.throwIfAborted()
  try {
    const folder = await realpath(path)
    if (!(await stat(folder)).isDirectory()) throw new VeinmindError('LOCAL_ROOTFS_INVALID', `${path} is no folder`)
    const config = Buffer.from(
      JSON.stringify({ rootfs: { type: 'layers', diff_ids: [''] }, history: [{ created_by: `the folder ${path}` }] }),
    )
    const id = `rootfs:${createHash('sha256').update(folder).digest('hex')}`
    const notes: string[] = []
    const leftOut = noteLeftOut((what, reason) => notes.push(`${what}: ${reason}`))
    yield {
      entity: { ...createImage({ id, name: path, references: [], config, layers: [layerOf(folder, leftOut)] }), notes },
      source: `rootfs (${folder})`,
    }
  } catch (error) {
    yield { target: path, error: toVeinmindError(error, 'LOCAL_ROOTFS_INVALID') }
  }
}

export type LeftOut = ReturnType<typeof noteLeftOut>

/** The files of a folder, as a layer is opened. */
export function layerOf(folder: string, leftOut: LeftOut): LayerSource {
  return {
    digest: '',
    diffId: '',
    size: 0,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    open: async (options) => read(folder, leftOut, options),
  }
}

async function* read(
  folder: string,
  leftOut: LeftOut,
  { signal, reuse }: OpenLayerOptions = {},
): AsyncGenerator<Uint8Array> {
  const xattrs = await readXattrs(folder, signal)
  yield* tarOfFolders([{ folder, at: '/', ...(xattrs === undefined ? {} : { xattrs: withoutOverlay(xattrs) }) }], {
    signal,
    reuse,
    leftOut,
  })
}
