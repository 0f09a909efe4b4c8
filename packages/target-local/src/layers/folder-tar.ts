import { closeSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { mib, toVeinmindError } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Entry, EntryType } from '@veinmind/sdk'
import {
  createBlockBuffer,
  END_OF_TAR,
  isMarkName,
  OPAQUE,
  padding,
  renamed,
  shownName,
  START_OF_TAR,
  tarHeader,
} from '@veinmind/image'
import type { BlockBuffer } from '@veinmind/image'
import { deletedNames, isCopy } from './copied-folder.ts'
import type { CopyBase } from './copied-folder.ts'
import { openFolder } from './open-folder.ts'
import type { OpenFolder } from './open-folder.ts'
import type { Overlay, OverlayMarks } from './xattrs.ts'

/** A folder, or a file in one, that becomes part of a layer. */
export interface FolderPart {
  readonly folder: string
  /** Where it stands in the layer: `/`, or the destination of a mount. */
  readonly at: string
  /** The one file of the folder that is meant; it stands at `at` itself. */
  readonly only?: Buffer
  /** The overlay that writes to it, where one does: then there are marks of deletion in it. */
  readonly overlay?: Overlay
  /** What it was copied from: only what differs from that is part of the layer. */
  readonly base?: CopyBase
  /** Paths in the layer that hide all that lower layers have there. */
  readonly opaque?: ReadonlySet<string>
  readonly xattrs?: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  /** Files that are here without their content, and folders that have got another name. */
  readonly incomplete?: OverlayMarks['incomplete']
}

/** How folders are read. */
export interface TarOptions {
  readonly signal?: AbortSignal | undefined
  /** Whether the memory of a chunk is used again when the next is asked for. */
  readonly reuse?: boolean | undefined
  /** Hears of content that was left out. */
  readonly leftOut?: (path: string, reason: string) => void
}

interface Walk extends FolderPart, Pick<Required<TarOptions>, 'signal' | 'leftOut'> {
  readonly out: BlockBuffer
  /** What is mounted from another file system is left out. */
  readonly device: number
  /** First path of each file that has several, by device and inode. */
  readonly links: Map<string, string>
}

/** Holes larger than this are not read as zeros: a file of a terabyte may take no space at all. */
const MAX_HOLES = mib(256)

/**
 * Folders as the tar of a layer, names sorted, so that the same content gives the same bytes. Whiteouts of overlayfs (character
 * devices 0:0, opaque folders) become those of layers; what only has a name like theirs gets another. Nothing outside is read,
 * even while somebody exchanges folders for links. Throws `LOCAL_LAYER_UNREADABLE`.
 */
export async function* tarOfFolders(
  parts: readonly FolderPart[],
  { signal, reuse = false, leftOut = () => {} }: TarOptions = {},
): AsyncGenerator<Uint8Array> {
  const out = createBlockBuffer({ reuse })
  yield* out.write(START_OF_TAR)
  for (const part of parts) {
    let folder: OpenFolder
    let base: OpenFolder | undefined
    try {
      folder = openFolder(part.folder)
      base = part.base && openFolder(part.base.folder)
    } catch (error) {
      throw toVeinmindError(error, 'LOCAL_LAYER_UNREADABLE')
    }
    try {
      if (part.opaque?.has(part.at)) yield* out.write(tarHeader(whiteout(join(part.at, OPAQUE))))
      const context: Walk = { ...part, out, signal, leftOut, device: folder.device, links: new Map() }
      yield* part.only === undefined
        ? walk({ folder, base, at: part.at }, context)
        : fileOf(folder, { name: part.only, path: part.at, context })
    } catch (error) {
      signal?.throwIfAborted()
      throw toVeinmindError(error, 'LOCAL_LAYER_UNREADABLE')
    } finally {
      folder.close()
      base?.close()
    }
  }
  yield* out.write(END_OF_TAR)
  const last = out.take()
  if (last !== undefined) yield last
}

interface Place {
  readonly folder: OpenFolder
  readonly base: OpenFolder | undefined
  readonly at: string
}

function* walk({ folder, base, at }: Place, context: Walk): Generator<Uint8Array> {
  const { out } = context
  if (base !== undefined)
    for (const name of deletedNames(folder, base)) yield* out.write(tarHeader(whiteout(join(at, `.wh.${name}`))))
  for (const { name, isFile } of folder.children()) {
    context.signal?.throwIfAborted()
    const text = decodeName(name)
    if (isMarkName(text) && isMark(context, folder.stat(name))) {
      yield* out.write(tarHeader(whiteout(join(at, text))))
      continue
    }
    const path = join(at, shownName(text))
    if (!path.endsWith(`/${text}`)) context.leftOut(join(at, text), renamed(path))
    // Most of what there is: opening it tells what it is.
    if (isFile && base === undefined && context.incomplete?.files.has(path) !== true) {
      yield* fileOf(folder, { name, path, context })
      continue
    }
    const stat = folder.stat(name)
    const type = stat && typeOf(stat)
    if (stat === undefined || type === undefined || stat.dev !== context.device) continue
    const isSame =
      base !== undefined &&
      isCopy({ stat, xattrs: context.xattrs }, { stat: base.stat(name), xattrs: context.base?.xattrs }, path)
    if (isSame && type !== 'directory') continue
    if (context.incomplete?.files.has(path) === true) {
      context.leftOut(
        path,
        'only its mode, owner or attributes have been changed; its content is read as the image has it',
      )
      continue
    }
    if (context.incomplete?.renamed.has(path) === true)
      context.leftOut(path, 'the folder has been renamed; what the image has in it is read under its old name')
    if (context.overlay !== undefined && type === 'character' && stat.rdev === 0)
      yield* out.write(tarHeader(whiteout(join(at, `.wh.${text}`))))
    else if (type === 'file') yield* fileOf(folder, { name, path, context })
    else if (!isSame) {
      const entry = entryOf(path, stat, { type, xattrs: context.xattrs?.get(path) })
      const target = type === 'symlink' ? folder.readlink(name) : undefined
      yield* out.write(tarHeader(target === undefined ? entry : { ...entry, linkTarget: decodeName(target) }))
    }
    if (type === 'directory') yield* folderOf({ folder, base, at: path }, name, context)
  }
}

