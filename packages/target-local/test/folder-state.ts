import { createHash } from 'node:crypto'
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** Everything below a folder, by path: kind, mode, owner, size, and the hash of its content; with `times` also when it was changed. */
export type FolderState = ReadonlyMap<string, string>

/** Reads all of a folder. What is mounted in it belongs to it. Times of reading are not looked at. */
export function readState(folder: string, { times = true }: { readonly times?: boolean } = {}): FolderState {
  const state = new Map<string, string>()
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].sort()) {
    const path = join(folder, name)
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) continue
    const { mode, uid, gid, size, mtimeMs, ctimeMs, ino, rdev } = stat
    const content = stat.isFile() ? hashFile(path) : stat.isSymbolicLink() ? readlinkSync(path) : ''
    state.set(
      name,
      [
        mode.toString(8),
        uid,
        gid,
        stat.isDirectory() ? 0 : size,
        rdev,
        content,
        ...(times ? [mtimeMs, ctimeMs, ino] : []),
      ].join(' '),
    )
  }
  return state
}

/** Paths that were added, removed or changed. */
export function changedPaths(before: FolderState, after: FolderState): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort()
}

function hashFile(path: string): string {
  const hash = createHash('sha256')
  const fd = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(1 << 20)
    for (let bytes = readSync(fd, chunk); bytes > 0; bytes = readSync(fd, chunk)) hash.update(chunk.subarray(0, bytes))
  } finally {
    closeSync(fd)
  }
  return hash.digest('hex')
}
