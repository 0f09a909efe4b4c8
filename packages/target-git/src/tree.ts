import { setImmediate } from 'node:timers/promises'
import { gib, mib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { isIacCandidate, isLeftOutFolder } from '@veinmind/sdk/target'
import { MAX_OBJECT } from './limits.ts'
import { leadsOut, Namesakes, wrongName } from './names.ts'
import type { ObjectStore } from './pack/object-store.ts'
import { descend, MODE, readTree, treeEntries } from './tree-object.ts'
import type { TreeEntry } from './tree-object.ts'

/** A file of a commit. */
export interface TreeFile {
  readonly path: string
  /** Id of its content. */
  readonly oid: string
  readonly content: Buffer
}

/** A thing of a tree that is not a file to read, or of which more is to be said, and why. */
export interface TreeGap {
  readonly path: string
  readonly reason: string
  /** It holds something that is not read, and no link or the like. */
  readonly isMissing?: true
}

/** A repository inside the repository, by commit. */
export interface Submodule {
  readonly path: string
  readonly commit: string
}

/** A thing that should have been read, and could not. */
export interface TreeFailure {
  readonly path: string
  readonly error: VeinmindError
}

export type TreeItem =
  | { readonly file: TreeFile }
  | { readonly gap: TreeGap }
  | { readonly submodule: Submodule }
  | { readonly failure: TreeFailure }

/** What a tree may have at most: a small pack can describe one without end. */
const MAX = { depth: 200, entries: 2_000_000, files: 200_000, bytes: gib(4), gaps: 1000, heldBytes: mib(16) }

const TURN = 1024
const LFS_POINTER = 'version https://git-lfs.github.com/spec/'

/** The part of a tree that is walked. */
export interface Walked {
  /** The folder; `''` for all. */
  readonly inside: string
  readonly signal: AbortSignal
  /** Files of any name, and not only those that may be infrastructure as code. */
  readonly isAll?: boolean
  /** Also folders that hold nothing of one's own (`node_modules`). */
  readonly isWhole?: boolean
}

/** The files of infrastructure as code below a folder of a tree, or all of them, in the tree's order. */
export async function* walkTree(
  store: ObjectStore,
  root: string,
  { inside, signal, isAll = false, isWhole = false }: Walked,
): AsyncGenerator<TreeItem> {
  const start = await descend(store, root, inside)
  const walk = new Walk(store, signal, { isAll: isAll || isWhole, isWhole })
  let gaps = 0
  for await (const item of start.mode === MODE.folder
    ? walk.folder({ oid: start.oid, path: inside, depth: 0 })
    : walk.file(start.oid, inside)) {
    if (!('gap' in item) || ++gaps <= MAX.gaps) yield item
  }
  if (gaps > MAX.gaps)
    yield { gap: { path: inside, reason: `${gaps - MAX.gaps} more entries are not listed`, isMissing: true } }
}

/** The content of the file at `path`; undefined when there is none, or it is too large. */
export async function readPath(store: ObjectStore, root: string, path: string): Promise<Buffer | undefined> {
  try {
    const found = await store.read((await descend(store, root, path)).oid)
    return typeof found !== 'string' && found.type === 'blob' ? found.content : undefined
  } catch (error) {
    if (toVeinmindError(error).code === 'GIT_PATH_NOT_FOUND') return undefined
    throw error
  }
}

interface Folder {
  readonly oid: string
  readonly path: string
  readonly depth: number
}

class Walk {
  readonly #store: ObjectStore
  readonly #signal: AbortSignal
  readonly #isAll: boolean
  readonly #isWhole: boolean
  #entries = 0
  #files = 0
  #bytes = 0
  /** Bytes of the trees from the root down to where the walk is. */
  #held = 0

  constructor(store: ObjectStore, signal: AbortSignal, { isAll, isWhole }: Record<'isAll' | 'isWhole', boolean>) {
    this.#store = store
    this.#signal = signal
    this.#isAll = isAll
    this.#isWhole = isWhole
  }

  async *folder(folder: Folder): AsyncGenerator<TreeItem> {
    if (folder.depth > MAX.depth) {
      yield { gap: { path: folder.path, reason: `more than ${MAX.depth} folders deep`, isMissing: true } }
      return
    }
    const content = await readTree(this.#store, folder.oid)
    this.#held += content.length
    if (this.#held > MAX.heldBytes) throw tooLarge(`folders inside each other of more than ${MAX.heldBytes} bytes`)
    try {
      const namesakes = new Namesakes()
      for (const entry of treeEntries(content)) {
        if (++this.#entries > MAX.entries) throw tooLarge(`more than ${MAX.entries} entries`)
        if (this.#entries % TURN === 0) await setImmediate()
        this.#signal.throwIfAborted()
        yield* this.#entry(entry, folder, namesakes)
      }
    } finally {
      this.#held -= content.length
    }
  }

  async *file(oid: string, path: string): AsyncGenerator<TreeItem> {
    const object = await this.#store.read(oid)
    if (object === 'absent') throw new VeinmindError('GIT_DAMAGED', `the repository does not have ${path} (${oid})`)
    if (object === 'too-large') {
      yield { gap: { path, reason: `it is larger than ${MAX_OBJECT / mib(1)} MiB`, isMissing: true } }
      return
    }
    this.#files += 1
    this.#bytes += object.content.length
    if (this.#files > MAX.files || this.#bytes > MAX.bytes)
      throw tooLarge(`more than ${MAX.files} files or ${MAX.bytes} bytes to read`)
    if (object.content.toString('latin1', 0, LFS_POINTER.length) === LFS_POINTER)
      yield { gap: { path, reason: 'it is stored in Git LFS', isMissing: true } }
    else yield { file: { path, oid, content: object.content } }
  }

  async *#entry({ mode, name, oid }: TreeEntry, folder: Folder, namesakes: Namesakes): AsyncGenerator<TreeItem> {
    const path = folder.path === '' ? name : `${folder.path}/${name}`
    const wrong = wrongName(name, path)
    const namesake = namesakes.add(name)
    if (wrong !== undefined || namesake) yield { gap: { path, reason: wrong ?? namesake?.reason ?? '' } }
    if (wrong !== undefined || namesake?.isSame) return
    if (mode === MODE.submodule) yield { submodule: { path, commit: oid } }
    else if (mode === MODE.link) yield* this.#link(oid, path)
    else if (mode === MODE.folder && !this.#isWhole && isLeftOutFolder(name))
      yield { gap: { path, reason: 'nothing of one’s own is in it' } }
    else if (mode === MODE.folder) yield* guarded(path, this.folder({ oid, path, depth: folder.depth + 1 }))
    else if (mode.startsWith('100') && (this.#isAll || isIacCandidate(path))) yield* guarded(path, this.file(oid, path))
  }

  /** No link is followed: what it points at in the repository is read at its own place. */
  async *#link(oid: string, path: string): AsyncGenerator<TreeItem> {
    const object = await this.#store.read(oid).catch(() => 'absent' as const)
    if (typeof object === 'string') yield { gap: { path, reason: 'it is a symbolic link that cannot be read' } }
    else if (leadsOut(path, object.content.toString('utf8', 0, 4096)))
      yield { gap: { path, reason: 'it is a symbolic link that leads out of the repository' } }
    else if (isIacCandidate(path)) yield { gap: { path, reason: 'it is a symbolic link, and links are not followed' } }
  }
}

/** What is damaged fails alone; a bound that is met ends the walk. */
async function* guarded(path: string, items: AsyncGenerator<TreeItem>): AsyncGenerator<TreeItem> {
  try {
    yield* items
  } catch (error) {
    const known = toVeinmindError(error)
    if (known.code !== 'GIT_PROTOCOL' && known.code !== 'GIT_DAMAGED') throw error
    yield { failure: { path, error: known } }
  }
}

const tooLarge = (what: string): VeinmindError => new VeinmindError('GIT_TOO_LARGE', `the tree has ${what}`)
