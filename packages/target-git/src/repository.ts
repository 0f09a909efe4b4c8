import type { HttpOptions } from './http/http-remote.ts'
import type { SshOptions } from './ssh/ssh-remote.ts'
import type { TreeItem } from './tree.ts'
import type { GitAddress } from './url.ts'

/** How a repository is fetched. */
export interface FetchOptions extends HttpOptions, SshOptions {
  /** Branch, tag or commit; by default what HEAD is. */
  readonly ref?: string
  /** Most bytes of a pack; by default 2 GiB. */
  readonly maxPack?: number
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
}
