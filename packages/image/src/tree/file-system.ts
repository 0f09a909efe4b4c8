import { mib, VeinmindError } from '@veinmind/sdk'
import type { Entry, FileSystem } from '@veinmind/sdk'
import type { ContentSource, Located, MergedTree } from '../types.ts'
import { notFound } from './resolve.ts'

const DEFAULT_MAX = mib(16)

/** The file system of merged layers; `content` is asked for what files hold, and only for names that carry a body. */
export function createFileSystem(tree: MergedTree, content: ContentSource): FileSystem {
  const toEntry = (found: Located): Entry => {
    if (found.entry.hardLink === undefined) return found.entry
    return { ...found.entry, size: tree.contentOf(found)?.entry.size ?? 0 }
  }
  const body = (path: string): Located => {
    const found = tree.resolve(path)
    const { type } = found.entry
    if (type === 'directory') throw new VeinmindError('FILE_IS_A_DIRECTORY', `${path} is a folder`)
    const file = type === 'file' ? tree.contentOf(found) : undefined
    if (file === undefined) throw notFound(path)
    return file
  }
  return {
    stat: async (path) => toEntry(tree.resolve(path)),
    lstat: async (path) => toEntry(tree.resolve(path, { keepLast: true })),
    realpath: async (path) => tree.resolve(path).path,
    async readdir(path) {
      const folder = tree.resolve(path)
      if (folder.entry.type !== 'directory') throw new VeinmindError('FILE_NOT_A_DIRECTORY', `${path} is not a folder`)
      return tree.readdir(folder.path).map(toEntry)
    },
    async readFile(path, { max = DEFAULT_MAX } = {}) {
      const file = body(path)
      if (file.entry.size > max) {
        throw new VeinmindError('FILE_TOO_LARGE', `${path} has ${file.entry.size} bytes, more than ${max}`)
      }
      return content.read(file, { max })
    },
    open: async (path) => content.open(body(path)),
    async *walk(root = '/') {
      for (const found of tree.walk(tree.resolve(root).path)) yield toEntry(found)
    },
  }
}
