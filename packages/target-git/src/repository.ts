import type { HttpOptions } from './http/http-remote.ts'
import type { SshOptions } from './ssh/ssh-remote.ts'
import type { ObjectStore } from './pack/object-store.ts'
import { readPath, walkTree } from './tree.ts'
import type { TreeItem } from './tree.ts'
import type { GitAddress } from './url.ts'

/** How a repository is fetched. */
export interface FetchOptions extends HttpOptions, SshOptions {
  /** Branch, tag or commit; by default what HEAD is. */
  readonly ref?: string
  /** Most bytes of a pack; by default 2 GiB. */
  readonly maxPack?: number
  /** All commits of all branches and tags, and not the one alone. */
  readonly history?: boolean
}

/** A repository at one commit. Nothing of it is checked out; what was stored is removed when it is closed. */
export interface Repository extends AsyncDisposable {
  readonly address: GitAddress
  readonly commit: string
  /** Facts to be said of how it was had, such as "all of the history was fetched". */
  readonly notes: readonly string[]
  /** The files of infrastructure as code, in the order of their paths, and what was not read. */
  files(): AsyncIterable<TreeItem>
  /** A file by its path from the root; undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>
  /** The files below a folder, by whatever name, and what was not read. */
  below(folder: string): AsyncIterable<TreeItem>
  /** Its objects, for who walks more than the files of the commit. */
  readonly objects: ObjectStore
  /** The tree of the commit. */
  readonly tree: string
  /** The commits, or tags of these, that all of the history is reached from; the one commit where `history` was not asked for. */
  readonly tips: readonly string[]
}

interface Parts extends Pick<Repository, 'address' | 'commit' | 'notes' | 'objects' | 'tree' | 'tips'> {
  readonly signal: AbortSignal
  readonly close: () => Promise<void>
}

/** A repository from what was found of it. */
export function repositoryAt({ signal, close, ...parts }: Parts): Repository {
  const { objects, tree, address } = parts
  return {
    ...parts,
    files: () => walkTree(objects, tree, { inside: address.inside, signal }),
    read: (path) => readPath(objects, tree, path),
    below: (inside) => walkTree(objects, tree, { inside, signal, isAll: true }),
    [Symbol.asyncDispose]: close,
  }
}
