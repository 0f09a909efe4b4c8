import type { ArchiveLimits } from './limits.ts'

/** A file in an archive, or in an archive that stands in it. */
export interface Member {
  /** Its names from the outermost archive inwards, joined by `!/`: `b.war!/WEB-INF/lib/c.jar!/META-INF/MANIFEST.MF`. As written in the archives. */
  readonly path: string
  /** Its name in its own archive. */
  readonly name: string
  /** Uncompressed bytes, as the archive declares them; `undefined` where it does not (gzip). */
  readonly size: number | undefined
  /** 0 for a member of the outermost archive. */
  readonly depth: number
  /**
   * Its content, until the next member is asked for; `undefined` when it cannot be read, which `unread` is told. Read twice,
   * it is decompressed twice.
   */
  read(): Promise<Uint8Array | undefined>
}

/** Why something in an archive was not read. */
export type UnreadReason =
  | 'damaged'
  | 'encrypted'
  | 'unknown method'
  | 'unknown format'
  | 'too large'
  | 'too deep'
  | 'too many'

/** What was not read: a member, or the rest of an archive. */
export interface Unread {
  /** Of the member or archive, as {@link Member.path}; empty for the outermost archive itself. */
  readonly path: string
  readonly reason: UnreadReason
  /** One sentence in English. */
  readonly message: string
}

/** How an archive is read. */
export interface ReadArchiveOptions {
  /** Which members are handed on; all without it. What it refuses costs nothing in a zip. */
  readonly wants?: (member: Member) => boolean
  /** Which members are opened as archives if they are some: by default those that are named like archives. */
  readonly opens?: (member: Member) => boolean
  /** Is told everything that could not be read. */
  readonly unread: (unread: Unread) => void
  readonly limits?: Partial<ArchiveLimits>
  readonly signal?: AbortSignal
}

/** Bytes that are read at any position. */
export interface Source {
  readonly size: number
  read(position: number, length: number): Promise<Uint8Array>
}
