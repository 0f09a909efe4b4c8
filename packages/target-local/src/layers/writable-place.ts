import { readFileSync } from 'node:fs'
import type { CopyBase } from './copied-folder.ts'
import type { FolderPart } from './folder-tar.ts'
import { readFolderXattrs } from './folder-xattrs.ts'
import { overlayMarks, overlayOf, readXattrs, withoutOverlay } from './xattrs.ts'

/** Where a container's own layer is. */
export interface WritablePlace {
  /** What an overlay writes to; or, with `base`, the whole file system of the container. */
  readonly upper: string
  /** What it was copied from, by drivers that copy. */
  readonly base?: string
}

/** A container's own layer as a part of a tar. */
export interface WritablePart {
  readonly part: FolderPart
  /**
   * What is not known of it: without `getfattr`, the attributes of files, and without GNU tar either, those of folders too;
   * without the right to see the marks of an overlay, which folders are opaque.
   */
  readonly unknown?: 'file attributes' | 'attributes' | 'opaque folders'
}

/** Reads what a container's own layer has besides its files. */
export async function readWritablePlace(
  { upper, base }: WritablePlace,
  signal: AbortSignal | undefined,
): Promise<WritablePart> {
  const xattrs = await readXattrs(upper, signal)
  const baseXattrs = base === undefined || xattrs === undefined ? undefined : await readXattrs(base, signal)
  const copied: CopyBase | undefined =
    base === undefined ? undefined : { folder: base, ...(baseXattrs === undefined ? {} : { xattrs: baseXattrs }) }
  const files = { folder: upper, at: '/', ...(xattrs === undefined ? {} : { xattrs: withoutOverlay(xattrs) }) }
  // What was copied is no overlay, and has no marks.
  if (copied !== undefined)
    return { part: { ...files, base: copied }, ...(xattrs === undefined ? { unknown: 'attributes' } : {}) }
  const overlay = overlayOf(upper)
  const part = { ...files, overlay }
  const marks = xattrs ?? (seesMarks() ? await readFolderXattrs(upper, signal) : undefined)
  if (marks === undefined) return { part, unknown: 'attributes' }
  const marked = { ...part, ...overlayMarks(marks, overlay) }
  if (xattrs === undefined) return { part: marked, unknown: 'file attributes' }
  return seesMarks() ? { part: marked } : { part: marked, unknown: 'opaque folders' }
}

const SYS_ADMIN = 21n

/** Marks of root's overlays are for who has CAP_SYS_ADMIN (trusted.*); those of other users' overlays are for their owners (user.*). */
function seesMarks(): boolean {
  if (process.getuid?.() !== 0) return true
  try {
    const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
    return ((BigInt(`0x${mask}`) >> SYS_ADMIN) & 1n) === 1n
  } catch {
    return false
  }
}
