import type { FileHandle } from 'node:fs/promises'
import { cleanPath, kib } from '@veinmind/sdk'
import type { Entry } from '@veinmind/sdk'
import { createTarReader } from '../tar/reader.ts'
import { resolvePath } from '../tree/resolve.ts'
import type { Located } from '../types.ts'
import type { FileStore } from './file-store.ts'
import { damaged, readRange, readSmall } from './file-store.ts'

interface Member {
  readonly entry: Entry
  readonly offset: number
}

/** Files of an image archive; a layout has a few for each layer. */
const MAX_MEMBERS = 100_000

/**
 * The members of a plain tar as a store: only headers are read, and contents in place when they are asked for. Links inside
 * the archive are followed, as `docker save` before 25 writes layers that occur twice.
 */
export async function openTarStore(handle: FileHandle, signal?: AbortSignal): Promise<FileStore> {
  const { members, lacksEnd } = await indexMembers(handle, signal)
  const lookup = (path: string): Located | undefined => {
    const member = members.get(path)
    if (member !== undefined) return { layer: 0, entry: member.entry }
    return { layer: 0, entry: { ...FOLDER, path } }
  }
  const find = (path: string): Member | undefined => {
    let at = cleanPath(`/${path}`)
    for (let hops = 0; hops < 40; hops += 1) {
      const member = members.get(resolvePath(lookup, at).path)
      if (member?.entry.hardLink === undefined) return member?.entry.type === 'file' ? member : undefined
      at = member.entry.hardLink
    }
    return undefined
  }
  const get = (path: string): Member => {
    const member = find(path)
    if (member === undefined) throw damaged(path, 'it is missing')
    return member
  }
  const { size: bytes } = await handle.stat()
  const cut = [...members.values()].find(
    ({ entry, offset }) => entry.type === 'file' && entry.hardLink === undefined && offset + entry.size > bytes,
  )
  return {
    ...(cut ? { cutAt: cut.entry.path } : {}),
    lacksEnd,
    size: async (path) => find(path)?.entry.size,
    read: async (path, max) => {
      const { entry, offset } = get(path)
      return readSmall(handle, { path, offset, size: entry.size }, max)
    },
    open: async (path, options) => {
      const { entry, offset } = get(path)
      return readRange(handle, { offset, size: entry.size }, options)
    },
    close: () => handle.close(),
  }
}

/** What stands for the folders that archives do not list. */
const FOLDER: Entry = {
  path: '/',
  type: 'directory',
  size: 0,
  mode: 0o755,
  uid: 0,
  gid: 0,
  userName: '',
  groupName: '',
  mtime: 0,
}

/** Reads headers and jumps over bodies. */
async function indexMembers(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): Promise<{ readonly members: Map<string, Member>; readonly lacksEnd: boolean }> {
  const members = new Map<string, Member>()
  let lacksEnd = false
  const tar = createTarReader(
    {
      entry(entry) {
        members.set(entry.path, { entry, offset: tar.offset })
        return undefined
      },
      note(note) {
        if (note.code === 'tar-no-end') lacksEnd = true
        if (note.incomplete) throw damaged(note.path ?? 'the tar', note.message)
      },
    },
    { entries: MAX_MEMBERS, tarBytes: Number.MAX_SAFE_INTEGER },
  )
  const buffer = Buffer.allocUnsafe(kib(64))
  for (let position = 0; ;) {
    signal?.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) break
    tar.write(buffer.subarray(0, bytesRead))
    position += bytesRead + tar.skip()
  }
  tar.end()
  return { members, lacksEnd }
}
