export { discoverArchives, isArchivePath } from './archives.ts'
export { discoverFiles, iacTarget } from './iac-target.ts'
export { imageTarget } from './image-target.ts'
