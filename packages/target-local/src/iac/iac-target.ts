import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { createHash } from 'node:crypto'
import { kib, mib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { decodeName, defineTarget, encodeName, isIacCandidate, isLeftOutFolder } from '@veinmind/sdk/target'
import type { IacFile } from '@veinmind/sdk'
import type { Discovered, Target } from '@veinmind/sdk/target'
import { createIgnore } from './ignore.ts'
import type { Ignore } from './ignore.ts'

const MAX_FILE = mib(8)
const MAX_FILES = 200_000
const MAX_IGNORE = kib(512)
const IGNORE_FILE = '.veinmindignore'

/** Files of infrastructure as code, in a folder or by name. */
export const iacTarget: Target = defineTarget({
  name: 'iac',
  description: 'infrastructure as code: Dockerfiles, compose files and manifests of a folder, or one file',
  kinds: ['iac'],
  usage: 'folder|file',
  examples: ['scan iac .', 'scan iac deploy/Dockerfile'],
  async *discover(targets, { signal }): AsyncGenerator<Discovered> {
    for (const target of targets.length > 0 ? targets : ['.']) yield* discoverFiles(target, signal)
  },
})

/** The files of infrastructure as code at `target`, which may be a link. Links in it are not followed, and nothing outside is read. */
export async function* discoverFiles(target: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  signal.throwIfAborted()
  const status = await stat(target).catch(() => undefined)
  if (status?.isFile()) {
    const file = (await lstat(target)).isSymbolicLink() ? await realpath(target) : target
    yield readCandidate(dirname(file), basename(file))
  } else if (status?.isDirectory()) yield* discoverFolder(target, signal)
  else yield { target, error: new VeinmindError('LOCAL_IAC_NOT_FOUND', `no file or folder ${target}`) }
}

async function* discoverFolder(root: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  const ignore = await readIgnore(root).catch((error: unknown) => toVeinmindError(error, 'LOCAL_IAC_UNREADABLE'))
  const isUsable = !(ignore instanceof VeinmindError)
  if (!isUsable) yield { target: join(root, IGNORE_FILE), error: ignore }
  yield* walk(root, isUsable ? ignore : createIgnore(''), signal)
}

async function* walk(root: string, ignore: Ignore, signal: AbortSignal): AsyncGenerator<Discovered> {
  let files = 0
  const leftOut = new Map<string, number>()
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    const entries = await readFolder(onDisk(root, folder)).catch((error: unknown) =>
      toVeinmindError(error, 'LOCAL_IAC_UNREADABLE'),
    )
    if (entries instanceof VeinmindError) {
      yield { target: nameOf(root, folder), error: entries }
      continue
    }
    const inner: string[] = []
    for (const { name, entry } of entries) {
      const shown = folder === '' ? name : `${folder}/${name}`
      if (entry.isDirectory() ? isLeftOutFolder(name) : !isIacCandidate(name)) {
        if (entry.isDirectory()) leftOut.set(name, (leftOut.get(name) ?? 0) + 1)
        continue
      }
      if (ignore.matches(shown, entry.isDirectory()))
        yield { target: nameOf(root, shown), skipped: `named in ${IGNORE_FILE}` }
      else if (entry.isDirectory()) inner.push(shown)
      else if (entry.isSymbolicLink())
        yield { target: nameOf(root, shown), skipped: 'a symbolic link, which is not followed' }
      else if (!entry.isFile()) yield { target: nameOf(root, shown), skipped: 'not a regular file' }
      else if (++files > MAX_FILES)
        throw new VeinmindError('LOCAL_IAC_TOO_MANY', `${root} has more than ${MAX_FILES} files to read`)
      else yield readCandidate(root, shown)
    }
    folders.push(...inner.toReversed())
  }
  for (const [name, count] of leftOut)
    yield {
      target: nameOf(root, name),
      skipped:
        count === 1 ? 'nothing of one’s own is in it' : `nothing of one’s own is in the ${count} folders of this name`,
    }
}

/** What is in a folder, sorted. Names are bytes: those that are no UTF-8 are read all the same. */
async function readFolder(path: Buffer): Promise<{ name: string; entry: Dirent<Buffer> }[]> {
  const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' })
  return entries.map((entry) => ({ name: decodeName(entry.name), entry })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The path of what is shown as `path`: the folder is as its user wrote it, names in it are as the disk has them. */
function onDisk(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(resolve(root)), Buffer.from('/'), encodeName(path)])
}

function readCandidate(root: string, shown: string): Discovered {
  try {
    return { entity: readEntity(root, shown) }
  } catch (error) {
    return { target: nameOf(root, shown), error: toVeinmindError(error, 'LOCAL_IAC_UNREADABLE') }
  }
}

/** Synchronously: of a small file, the ways to another thread and back cost several times as much as the reading. */
function readEntity(root: string, path: string): IacFile {
  // What was a file when its folder was read may be a link by now.
  const file = openSync(onDisk(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const status = fstatSync(file)
    if (!status.isFile()) throw new VeinmindError('LOCAL_IAC_UNREADABLE', `${path} is not a regular file`)
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
    name: nameOf(root, path),
    path,
    ...content,
    sibling: (other) => readSibling(root, other),
    below: (folder) => readBelow(root, folder),
  }
}

/** As its user would name it: several folders may be scanned together. */
function nameOf(root: string, path: string): string {
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
  return readEntity(root, path)
}

/** The files below a folder that no link leads to; links in it, and what cannot be read, are left out. */
async function* readBelow(root: string, folder: string): AsyncGenerator<IacFile> {
  if (folder !== '' && !(await isPlainFolder(root, folder))) return
  const folders = [folder]
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const { name, entry } of await readFolder(onDisk(root, at))) {
      const shown = at === '' ? name : `${at}/${name}`
      if (entry.isDirectory() && !isLeftOutFolder(name)) folders.push(shown)
      else if (entry.isFile()) yield readEntity(root, shown)
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

/** The folder is somebody's: its ignore file may be a link to anything, or have no end. */
async function readIgnore(root: string): Promise<Ignore> {
  const path = join(root, IGNORE_FILE)
  const status = await lstat(path).catch(() => undefined)
  if (status === undefined) return createIgnore('')
  if (!status.isFile() || status.size > MAX_IGNORE) {
    throw new VeinmindError(
      'LOCAL_IAC_UNREADABLE',
      `${path} is not a file of at most ${MAX_IGNORE / kib(1)} KiB, and leaves nothing out`,
    )
  }
  return createIgnore(await readFile(path, 'utf8'))
}
