import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { attempt, isRpmDatabase, MAX_DATABASE, readHeaders, RPM_DATABASES } from './database.ts'
import { TAG } from './header.ts'
import type { RpmHeader } from './header.ts'

/** What a database says of the files of a package, in the order of its names. */
export interface RpmFileDetails {
  /** What tells the package from others: see {@link detailsKey}. */
  readonly key: string
  readonly digestKind: string
  /** Digests with a space between them. */
  readonly digests: string
  readonly modes: readonly number[]
  readonly flags: readonly number[]
  readonly users: readonly string[]
  readonly groups: readonly string[]
}

/** Of all packages of a database. */
export interface RpmDatabaseDetails {
  readonly packages: readonly RpmFileDetails[]
}

/** Algorithms by their numbers in OpenPGP; MD5 where none is said. */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
])

/** Names a package in its database. */
export function detailsKey(name: string, version: string, release: string, arch = ''): string {
  return `${name}/${version}/${release}/${arch}`
}

/** Reads digests, modes and owners of files; apart from the packages, since few ask for them. */
export const rpmFileDetails: Inspector<RpmDatabaseDetails> = defineInspector<RpmDatabaseDetails>({
  id: 'rpm-file-details',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: RPM_DATABASES },
  wants: ({ path }) => isRpmDatabase(path) && content({ max: MAX_DATABASE }),
  inspect(file) {
    const incomplete = (reason: string): void => file.incomplete(reason)
    const packages: RpmFileDetails[] = []
    if (file.bytes.length === 0) return undefined
    for (const header of readHeaders(file.bytes, incomplete)) {
      const one = attempt(() => detailsOf(header), incomplete)
      if (one !== undefined) packages.push(one)
    }
    return { packages }
  },
})

function detailsOf(header: RpmHeader): RpmFileDetails {
  const text = (tag: number): string => header.text(tag) ?? ''
  const [kind = 1] = header.numbers(TAG.fileDigestKind)
  return {
    key: detailsKey(text(TAG.name), text(TAG.version), text(TAG.release), text(TAG.arch)),
    digestKind: DIGESTS.get(kind) ?? 'unknown',
    digests: header.texts(TAG.fileDigests).join(' '),
    modes: header.numbers(TAG.fileModes),
    flags: header.numbers(TAG.fileFlags),
    users: header.texts(TAG.fileUsers),
    groups: header.texts(TAG.fileGroups),
  }
}
