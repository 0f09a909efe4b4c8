/** An object of a repository. */
export interface GitObject {
  readonly type: string
  readonly content: Buffer
}

/** What is read of a repository at most. */
export interface PackLimits {
  readonly objects: number
  /** Objects larger than this have no content here; whoever asks is told that they are too large. */
  readonly objectBytes: number
  /** Longest chain of deltas; git makes none longer than 50, and reads none longer than 4,095. */
  readonly chain: number
  /** All objects together, unpacked: a small pack may hold a large bomb. */
  readonly totalBytes: number
}

/** Why an object is not read. */
export type Missing = 'too-large' | 'absent'

/** The objects of a repository by id. */
export interface ObjectStore {
  /** How many objects there are at most. */
  readonly count: number
  /** Throws `GIT_PROTOCOL` for an object that is damaged. */
  read(oid: string): Promise<GitObject | Missing>
}
