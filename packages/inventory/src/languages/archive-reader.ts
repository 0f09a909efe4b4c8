import type { Member } from '@veinmind/archives'
import type { Reading } from './reading.ts'

/** A member of an archive that its reader wanted. */
export interface ReadMember {
  /** With the archives around it: `WEB-INF/lib/a.jar!/META-INF/MANIFEST.MF`. */
  readonly path: string
  readonly name: string
  readonly depth: number
  readonly bytes: Uint8Array
}

/** Reads what one kind of archive says of packages. */
export interface ArchiveReader {
  readonly id: string
  readonly extensions: readonly string[]
  /** Which members are read, in the archive and in those that stand in it. */
  wants(member: Member): boolean
  read(archive: { readonly path: string; readonly members: readonly ReadMember[] }): Reading | undefined
}
