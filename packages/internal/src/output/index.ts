export { findPlace } from './find-place.ts'
export type { Place } from './find-place.ts'
export { writeOutput } from './write-output.ts'
export type { WriteOptions } from './write-output.ts'
