import { decodeName, isIacCandidate, isLeftOutFolder, VeinmindError } from '@veinmind/sdk'
import type { ObjectStore } from './pack/object-store.ts'
import { broken } from './pack/pkt-line.ts'

/** A file of a commit. */
export interface TreeFile {
  readonly path: string
  readonly content: Buffer
}

/** A thing of a tree that is not a file to read, and why. */
export interface TreeGap {
  readonly path: string
  readonly reason: string
}

/** A repository inside the repository, by commit. */
export interface Submodule {
  readonly path: string
  readonly commit: string
}

export type TreeItem = { readonly file: TreeFile } | { readonly gap: TreeGap } | { readonly submodule: Submodule }

const MAX_DEPTH = 200
const MAX_PATH = 4096
const MAX_ENTRIES = 2_000_000
const LFS_POINTER = 'version https://git-lfs.github.com/spec/'

const MODE = { folder: '40000', link: '120000', submodule: '160000' }

/** The commit that an id leads to; annotated tags are followed. */
export async function findCommit(store: ObjectStore, oid: string): Promise<{ oid: string; tree: string }> {
  let at = oid
  for (let hops = 0; hops < 10; hops++) {
    const object = await store.read(at)
    if (!object) throw broken(`the pack has no object ${at}`)
    const text = object.content.toString('latin1', 0, 4096)
    if (object.type === 'commit') {
      const tree = /^tree ([0-9a-f]{40})\n/.exec(text)?.[1]
      if (tree !== undefined) return { oid: at, tree }
    }
    const next = object.type === 'tag' ? /^object ([0-9a-f]{40})\n/.exec(text)?.[1] : undefined
    if (next === undefined) break
    at = next
  }
  throw new VeinmindError('GIT_REF_NOT_FOUND', `${oid} leads to no commit`)
}

/** The files of infrastructure as code below a folder of a tree (all of it for `''`), in the tree's order. */
export async function* walkTree(store: ObjectStore, root: string, inside: string): AsyncGenerator<TreeItem> {
  const start = await descend(store, root, inside)
  const state = { entries: 0 }
  if (start.isFolder) yield* walkFolder(store, { oid: start.oid, path: inside, depth: 0 }, state)
  else yield* readFile(store, start.oid, inside)
}

/** The content of the file at `path`; undefined when there is none, or it is too large. */
export async function readPath(store: ObjectStore, root: string, path: string): Promise<Buffer | undefined> {
  const found = await descend(store, root, path).catch(() => undefined)
  return found && !found.isFolder ? (await store.read(found.oid))?.content : undefined
}

async function descend(store: ObjectStore, root: string, inside: string): Promise<{ oid: string; isFolder: boolean }> {
  let at = { oid: root, isFolder: true }
  for (const part of inside.split('/').filter((each) => each !== '')) {
    const entries = at.isFolder ? await readTree(store, at.oid) : []
    const found = entries.find(({ name }) => name === part)
    const isFolder = found?.mode === MODE.folder
    if (!found || found.mode === MODE.link || found.mode === MODE.submodule) {
      throw new VeinmindError('GIT_PATH_NOT_FOUND', `the repository has no ${inside}`)
    }
    at = { oid: found.oid, isFolder }
  }
  return at
}

interface Folder {
  readonly oid: string
  readonly path: string
  readonly depth: number
}

async function* walkFolder(store: ObjectStore, folder: Folder, state: { entries: number }): AsyncGenerator<TreeItem> {
  if (folder.depth > MAX_DEPTH) {
    yield { gap: { path: folder.path, reason: `more than ${MAX_DEPTH} folders deep` } }
    return
  }
  const seen = new Set<string>()
  for (const { mode, name, oid } of await readTree(store, folder.oid)) {
    if (++state.entries > MAX_ENTRIES) throw new VeinmindError('GIT_TOO_LARGE', `the tree has more than ${MAX_ENTRIES} entries`)
    const path = folder.path === '' ? name : `${folder.path}/${name}`
    const wrong = wrongName(name, path, seen)
    seen.add(name)
    if (wrong !== undefined) yield { gap: { path, reason: wrong } }
    else if (mode === MODE.folder && !isLeftOutFolder(name)) yield* walkFolder(store, { oid, path, depth: folder.depth + 1 }, state)
    else if (mode === MODE.submodule) yield { submodule: { path, commit: oid } }
    else if (mode.startsWith('100') && isIacCandidate(path)) yield* readFile(store, oid, path)
  }
}

/** Names that git itself refuses to check out; nothing is written here, and a person should know of them. */
function wrongName(name: string, path: string, seen: ReadonlySet<string>): string | undefined {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) return 'its name would lead elsewhere'
  if (/^\.git$/i.test(name)) return 'its name is that of git’s own folder'
  if (seen.has(name)) return 'its name stands in the folder twice'
  return path.length > MAX_PATH ? `its path is longer than ${MAX_PATH}` : undefined
}

async function* readFile(store: ObjectStore, oid: string, path: string): AsyncGenerator<TreeItem> {
  const object = await store.read(oid)
  if (!object) yield { gap: { path, reason: 'it is larger than what is read' } }
  else if (object.content.toString('latin1', 0, LFS_POINTER.length) === LFS_POINTER) yield { gap: { path, reason: 'it is stored in Git LFS' } }
  else yield { file: { path, content: object.content } }
}

interface TreeEntry {
  readonly mode: string
  readonly name: string
  readonly oid: string
}

async function readTree(store: ObjectStore, oid: string): Promise<readonly TreeEntry[]> {
  const object = await store.read(oid)
  if (object?.type !== 'tree') throw broken(`the pack has no tree ${oid}`)
  const { content } = object
  const entries: TreeEntry[] = []
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at)
    const end = content.indexOf(0, space)
    if (space === -1 || end === -1 || end + 21 > content.length) throw broken(`the tree ${oid} is damaged`)
    const mode = content.toString('latin1', at, space).replace(/^0+/, '')
    entries.push({ mode, name: decodeName(content.subarray(space + 1, end)), oid: content.toString('hex', end + 1, end + 21) })
    at = end + 21
  }
  return entries
}
