import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, readdir, readlink, statfs } from 'node:fs/promises'
import { cleanPath, mib, VeinmindError } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Entry, EntryType, FileSystem, RandomAccess } from '@veinmind/sdk'
import { fail, findPlace } from './find-place.ts'
import type { Place } from './find-place.ts'

/** The files of a machine, and how they are let go. */
export interface HostFiles {
  readonly files: FileSystem
  /** Closes what `open` gave. */
  close(): Promise<void>
}

const MAX_FILE = mib(16)
/** What is read at once of a file whose size is not known before, as those of the kernel. */
const CHUNK = 64 * 1024

/**
 * File systems that are the kernel's own, or that of a container, which is scanned by itself: they are not walked. Their types are those of
 * linux/magic.h: proc, sysfs, cgroup (1, 2), debugfs, tracefs, securityfs, pstore, bpf, devpts, mqueue, configfs, hugetlbfs, overlay, nsfs.
 */
const NOT_WALKED: ReadonlySet<number> = new Set([
  0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x64626720, 0x74726163, 0x73636673, 0x6165676c, 0xcafe4a11, 0x1cd1,
  0x19800202, 0x62656570, 0x958458f6, 0x794c7630, 0x6e736673,
])

/** The files of the machine whose root is `root`, read as they are now. Never blocks on a FIFO or a device. */
export function openHostFiles(root: string): HostFiles {
  const handles = new Set<FileHandle>()

  async function entryOf(place: Place): Promise<Entry> {
    const entry = describe(place.path, place.stats)
    if (!place.stats.isSymbolicLink()) return entry
    const target = await readlink(place.here, 'buffer').catch((error: unknown) => fail(place.path, error))
    return { ...entry, linkTarget: decodeName(target) }
  }

  async function openFile(path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
    const place = await findPlace(root, path, true)
    if (place.stats.isDirectory()) throw new VeinmindError('FILE_IS_A_DIRECTORY', `${path} is a directory`)
    if (!place.stats.isFile()) throw new VeinmindError('FILE_NOT_FOUND', `${path} is no file that has content`)
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const handle = await open(place.here, flags).catch((error: unknown) => fail(path, error))
    const { size } = await handle.stat()
    return { handle, size }
  }

  async function names(path: string): Promise<readonly string[]> {
    const place = await findPlace(root, path, true)
    if (!place.stats.isDirectory()) throw new VeinmindError('FILE_NOT_A_DIRECTORY', `${path} is no directory`)
    const found = await readdir(place.here, 'buffer').catch((error: unknown) => fail(path, error))
    return found.map((name) => decodeName(name)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  }

  async function lstatHere(path: string): Promise<Place> {
    return findPlace(root, path, false)
  }

  async function* walk(from: string): AsyncIterable<Entry> {
    const folders = [from]
    const devices = new Map<number, boolean>()
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const below: string[] = []
      // What vanishes or may not be read while it is walked is not there for this user.
      for (const name of await names(folder).catch(() => [])) {
        const path = cleanPath(`${folder}/${name}`)
        const place = await lstatHere(path).catch(() => undefined)
        if (!place) continue
        yield await entryOf(place)
        if (place.stats.isDirectory() && (await isWalked(place, devices))) below.push(path)
      }
      folders.push(...below.toReversed())
    }
  }

  const files: FileSystem = {
    stat: async (path) => entryOf(await findPlace(root, path, true)),
    lstat: async (path) => entryOf(await lstatHere(path)),
    realpath: async (path) => (await findPlace(root, path, true)).path,
    async readdir(path) {
      const entries = (await names(path)).map((name) => lstatHere(cleanPath(`${path}/${name}`)).then(entryOf))
      const settled = await Promise.allSettled(entries)
      return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    },
    async readFile(path, { max = MAX_FILE } = {}) {
      const { handle, size } = await openFile(path)
      try {
        if (size > max) throw new VeinmindError('FILE_TOO_LARGE', `${path} has ${size} bytes, more than ${max}`)
        return await readAll(handle, path, max)
      } finally {
        await handle.close()
      }
    },
    async open(path): Promise<RandomAccess> {
      const { handle, size } = await openFile(path)
      handles.add(handle)
      return {
        size,
        path: (await findPlace(root, path, true)).here.toString(),
        async read(position, length) {
          const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)))
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
          return buffer.subarray(0, bytesRead)
        },
      }
    },
    walk: (from = '/') => walk(cleanPath(from)),
  }
  return {
    files,
    async close() {
      for (const handle of handles) await handle.close()
      handles.clear()
    },
  }
}

async function isWalked({ here, stats }: Place, devices: Map<number, boolean>): Promise<boolean> {
  const known = devices.get(stats.dev)
  if (known !== undefined) return known
  const found = await statfs(here).catch(() => undefined)
  const isOurs = found !== undefined && !NOT_WALKED.has(found.type)
  devices.set(stats.dev, isOurs)
  return isOurs
}

/** Files of the kernel have no size, and content all the same. */
async function readAll(handle: FileHandle, path: string, max: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for (;;) {
    const chunk = Buffer.alloc(CHUNK)
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, null).catch((error: unknown) => fail(path, error))
    if (bytesRead === 0) return Buffer.concat(chunks)
    length += bytesRead
    if (length > max) throw new VeinmindError('FILE_TOO_LARGE', `${path} has more than ${max} bytes`)
    chunks.push(chunk.subarray(0, bytesRead))
  }
}

function describe(path: string, stats: Stats): Entry {
  return {
    path,
    type: typeOf(stats),
    size: stats.isFile() ? stats.size : 0,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    userName: '',
    groupName: '',
    mtime: stats.mtimeMs / 1000,
    atime: stats.atimeMs / 1000,
    ctime: stats.ctimeMs / 1000,
  }
}

function typeOf(stats: Stats): EntryType {
  if (stats.isDirectory()) return 'directory'
  if (stats.isSymbolicLink()) return 'symlink'
  if (stats.isCharacterDevice()) return 'character'
  if (stats.isBlockDevice()) return 'block'
  if (stats.isFIFO()) return 'fifo'
  return stats.isSocket() ? 'socket' : 'file'
}
