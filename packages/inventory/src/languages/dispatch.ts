import type { PackageReader } from './reader.ts'
import { isWanted } from './reader.ts'

/** A reader with the id of the cataloger that its packages are of. */
export interface ListedReader {
  readonly cataloger: string
  readonly reader: PackageReader
}

/** The readers of a file by its path. */
export interface ReaderDispatch {
  (path: string): readonly ListedReader[]
  /** Every path that has a reader holds one of these, in either case. */
  readonly texts: readonly string[]
}

/** Finds the readers of a file by its path: asked for every file of an image, so the name is looked up, and no list is gone through. */
export function createDispatch(listed: readonly ListedReader[]): ReaderDispatch {
  const byName = indexBy(listed, ({ reader }) => reader.names ?? [])
  const byExtension = indexBy(listed, ({ reader }) =>
    (reader.extensions ?? []).map((extension) => extension.slice(extension.lastIndexOf('.'))),
  )
  const find = (path: string): readonly ListedReader[] => {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
    const dot = name.lastIndexOf('.')
    const named = byName.get(name)
    const ended = dot < 0 ? undefined : byExtension.get(name.slice(dot))
    if (named === undefined && ended === undefined) return NONE
    return [...new Set([...(named ?? NONE), ...(ended ?? NONE)])].filter(({ reader }) => isWanted(reader, path))
  }
  return Object.assign(find, { texts: [...byName.keys(), ...byExtension.keys()] })
}

const NONE: readonly ListedReader[] = []

function indexBy(
  listed: readonly ListedReader[],
  keysOf: (one: ListedReader) => readonly string[],
): ReadonlyMap<string, readonly ListedReader[]> {
  const index = new Map<string, ListedReader[]>()
  for (const one of listed) {
    for (const key of keysOf(one)) {
      const known = index.get(key)
      if (known === undefined) index.set(key, [one])
      else known.push(one)
    }
  }
  return index
}
