import { content, defineInspector, metadata, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { attempt, isRpmDatabase, MAX_DATABASE, readHeaders, RPM_DATABASES } from './database.ts'
import { TAG } from './header.ts'
import type { RpmHeader } from './header.ts'

/** A package of an rpm database. */
export interface RpmPackage {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch?: number
  readonly arch?: string
  readonly sourceRpm?: string
  readonly license?: string
  readonly vendor?: string
  readonly url?: string
  readonly modularity?: string
  readonly files?: RpmFiles
}

/** The files of a package, in the database's own three lists. */
export interface RpmFiles {
  readonly directories: readonly string[]
  /** Names of files, with a slash between them, which no name has. */
  readonly names: string
  /** Of each file, the place of its directory. */
  readonly indexes: readonly number[]
}

/** What one database says. */
export interface RpmDatabase {
  readonly packages: readonly RpmPackage[]
}

/** Reads the database of rpm in its three formats: SQLite, ndb and Berkeley DB. */
export const rpmPackages: Inspector<RpmDatabase> = defineInspector<RpmDatabase>({
  id: 'rpm-packages',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: RPM_DATABASES },
  wants: ({ path }) => isRpmDatabase(path) && content({ max: MAX_DATABASE }),
  inspect(file) {
    const incomplete = (reason: string): void => file.incomplete(reason)
    const packages: RpmPackage[] = []
    // One that rpm has made and never used is empty.
    if (file.bytes.length === 0) return undefined
    for (const header of readHeaders(file.bytes, incomplete)) {
      const one = attempt(() => packageOf(header), incomplete)
      if (one !== undefined) packages.push(one)
    }
    return { packages }
  },
})

/** Finds databases of SQLite whose newest pages still stand in a log beside them. */
export const rpmLogs: Inspector<{ readonly size: number }> = defineInspector<{ readonly size: number }>({
  id: 'rpm-logs',
  module: import.meta.url,
  version: 1,
  offered: { paths: ['/rpmdb.sqlite-wal'] },
  wants: ({ path, size }) =>
    path.endsWith('/rpmdb.sqlite-wal') && size > 0 && isRpmDatabase(path.slice(0, -'-wal'.length)) && metadata(),
  inspect: ({ entry }) => ({ size: entry.size }),
})

function packageOf(header: RpmHeader): RpmPackage | undefined {
  const name = header.text(TAG.name)
  const version = header.text(TAG.version)
  if (!name || !version) return undefined
  const [epoch = 0] = header.numbers(TAG.epoch)
  const names = header.texts(TAG.baseNames)
  return {
    name,
    version,
    release: header.text(TAG.release) ?? '',
    ...(epoch === 0 ? {} : { epoch }),
    ...optional('arch', header.text(TAG.arch)),
    ...optional('sourceRpm', header.text(TAG.sourceRpm)),
    ...optional('license', header.text(TAG.license)),
    ...optional('vendor', header.text(TAG.vendor)),
    ...optional('url', header.text(TAG.url)),
    ...optional('modularity', header.text(TAG.modularity)),
    ...(names.length === 0
      ? {}
      : {
          files: {
            directories: header.texts(TAG.directories),
            names: names.join('/'),
            indexes: header.numbers(TAG.directoryIndexes),
          },
        }),
  }
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined || value === '' || value === '(none)' ? {} : { [key]: value }) as {
    readonly [P in K]?: string
  }
}
