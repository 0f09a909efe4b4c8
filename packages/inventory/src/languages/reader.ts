import type { Reading } from './reading.ts'

/** A file of an ecosystem for its reader. */
export interface PackageFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Reads what one kind of file says of packages. */
export interface PackageReader {
  /** Unique among readers, in kebab-case; kept with the packages that it found. */
  readonly id: string
  /** Names of files, in lower case. */
  readonly names?: readonly string[]
  /** Ends of names with their dot, in lower case: `.gemspec`. */
  readonly extensions?: readonly string[]
  /** A pattern that the whole path must match as well. */
  readonly path?: RegExp
  /** Bytes; a larger file is not read, and that is said. */
  readonly max: number
  /** A pure function. An error that it throws becomes the reason why the file was not read. */
  read(file: PackageFile): Reading | undefined
}

/** Whether a file is one of the reader's, by its path. */
export function isWanted({ names = [], extensions = [], path: like }: PackageReader, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const isNamed = names.includes(name) || extensions.some((extension) => name.endsWith(extension))
  return isNamed && (like === undefined || like.test(path))
}
