import type { CopyBase } from './copied-folder.ts'
import type { FolderPart } from './folder-tar.ts'
import { incompletePaths, opaqueFolders, readXattrs, withoutOverlay } from './xattrs.ts'

/** Where a container's own layer is. */
export interface WritablePlace {
  /** What an overlay writes to; or, with `base`, the whole file system of the container. */
  readonly upper: string
  /** What it was copied from, by drivers that copy. */
  readonly base?: string
}

/** A container's own layer as a part of a tar. Without `getfattr` there are no attributes. */
export async function readWritablePlace({ upper, base }: WritablePlace, signal: AbortSignal | undefined): Promise<{ readonly part: FolderPart; readonly hasXattrs: boolean }> {
  const xattrs = await readXattrs(upper, signal)
  const baseXattrs = base === undefined || xattrs === undefined ? undefined : await readXattrs(base, signal)
  const copied: CopyBase | undefined = base === undefined ? undefined : { folder: base, ...(baseXattrs === undefined ? {} : { xattrs: baseXattrs }) }
  const part = {
    folder: upper,
    at: '/',
    ...(xattrs === undefined ? {} : { opaque: opaqueFolders(xattrs), incomplete: incompletePaths(xattrs), xattrs: withoutOverlay(xattrs) }),
    ...(copied === undefined ? {} : { base: copied }),
  }
  return { part, hasXattrs: xattrs !== undefined }
}
