import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { findDescriptor, isForeignDescriptor } from './descriptors.ts'
import { invalidOutput } from './invalid-output.ts'

/** What a path for output leads to, behind every link. */
export type Place =
  /** A descriptor that this process was started with, such as `/dev/stdout` or `/proc/self/fd/3`. */
  | { readonly kind: 'descriptor'; readonly path: string; readonly fd: number }
  /** A regular file, `before` as it is now; without it there is none yet. */
  | { readonly kind: 'file'; readonly path: string; readonly before?: Stats }
  /** A FIFO or a character device. */
  | { readonly kind: 'stream'; readonly path: string; readonly before: Stats }
  | { readonly kind: 'socket'; readonly path: string }

/** As many as Linux follows. */
const MAX_LINKS = 40

/**
 * Finds what a path for output leads to, so that what is wrong with it is said before anything is done for it.
 *
 * Throws `OUTPUT_INVALID` for what no output can be written to: a folder, a file in a folder that is missing or may not be written
 * to, a disk, a descriptor that is not open.
 */
export async function findPlace(given: string): Promise<Place> {
  let path = resolve(given)
  for (let links = 0; links <= MAX_LINKS; links += 1) {
    const parent = await findParent(path, given)
    path = join(parent, basename(path))
    const fd = await findDescriptor(parent, path)
    if (fd === 'closed') throw invalidOutput(given, 'no such descriptor is open for writing')
    if (fd !== undefined) return { kind: 'descriptor', path, fd }
    const found = await lstat(path).catch(ifMissing(given))
    if (!found?.isSymbolicLink()) return placeOf(path, found, given)
    const behind = isForeignDescriptor(path) ? await stat(path).catch(ifMissing(given)) : undefined
    if (behind && !behind.isFile()) return placeOf(path, behind, given)
    await refusePlantedLink(parent, found, given)
    path = resolve(parent, await readlink(path))
  }
  throw invalidOutput(given, 'it is a link to a link, and so on without end')
}

async function findParent(path: string, given: string): Promise<string> {
  const parent = dirname(path)
  const real = await realpath(parent).catch(ifMissing(given))
  if (real === undefined)
    throw invalidOutput(
      given,
      `the folder ${parent} is not there`,
      'make it first, or name a folder (with a / at its end), which is made',
    )
  if (!(await stat(real)).isDirectory()) throw invalidOutput(given, `${parent} is no folder`)
  return real
}

async function placeOf(path: string, before: Stats | undefined, given: string): Promise<Place> {
  if (before === undefined || before.isFile()) {
    await refuseUnwritable(path, before, given)
    return before ? { kind: 'file', path, before } : { kind: 'file', path }
  }
  if (before.isDirectory()) throw invalidOutput(given, 'it is a folder')
  if (before.isBlockDevice()) throw invalidOutput(given, 'it is a disk, and what is on it would be lost')
  if (before.isSocket()) return { kind: 'socket', path }
  return { kind: 'stream', path, before }
}

/** A file is replaced by one that is made beside it; where none can be made, it is written to itself. */
async function refuseUnwritable(path: string, before: Stats | undefined, given: string): Promise<void> {
  const error = await whyNotWritable(before ? path : dirname(path))
  if (error)
    throw invalidOutput(
      given,
      before ? `it may not be written to: ${error}` : `nothing may be made in ${dirname(path)}: ${error}`,
    )
}

function whyNotWritable(path: string): Promise<string | undefined> {
  return access(path, constants.W_OK).then(
    () => undefined,
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  )
}

/** In a folder where everybody may make files, others' links are not followed: Linux does the same (`fs.protected_symlinks`). */
async function refusePlantedLink(parent: string, link: Stats, given: string): Promise<void> {
  const folder = await stat(parent)
  const isShared = (folder.mode & 0o1002) === 0o1002
  if (!isShared || link.uid === folder.uid || link.uid === (process.geteuid?.() ?? link.uid)) return
  throw invalidOutput(given, `it is a link that another user made in ${parent}, where everybody may`)
}

const ifMissing =
  (given: string) =>
  (error: unknown): undefined => {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw invalidOutput(given, code === 'ENOTDIR' ? 'a part of it is a file and no folder' : message)
  }
