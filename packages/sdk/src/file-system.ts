import type { Entry } from './entry.ts'

/** A file that can be read at any position, such as a database. */
export interface RandomAccess {
  readonly size: number
  /** A private file with the content, for libraries that take a path. It is deleted when its reader is done. */
  readonly path: string
  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>
}

/**
 * The file system of an entity, read-only, as a process inside would see it: layers merged, links resolved inside the
 * root. Every method throws a VeinmindError `FILE_NOT_FOUND`, `FILE_NOT_A_DIRECTORY`, `FILE_IS_A_DIRECTORY`,
 * `FILE_TOO_LARGE` or `FILE_LINK_LOOP`. Reading here what no inspector asked for reads the layer again: prefer inspectors.
 */
export interface FileSystem {
  /** The entry at `path`, links followed. */
  stat(path: string): Promise<Entry>
  /** The entry at `path`; a link at its end is not followed. */
  lstat(path: string): Promise<Entry>
  /** Where `path` ends after every link is followed. */
  realpath(path: string): Promise<string>
  /** The entries of the folder `path`, sorted by name. */
  readdir(path: string): Promise<readonly Entry[]>
  /** The content of a file, links followed. A file larger than `max` bytes (default 16 MiB) throws `FILE_TOO_LARGE`. */
  readFile(path: string, options?: { readonly max?: number }): Promise<Uint8Array>
  /** The file as a spool to be read at random, links followed; deleted when the scan of the entity ends. */
  open(path: string): Promise<RandomAccess>
  /** Every entry below `root` (default `/`), parents before children; links are not followed. */
  walk(root?: string): AsyncIterable<Entry>
}
