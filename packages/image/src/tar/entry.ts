import { cleanPath } from '@veinmind/sdk'
import type { Entry, EntryType } from '@veinmind/sdk'
import type { TarHeader } from './header.ts'
import type { PaxRecords } from './pax.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Type flags (POSIX.1-2017 ustar, GNU tar). */
export const FLAG = {
  regularV7: 0,
  regular: 0x30,
  hardLink: 0x31,
  symlink: 0x32,
  character: 0x33,
  block: 0x34,
  directory: 0x35,
  fifo: 0x36,
  contiguous: 0x37,
  gnuDirectory: 0x44,
  gnuLongLink: 0x4b,
  gnuLongName: 0x4c,
  gnuContinued: 0x4d,
  gnuSparse: 0x53,
  gnuVolume: 0x56,
  paxGlobal: 0x67,
  pax: 0x78,
} as const

const TYPES: readonly (EntryType | undefined)[] = Array.from({ length: 256 }, (_, type) => {
  if (type === FLAG.symlink) return 'symlink'
  if (type === FLAG.character) return 'character'
  if (type === FLAG.block) return 'block'
  if (type === FLAG.fifo) return 'fifo'
  return type === FLAG.directory || type === FLAG.gnuDirectory ? 'directory' : 'file'
})

/** Whether a type has no body whatever its size field says, as Go's archive/tar has it. */
export function isHeaderOnly(type: number): boolean {
  return type >= FLAG.hardLink && type <= FLAG.fifo
}

/** Takes over what a PAX header says. Sizes are taken by `storedSize`. */
export function mergePax(header: TarHeader, pax: PaxRecords): void {
  header.name = pax.path ?? header.name
  header.linkName = pax.linkPath ?? header.linkName
  header.userName = pax.userName ?? header.userName
  header.groupName = pax.groupName ?? header.groupName
  header.size = pax.size ?? header.size
  header.uid = pax.uid ?? header.uid
  header.gid = pax.gid ?? header.gid
  header.mtime = pax.mtime ?? header.mtime
  header.atime = pax.atime ?? header.atime
  header.ctime = pax.ctime ?? header.ctime
}

/** The entry that a header describes. `size` is that of the content, holes included. */
export function toEntry(header: TarHeader, size: number, xattrs: ReadonlyMap<string, Uint8Array> | undefined): Entry {
  const type = entryType(header)
  const entry: Mutable<Entry> = {
    path: toPath(header.name),
    type,
    size: type === 'file' ? size : 0,
    mode: header.mode & 0o7777,
    uid: header.uid,
    gid: header.gid,
    userName: header.userName,
    groupName: header.groupName,
    mtime: header.mtime,
  }
  if (header.atime !== undefined) entry.atime = header.atime
  if (header.ctime !== undefined) entry.ctime = header.ctime
  if (type === 'symlink') entry.linkTarget = header.linkName
  if (header.type === FLAG.hardLink) entry.hardLink = toPath(header.linkName)
  if (xattrs !== undefined) entry.xattrs = xattrs
  if (type === 'character' || type === 'block') entry.device = { major: header.major, minor: header.minor }
  return entry
}

const SLASH = 0x2f
const DOT = 0x2e

/** The path of a name. What nearly all names are, `a/b`, `a/b/` and `./a/b`, needs no splitting. */
function toPath(name: string): string {
  const start = name.charCodeAt(0) === DOT && name.charCodeAt(1) === SLASH ? 2 : 0
  const end = name.charCodeAt(name.length - 1) === SLASH ? name.length - 1 : name.length
  const plain = start === 0 && end === name.length ? name : name.slice(start, end)
  return isPlain(plain) ? `/${plain}` : cleanPath(`/${name}`)
}

/** Whether a name has neither an empty component nor one that begins with a dot. */
function isPlain(name: string): boolean {
  const first = name.charCodeAt(0)
  if (name === '' || first === SLASH || first === DOT || name.charCodeAt(name.length - 1) === SLASH) return false
  return !name.includes('/.') && !name.includes('//')
}

/** Old archives mark a folder by a slash at the end of its name. */
function entryType({ type, name }: TarHeader): EntryType {
  if (type === FLAG.regularV7 && name.endsWith('/')) return 'directory'
  return TYPES[type] ?? 'file'
}

/** Whether a path, read from the root, climbs above it. */
export function escapes(path: string): boolean {
  if (!path.includes('..')) return false
  let depth = 0
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    depth += part === '..' ? -1 : 1
    if (depth < 0) return true
  }
  return false
}
