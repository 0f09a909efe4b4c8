import { mib } from '@veinmind/sdk'
import { isBerkeleyHash, readBerkeleyHash } from './berkeley-db.ts'
import { Damage } from './damage.ts'
import { readHeader } from './header.ts'
import type { RpmHeader } from './header.ts'
import { isNdb, readNdb } from './ndb.ts'
import { readTable } from './sqlite.ts'

/** The largest database that is read. */
export const MAX_DATABASE: number = mib(192)
const MAX_PACKAGES = 100_000

/** Where rpm keeps its database: under any root, by the names of its three formats. */
const FILE =
  /^(?<root>\/|\/.*\/)(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm|usr\/lib\/rpm-base-db|usr\/share\/rpm-base-db)\/(?<file>Packages|Packages\.db|rpmdb\.sqlite)$/
const RANKS = ['rpmdb.sqlite', 'Packages.db', 'Packages']

/** The root of an rpm database, the folder that it stands in, and which of several formats in one folder is in use (0 first). */
export function placeOfRpm(
  path: string,
): { readonly root: string; readonly folder: string; readonly rank: number } | undefined {
  const { root, file } = FILE.exec(path)?.groups ?? {}
  if (root === undefined || file === undefined) return undefined
  return { root, folder: path.slice(0, -file.length), rank: RANKS.indexOf(file) }
}

/** What paths of databases hold. */
export const RPM_DATABASES: readonly string[] = ['/Packages', '/rpmdb.sqlite']

/** Whether a path can be a database of rpm; a quick test, since it is asked of every path. */
export const isRpmDatabase = (path: string): boolean =>
  (path.endsWith('/Packages') || path.endsWith('/Packages.db') || path.endsWith('/rpmdb.sqlite')) && FILE.test(path)

/** The headers of a database of any format. Faults of the database go to `incomplete`, each kind once. */
export function* readHeaders(bytes: Uint8Array, incomplete: (reason: string) => void): Generator<RpmHeader> {
  let count = 0
  try {
    for (const blob of blobsOf(bytes)) {
      if (count === MAX_PACKAGES) {
        incomplete(`the database lists more than ${MAX_PACKAGES} packages`)
        return
      }
      const header = attempt(() => readHeader(blob), incomplete)
      // A package that breaks off costs itself alone.
      if (header === undefined) continue
      count += 1
      yield header
    }
  } catch (error) {
    incomplete(damaged(error))
  }
}

/** The result of `read`; `undefined` when the database is damaged there, which goes to `incomplete`. */
export function attempt<T>(read: () => T, incomplete: (reason: string) => void): T | undefined {
  try {
    return read()
  } catch (error) {
    incomplete(damaged(error))
    return undefined
  }
}

/** The message for a damaged database; any other error is thrown again. */
function damaged(error: unknown): string {
  const isOutside = error instanceof RangeError
  if (!isOutside && !(error instanceof Damage)) throw error
  return `the database of packages is damaged: ${isOutside ? 'something is beyond its end' : error.message}`
}

function* blobsOf(bytes: Uint8Array): Generator<Uint8Array> {
  if (isNdb(bytes)) yield* readNdb(bytes)
  else if (isBerkeleyHash(bytes)) {
    // The first item is a counter.
    for (const blob of readBerkeleyHash(bytes)) if (blob.length > 8) yield blob
  } else for (const [, blob] of readTable(bytes, 'Packages')) if (blob instanceof Uint8Array) yield blob
}
