import type { FileSystem } from '@veinmind/sdk'

/** A file system that is made when it is first used: a plugin that reads no file costs no layer. */
export function lazyFileSystem(make: () => Promise<FileSystem>): FileSystem {
  return {
    stat: async (path) => (await make()).stat(path),
    lstat: async (path) => (await make()).lstat(path),
    realpath: async (path) => (await make()).realpath(path),
    readdir: async (path) => (await make()).readdir(path),
    readFile: async (path, options) => (await make()).readFile(path, options),
    open: async (path) => (await make()).open(path),
    async *walk(root) {
      yield* (await make()).walk(root)
    },
  }
}
