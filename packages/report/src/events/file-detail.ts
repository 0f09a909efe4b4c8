import type { Entry, Location } from '@veinmind/sdk'
import { pathOf } from './event.ts'

/** A file as the original's events describe it. A type, not an interface, so that it is a JsonObject. */
export type FileDetail = {
  readonly path: string
  /** Go's `os.FileMode` as a number, see `goFileMode`. */
  readonly perm: number
  readonly size: number
  readonly gname: string
  readonly gid: number
  readonly uid: number
  readonly uname: string
  /** Seconds since 1970, as are the next two. */
  readonly ctim: number
  readonly mtim: number
  readonly atim: number
}

// Bits of Go's os.FileMode (package io/fs); the low nine are the permissions.
const GO_TYPE: Readonly<Record<Entry['type'], number>> = {
  file: 0,
  directory: 2 ** 31,
  symlink: 2 ** 27,
  block: 2 ** 26,
  fifo: 2 ** 25,
  socket: 2 ** 24,
  character: 2 ** 26 + 2 ** 21,
}

/** The mode of an entry as Go's `os.FileMode`, whose type and set-ID bits are not those of `st_mode`. */
export function goFileMode(entry: Pick<Entry, 'mode' | 'type'>): number {
  const setUid = entry.mode & 0o4000 ? 2 ** 23 : 0
  const setGid = entry.mode & 0o2000 ? 2 ** 22 : 0
  const sticky = entry.mode & 0o1000 ? 2 ** 20 : 0
  return GO_TYPE[entry.type] + setUid + setGid + sticky + (entry.mode & 0o777)
}

/** The detail of the file at the main place; without an entry only its path is known. */
export function fileDetail(at: Location | readonly Location[], entry?: Entry): FileDetail {
  return {
    path: pathOf(at) || (entry?.path ?? ''),
    perm: entry ? goFileMode(entry) : 0,
    size: entry?.size ?? 0,
    gname: entry?.groupName ?? '',
    gid: entry?.gid ?? 0,
    uid: entry?.uid ?? 0,
    uname: entry?.userName ?? '',
    ctim: seconds(entry?.ctime),
    mtim: seconds(entry?.mtime),
    atim: seconds(entry?.atime),
  }
}

function seconds(time: number | undefined): number {
  return time === undefined || !Number.isFinite(time) ? 0 : Math.trunc(time)
}