/** Whether a file with the name of a mark is one. */
function isMark({ overlay }: Walk, stat: Stats | undefined): boolean {
  if (overlay === undefined || stat === undefined) return false
  return stat.isCharacterDevice() ? stat.rdev === 0 : overlay.hasMarkFiles && stat.isFile() && stat.size === 0
}

interface Named {
  readonly name: Buffer
  readonly path: string
  readonly context: Walk
}

/** What is in the folder `name` of a place, of which `at` is that folder's own path. */
function* folderOf({ folder, base, at }: Place, name: Buffer, context: Walk): Generator<Uint8Array> {
  if (context.opaque?.has(at)) yield* context.out.write(tarHeader(whiteout(join(at, OPAQUE))))
  const inner = folder.folder(name)
  if (inner === undefined) return
  const copied = base?.folder(name)
  try {
    yield* walk({ folder: inner, base: copied, at }, context)
  } finally {
    inner.close()
    copied?.close()
  }
}

function* fileOf(folder: OpenFolder, { name, path, context }: Named): Generator<Uint8Array> {
  const file = folder.file(name)
  if (file === undefined) return
  const { fd, stat } = file
  const { out, signal } = context
  try {
    // A file that is meant itself may be mounted.
    if (context.only === undefined && stat.dev !== context.device) return
    const entry = entryOf(path, stat, { type: 'file', xattrs: context.xattrs?.get(path) })
    if (context.overlay !== undefined && context.xattrs === undefined && isHollow(fd, stat)) {
      context.leftOut(
        path,
        'it is a hole, as it is when only mode, owner or attributes have been changed; its content is read as the image has it',
      )
      return
    }
    const key = `${stat.dev}:${stat.ino}`
    const first = stat.nlink > 1 ? context.links.get(key) : undefined
    if (first !== undefined) {
      yield* out.write(tarHeader({ ...entry, size: 0, hardLink: first }))
      return
    }
    if (stat.nlink > 1) context.links.set(key, path)
    const allocated = stat.blocks * 512
    const size = stat.size - allocated > MAX_HOLES ? allocated : stat.size
    if (size < stat.size) context.leftOut(path, `it is mostly holes: ${size} of ${stat.size} bytes are read`)
    yield* out.write(tarHeader({ ...entry, size }))
    yield* out.fill(size, (target) => {
      signal?.throwIfAborted()
      const bytes = readSync(fd, target)
      if (bytes > 0) return bytes
      // It has become smaller since.
      target.fill(0)
      return target.length
    })
    yield* out.write(padding(size))
  } finally {
    closeSync(fd)
  }
}

/** What the attributes of a file take on the disk, in blocks of 512 bytes. */
const ATTRIBUTE_BLOCKS = 8

/** Whether a file is a hole, as those are of which an overlay has copied the state alone. */
function isHollow(fd: number, { size, blocks }: Stats): boolean {
  if (size === 0 || blocks > ATTRIBUTE_BLOCKS) return false
  const chunk = Buffer.alloc(Math.min(size, mib(1)))
  const zeros = Buffer.alloc(chunk.length)
  for (let at = 0; at < Math.min(size, MAX_HOLES);) {
    const length = readSync(fd, chunk, 0, chunk.length, at)
    if (length === 0) break
    if (!chunk.subarray(0, length).equals(zeros.subarray(0, length))) return false
    at += length
  }
  return true
}

function typeOf(stat: Stats): EntryType | undefined {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'directory'
  if (stat.isSymbolicLink()) return 'symlink'
  if (stat.isCharacterDevice()) return 'character'
  if (stat.isBlockDevice()) return 'block'
  // Sockets are left out, as every builder of images does it.
  return stat.isFIFO() ? 'fifo' : undefined
}

function entryOf(
  path: string,
  stat: Stats,
  { type, xattrs }: { readonly type: EntryType; readonly xattrs: Entry['xattrs'] | undefined },
): Entry {
  const { mode, uid, gid, rdev } = stat
  const hasDevice = type === 'character' || type === 'block'
  return {
    path,
    type,
    size: type === 'file' ? stat.size : 0,
    mode: mode & 0o7777,
    uid,
    gid,
    userName: '',
    groupName: '',
    mtime: Math.floor(stat.mtimeMs / 1000),
    ...(hasDevice ? { device: { major: (rdev >> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00) } } : {}),
    ...(xattrs === undefined ? {} : { xattrs }),
  }
}

function whiteout(path: string): Entry {
  return { path, type: 'file', size: 0, mode: 0o600, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 }
}

function join(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`
}
