import type { Location } from '@veinmind/sdk'

/** The accounts of one root folder: the entity's own, or one that it carries (`/opt/rootfs`). What an upper layer replaced is not in it. */
export interface AccountSystem {
  /** The root folder: `/` for the entity's own. */
  readonly root: string
  readonly users: readonly User[]
  readonly groups: readonly Group[]
  /** The files of sudo, in the order of their paths. */
  readonly sudoers: readonly Sudoers[]
}

/** A line of passwd, with what shadow says of its password. */
export interface User {
  readonly name: string
  /** `undefined` where the field is no number: no one can log in by such a line. */
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly home: string
  /** Empty means `/bin/sh`. */
  readonly shell: string
  /**
   * What opens the account: `none` (no password does), `locked` (a hash behind a lock), `empty` (no password is asked for), `hash`,
   * or `unknown` where shadow was not seen.
   */
  readonly password: 'none' | 'locked' | 'empty' | 'hash' | 'unknown'
  /** Names of the groups that list it, and of its own. */
  readonly groups: readonly string[]
  /** Its line in passwd. */
  readonly at: Location
}

/** A line of group. */
export interface Group {
  readonly name: string
  readonly gid: number | undefined
  readonly members: readonly string[]
  readonly at: Location
}

/** A file of sudo as its lines: comments left out, continued lines joined. */
export interface Sudoers {
  readonly at: Location
  readonly lines: readonly { readonly line: number; readonly text: string }[]
}
