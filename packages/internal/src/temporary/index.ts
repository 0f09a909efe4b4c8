export { makeTemporaryFolder, removeAbandonedFolders, temporaryPrefix } from './folders.ts'
export { openNamelessFile, openNamelessFileSync } from './nameless-file.ts'
export { isAbandoned, MARK_PATTERN, PROCESS_MARK } from './process-mark.ts'
export { temporaryError } from './temporary-error.ts'
