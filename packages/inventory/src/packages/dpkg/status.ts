import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { readStanzas } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'

/** A package of dpkg's database. */
export interface DpkgPackage {
  readonly name: string
  readonly version: string
  readonly arch?: string
  readonly source?: string
  readonly sourceVersion?: string
  readonly maintainer?: string
  readonly homepage?: string
  /** Multi-Arch `same`: its files are listed under its architecture, too. */
  readonly isSame?: true
  /** Configuration files with their digests, `path md5` a line. */
  readonly conffiles?: string
}

/** What one file of the database says. */
export interface DpkgStatus {
  readonly packages: readonly DpkgPackage[]
}

/** A status file under any root, or one of those that distroless images have for each package. */
const FILE = /^(?<root>\/|\/.*\/)var\/lib\/dpkg\/(?:status|status\.d\/(?<name>[^/]+))$/
const WANTED = new Set([
  'package',
  'version',
  'architecture',
  'status',
  'source',
  'maintainer',
  'homepage',
  'multi-arch',
  'conffiles',
])
const MAX_PACKAGES = 100_000

/** The root that a file of dpkg belongs to, with a slash at its end: `/`, `/opt/rootfs/`. */
export function rootOfDpkg(path: string): string {
  return path.slice(0, path.lastIndexOf('/var/lib/dpkg/') + 1)
}

/** Reads dpkg's status and status.d (deb822(5), dpkg-query(1)). */
export const dpkgStatus: Inspector<DpkgStatus> = defineInspector<DpkgStatus>({
  id: 'dpkg-status',
  module: import.meta.url,
  version: 2,
  maxRecord: mib(16),
  offered: { paths: ['/var/lib/dpkg/status'] },
  wants: ({ path }) =>
    path.includes('/var/lib/dpkg/status') && FILE.test(path) && !path.endsWith('.md5sums') && content({ max: mib(64) }),
  inspect(file) {
    const { entry, bytes } = file
    const isSingle = FILE.exec(entry.path)?.groups?.['name'] !== undefined
    const packages: DpkgPackage[] = []
    const onCut = (field: string): void => file.incomplete(`a field ${field} is longer than what is read`)
    for (const stanza of readStanzas(Buffer.from(bytes).toString('utf8'), WANTED, onCut)) {
      const one = packageOf(stanza, isSingle)
      if (one === undefined) continue
      if (packages.length === MAX_PACKAGES) {
        file.incomplete(`the database lists more than ${MAX_PACKAGES} packages`)
        break
      }
      packages.push(one)
    }
    return packages.length === 0 ? undefined : { packages }
  },
})

/** What a paragraph says, if it is of a package that is there: of a removed one, only its configuration files may be left. */
function packageOf(stanza: Stanza, isSingle: boolean): DpkgPackage | undefined {
  const name = stanza.get('package')
  const version = stanza.get('version')
  if (!name || !version) return undefined
  const state = stanza.get('status')?.split(/\s+/)[2]
  if (state === undefined ? !isSingle : state === 'not-installed' || state === 'config-files') return undefined
  const [, source, sourceVersion] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(stanza.get('source') ?? '') ?? []
  return {
    name,
    version,
    ...optional('arch', stanza.get('architecture')),
    ...optional('source', source),
    ...optional('sourceVersion', sourceVersion),
    ...optional('maintainer', stanza.get('maintainer')),
    ...optional('homepage', stanza.get('homepage')),
    ...(stanza.get('multi-arch') === 'same' ? { isSame: true as const } : {}),
    ...optional('conffiles', stanza.get('conffiles')?.trim()),
  }
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string }
}
