export { DEFAULT_LIMITS } from './limits.ts'
export type { ArchiveLimits } from './limits.ts'
export { readArchive } from './read-archive.ts'
export type { Member, ReadArchiveOptions, Unread, UnreadReason } from './types.ts'
