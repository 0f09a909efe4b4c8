import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import type { Stats } from 'node:fs'

/** A name in a folder, as bytes. */
export interface Child {
  readonly name: Buffer
  /** What the folder says of it: whether it is a regular file. */
  readonly isFile: boolean
}

/** A folder that is held open: what is done with it concerns this folder, whatever is at its path by now. */
export interface OpenFolder {
  /** Number of the file system that it is on. */
  readonly device: number
  /** What is in it, sorted by name. */
  children(): readonly Child[]
  /** What a name is; links are not followed. Undefined when it is gone. */
  stat(name: Buffer): Stats | undefined
  readlink(name: Buffer): Buffer | undefined
  /** A folder in it; undefined when it is none (any more). */
  folder(name: Buffer): OpenFolder | undefined
  /** A descriptor of a regular file in it and its state; undefined when it is none (any more). */
  file(name: Buffer): { readonly fd: number; readonly stat: Stats } | undefined
  close(): void
}

const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EINVAL', 'ENXIO', 'EISDIR'])

/** Opens the folder at `path`; throws the error of the system when it cannot be. */
export function openFolder(path: string | Buffer): OpenFolder {
  return hold(openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW))
}

/** Whether this user may list the folder at `path`. */
export function canOpen(path: string): boolean {
  try {
    openFolder(path).close()
    return true
  } catch {
    return false
  }
}

/** Whether this user may read the regular file `name` of the folder at `path`. */
export function canRead(path: string, name: Buffer): boolean {
  try {
    const folder = openFolder(path)
    try {
      const file = folder.file(name)
      if (file !== undefined) closeSync(file.fd)
      return file !== undefined
    } finally {
      folder.close()
    }
  } catch {
    return false
  }
}

/** Node has no openat(2): `/proc/self/fd/N/name` leads through the folder itself, not through its path. */
function hold(fd: number): OpenFolder {
  const here = `/proc/self/fd/${fd}/`
  const at = (name: Buffer): Buffer => Buffer.concat([Buffer.from(here), name])
  return {
    device: fstatSync(fd).dev,
    children: () =>
      readdirSync(here, { encoding: 'buffer', withFileTypes: true })
        .map((entry) => ({ name: entry.name, isFile: entry.isFile() }))
        .toSorted((a, b) => Buffer.compare(a.name, b.name)),
    stat: (name) => unlessGone(() => lstatSync(at(name))),
    readlink: (name) => unlessGone(() => readlinkSync(at(name), 'buffer')),
    folder: (name) => unlessGone(() => openFolder(at(name))),
    file: (name) =>
      unlessGone(() => {
        const opened = openSync(
          at(name),
          constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
        )
        const stat = fstatSync(opened)
        if (stat.isFile()) return { fd: opened, stat }
        closeSync(opened)
        return undefined
      }),
    close: () => closeSync(fd),
  }
}

function unlessGone<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && GONE.has(String(error.code))) return undefined
    throw error
  }
}
