import { setImmediate } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'
import { wrongName } from '../names.ts'
import type { ObjectStore } from '../pack/object-store.ts'
import { MODE, readTree, treeEntries } from '../tree-object.ts'
import { createOidList } from './commits.ts'
import type { Commit, OidList } from './commits.ts'

/** A content of a file, at the path under which the first commit that has it has it. */
export interface PastFile {
  readonly path: string
  readonly oid: string
}

interface Folder {
  readonly oid: string
  readonly path: string
  readonly depth: number
}

const MAX_DEPTH = 200
const TURN = 1024

/** Walks the trees of commits, one after the other, and gives of each what none before it had. */
export class PastFiles {
  readonly #store: ObjectStore
  readonly #signal: AbortSignal
  readonly #gap: (path: string, reason: string) => void
  readonly #trees: OidList
  readonly #blobs: OidList
  #turn = 0

  constructor(store: ObjectStore, signal: AbortSignal, gap: (path: string, reason: string) => void) {
    this.#store = store
    this.#signal = signal
    this.#gap = gap
    this.#trees = createOidList(store.count)
    this.#blobs = createOidList(store.count)
  }

  /** Says that the content was seen; whether it is new. */
  see(oid: string): boolean {
    return this.#blobs.add(oid)
  }

  /** The files that are new with the commit; links and submodules are none. */
  async *of({ tree }: Pick<Commit, 'tree'>): AsyncGenerator<PastFile> {
    const folders: Folder[] = [{ oid: tree, path: '', depth: 0 }]
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      // A folder that was seen has nothing new, whatever its name is now.
      if (!this.#trees.add(folder.oid)) continue
      if (folder.depth > MAX_DEPTH) {
        this.#gap(folder.path, `more than ${MAX_DEPTH} folders deep`)
        continue
      }
      const content = await this.#content(folder)
      if (!content) continue
      for (const { mode, name, oid } of treeEntries(content)) {
        if (++this.#turn % TURN === 0) await setImmediate()
        this.#signal.throwIfAborted()
        const path = folder.path === '' ? name : `${folder.path}/${name}`
        if (mode !== MODE.folder && !mode.startsWith('100')) continue
        const wrong = wrongName(name, path)
        if (wrong !== undefined) this.#gap(path, wrong)
        else if (mode === MODE.folder) folders.push({ oid, path, depth: folder.depth + 1 })
        else if (this.#blobs.add(oid)) yield { path, oid }
      }
    }
  }

  async #content({ oid, path }: Folder): Promise<Buffer | undefined> {
    try {
      return await readTree(this.#store, oid)
    } catch (error) {
      if (!(error instanceof VeinmindError) || error.code === 'GIT_PROTOCOL') throw error
      this.#gap(path, error.message)
      return undefined
    }
  }
}
