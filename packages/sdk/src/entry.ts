/** What a name in a file system is. A hard link is a `file` with `hardLink` set. */
export type EntryType = 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket'

/** One name of a file system with its metadata; no content. */
export interface Entry {
  /** Absolute and normalised, see `cleanPath`; names are decoded by `decodeName`. */
  readonly path: string
  readonly type: EntryType
  /** Size of the content in bytes (sparse files: with their holes); 0 for all but files. */
  readonly size: number
  /** Permission bits as in `st_mode & 0o7777`: set-user-ID 0o4000, set-group-ID 0o2000, sticky 0o1000. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Owner names as the archive tells them; empty when it does not. */
  readonly userName: string
  readonly groupName: string
  /** Modification time in seconds since 1970, with fractions where the archive has them. */
  readonly mtime: number
  readonly atime?: number
  readonly ctime?: number
  /** Target of a symbolic link, as written. */
  readonly linkTarget?: string
  /** Path (in the same layer) of the name that this hard link was made from. */
  readonly hardLink?: string
  /** Extended attributes by name, values as bytes, such as `security.capability`. */
  readonly xattrs?: ReadonlyMap<string, Uint8Array>
  /** Numbers of a device node. */
  readonly device?: { readonly major: number; readonly minor: number }
}
