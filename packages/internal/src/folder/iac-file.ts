import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { mib } from '@veinmind/sdk'
import { decodeName, encodeName, isLeftOutFolder } from '@veinmind/sdk/target'
import type { IacFile } from '@veinmind/sdk'

const MAX_FILE = mib(8)

/** What is in a folder, sorted. Names are bytes: those that are no UTF-8 are read all the same. */
export async function readFolder(path: Buffer): Promise<{ name: string; entry: Dirent<Buffer> }[]> {
  const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' })
  return entries.map((entry) => ({ name: decodeName(entry.name), entry })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The path of what is shown as `path`: the folder is as its user wrote it, names in it are as the disk has them. */
export function onDisk(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(resolve(root)), Buffer.from('/'), encodeName(path)])
}

/**
 * A file of a folder of somebody, which leads to the others of that folder: no link is followed, nothing outside is read. Synchronously:
 * of a small file, the ways to another thread and back cost several times as much as the reading.
 */
export function readIacFile(root: string, path: string): IacFile {
  // What was a file when its folder was read may be a link by now.
  const file = openSync(onDisk(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const status = fstatSync(file)
    if (!status.isFile()) throw new Error(`${path} is not a regular file`)
    if (status.size <= MAX_FILE) return toEntity(root, path, { bytes: readFileSync(file) })
    const bytes = Buffer.alloc(MAX_FILE)
    return toEntity(root, path, { bytes: bytes.subarray(0, readSync(file, bytes)), isCut: true })
  } finally {
    closeSync(file)
  }
}

function toEntity(root: string, path: string, content: Pick<IacFile, 'bytes' | 'isCut'>): IacFile {
  const id = createHash('sha256').update(onDisk(root, path)).update('\0').update(content.bytes).digest('hex')
  return {
    kind: 'iac',
    id: `sha256:${id}`,
    name: nameInFolder(root, path),
    path,
    ...content,
    sibling: (other) => readSibling(root, other),
    below: (folder) => readBelow(root, folder),
  }
}

/** As its user would name it: several folders may be scanned together. */
export function nameInFolder(root: string, path: string): string {
  return join(root, path).split(sep).join('/')
}

/** A file of the folder whose path has no link in it. */
async function readSibling(root: string, path: string): Promise<IacFile | undefined> {
  const names = path.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes(sep) || name.includes('\0')))
    return undefined
  let at = root
  for (const [index, name] of names.entries()) {
    at = join(at, name)
    const status = await lstat(at).catch(() => undefined)
    const isLast = index === names.length - 1
    if (!(isLast ? status?.isFile() : status?.isDirectory())) return undefined
  }
  return readIacFile(root, path)
}

/** The files below a folder that no link leads to; links in it, and what cannot be read, are left out. */
async function* readBelow(root: string, folder: string): AsyncGenerator<IacFile> {
  if (folder !== '' && !(await isPlainFolder(root, folder))) return
  const folders = [folder]
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const { name, entry } of await readFolder(onDisk(root, at))) {
      const shown = at === '' ? name : `${at}/${name}`
      if (entry.isDirectory() && !isLeftOutFolder(name)) folders.push(shown)
      else if (entry.isFile()) yield readIacFile(root, shown)
    }
  }
}

async function isPlainFolder(root: string, folder: string): Promise<boolean> {
  let at = ''
  for (const name of folder.split('/')) {
    if (name === '' || name === '.' || name === '..') return false
    at = at === '' ? name : `${at}/${name}`
    const status = await lstat(onDisk(root, at)).catch(() => undefined)
    if (status?.isDirectory() !== true) return false
  }
  return true
}
