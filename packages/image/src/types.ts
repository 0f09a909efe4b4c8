import type { Entry, EntryType, RandomAccess } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import type { LayerLimits } from './limits.ts'
import type { LayerNote, TarHandler } from './tar/types.ts'

/** What `readLayer` calls while it reads; every call is synchronous. */
export interface LayerHandler extends TarHandler {
  /** Stored bytes read so far. */
  progress?(storedBytes: number): void
  /** Asked after each chunk (about a mebibyte of tar): a promise makes the reader wait, so that work does not pile up. */
  drain?(): Promise<void> | undefined
  /**
   * Told of the entries of each chunk before `entry` is called with them, the very same objects; the reader waits for it. For who has to
   * ask somebody else about them.
   */
  foresee?(entries: readonly Entry[]): Promise<void>
}

export interface ReadLayerOptions {
  readonly signal?: AbortSignal
  readonly limits?: Partial<LayerLimits>
  /** False: a layer that comes without digests gets none, and its diff id is empty. */
  readonly identify?: boolean
  /** Stored bytes from which a layer is decompressed and verified in a thread of its own; by default 8 MiB. */
  readonly threadFrom?: number
}

/** What reading a layer has shown. */
export interface LayerRead {
  /** Digest of the uncompressed tar as it was computed; equal to the layer's where the layer has one. Empty where none was wanted. */
  readonly diffId: string
  readonly storedBytes: number
  readonly tarBytes: number
  readonly entries: number
  /** Everything that was also given to `handler.note`, and what decompression had to say. */
  readonly notes: readonly LayerNote[]
}

/** The names of a layer with all their metadata, compact: about 75 bytes a name. Whiteouts are entries like others. */
export interface LayerIndex {
  /** Entries in the order of the archive; a path may occur more than once. */
  readonly count: number
  /** The entry at `position` of that order. */
  entry(position: number): Entry
  /** Position of the last entry of this path; -1 when the layer has none. */
  find(path: string): number
  /** Type of the entry at `position`, without making the whole entry. */
  type(position: number): EntryType
  /** Whether no later entry has the path of the entry at `position`. */
  isLast(position: number): boolean
  /** Walks the tree of names by its nodes: 0 is the root, -1 is none. Folders that have no entry of their own are nodes too. */
  child(node: number, name: string): number
  childNames(node: number): readonly string[]
  /** Whether a child of the node is a whiteout, or marks it as an opaque folder. */
  hides(node: number): boolean
  /** Position of the last entry of a node; -1 for a folder that is only implied by what it holds. */
  position(node: number): number
  /** For `parseLayerIndex`; the bytes of one machine are not for another with other byte order. */
  serialize(): Uint8Array
}

/** Gathers the entries of a layer in their order. */
export interface LayerIndexBuilder {
  add(entry: Entry): void
  /** The builder is not to be used afterwards. */
  finish(): LayerIndex
}

/** An entry and the layer that it comes from. */
export interface Located {
  readonly layer: number
  readonly entry: Entry
}

/** How a path is followed. */
export interface ResolveOptions {
  /** A link at the end stays. */
  readonly keepLast?: boolean
  /** The symbolic link that stands at the path, where that is known, as of those that `links` gives. */
  readonly link?: Located
  /** Told of what stands at each step of the way, links included. */
  readonly visit?: (step: Located) => void
}

/** The layers of an image laid over each other as overlayfs does it. Paths are absolute and clean. */
export interface MergedTree {
  /** Index of the lowest layer above `layer` that deletes or replaces what `layer` has at `path`; undefined when none does. */
  hiddenBy(layer: number, path: string): number | undefined
  /** What stands at `path`; links on the way or at the end are not followed. */
  lookup(path: string): Located | undefined
  /** Where `path` ends when links are followed inside the root; throws `FILE_NOT_FOUND`, `FILE_NOT_A_DIRECTORY`, `FILE_LINK_LOOP`. */
  resolve(path: string, options?: ResolveOptions): Located & { readonly path: string }
  /** Where the content of a file stands: for a hard link, the name that carries the body, in the same layer or a lower one. */
  contentOf(file: Located): Located | undefined
  /** The children of the folder `path`, sorted by name; none when it is no folder. Links are not followed. */
  readdir(path: string): readonly Located[]
  /** Everything below `root` (default `/`), parents before children. */
  walk(root?: string): IterableIterator<Located>
  /** The visible symbolic links. */
  links(): IterableIterator<Located>
}

/** Gives the content of files; what is asked for is always an entry that carries a body. */
export interface ContentSource {
  /** The whole content; throws `FILE_TOO_LARGE` when it is larger than `max` bytes. */
  read(file: Located, options: { readonly max: number }): Promise<Uint8Array>
  /** The content as a private file to be read at random. */
  open(file: Located): Promise<RandomAccess>
}

/** The images of a folder or an archive. */
export interface OpenedImages {
  readonly images: readonly Discovered[]
  /** Closes files and deletes the spool, if there is one. The images cannot be read afterwards. */
  readonly close: () => Promise<void>
}
