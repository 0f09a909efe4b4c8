import { gib, mib } from '@veinmind/sdk'

/** How much reading an archive, and the archives in it, may cost. Whoever made the archive chose everything in it. */
export interface ArchiveLimits {
  /** Archives inside archives: 5 reads `a!/b!/c!/d!/e!/f`. */
  readonly depth: number
  /** Members of all archives together. */
  readonly members: number
  /** Uncompressed bytes of one member. */
  readonly memberBytes: number
  /** Uncompressed bytes that are read of all archives together. */
  readonly totalBytes: number
  /** Uncompressed bytes for each stored one, once more than `ratioFloor` bytes came out. */
  readonly ratio: number
  readonly ratioFloor: number
}

/** Far above what honest archives hold. */
export const DEFAULT_LIMITS: ArchiveLimits = {
  depth: 5,
  members: 1_000_000,
  memberBytes: mib(256),
  totalBytes: gib(4),
  ratio: 200,
  ratioFloor: mib(64),
}
