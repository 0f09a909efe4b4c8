import { content, defineInspector, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Inspector } from '@veinmind/sdk'
import type { CatalogContext, Cataloger, PackageDraft } from '../cataloger.ts'
import { distroOf, upstreamOf } from '../distro.ts'
import { readStanzas } from '../dpkg/stanzas.ts'
import type { OwnedFile } from '../model.ts'

/** A package of opkg. */
interface OpkgPackage {
  readonly name: string
  readonly version: string
  readonly arch?: string
  readonly source?: string
  readonly license?: string
  readonly isThere: boolean
}

const FILE = /^(?<root>\/|\/.*\/)(?:usr|var|opt)\/lib\/opkg\/(?:status|info\/(?<name>[^/]+)\.(?<kind>control|list))$/
const WANTED = new Set(['package', 'version', 'architecture', 'status', 'source', 'license', 'sourcename'])
const MAX_PACKAGES = 100_000

/** Reads opkg's status, and the control file of each package, which has more of it. */
export const opkgPackages: Inspector<{ readonly packages: readonly OpkgPackage[] }> = defineInspector({
  id: 'opkg-packages',
  module: import.meta.url,
  version: 2,
  maxRecord: mib(16),
  offered: { paths: ['/lib/opkg/'] },
  wants: ({ path }) =>
    path.includes('/lib/opkg/') && !path.endsWith('.list') && FILE.test(path) && content({ max: mib(32) }),
  inspect(file) {
    const packages: OpkgPackage[] = []
    const onCut = (field: string): void => file.incomplete(`a field ${field} is longer than what is read`)
    for (const stanza of readStanzas(Buffer.from(file.bytes).toString('utf8'), WANTED, onCut)) {
      const [name, version] = [stanza.get('package'), stanza.get('version')]
      if (!name || !version) continue
      if (packages.length === MAX_PACKAGES) {
        file.incomplete(`the database lists more than ${MAX_PACKAGES} packages`)
        break
      }
      const state = stanza.get('status')?.split(/\s+/)[2]
      const optional = (key: string, field: string): Readonly<Record<string, string>> => {
        const value = stanza.get(field)
        return value === undefined || value === '' ? {} : { [key]: value }
      }
      packages.push({
        name,
        version,
        ...optional('arch', 'architecture'),
        ...optional('source', 'sourcename'),
        ...optional('license', 'license'),
        isThere: state !== undefined && state !== 'not-installed' && state !== 'config-files',
      })
    }
    return packages.length === 0 ? undefined : { packages }
  },
})

/** Keeps the lists of files. */
export const opkgFileLists: Inspector<{ readonly text: string }> = defineInspector({
  id: 'opkg-file-lists',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/lib/opkg/'] },
  wants: ({ path }) =>
    path.endsWith('.list') && path.includes('/lib/opkg/') && FILE.test(path) && content({ max: mib(8), over: 'head' }),
  inspect: ({ bytes }) => (bytes.length === 0 ? undefined : { text: decodeName(bytes) }),
})

/** The packages of opkg: OpenWrt, Yocto and their derivatives. */
export const opkg: Cataloger = {
  id: 'opkg',
  inspectors: [opkgPackages, opkgFileLists],
  *collect(context) {
    let lists: ReadonlyMap<string, string> | undefined
    const found = context.records(opkgPackages)
    const controls = new Map(
      found
        .filter(({ entry, visible }) => visible && entry.path.endsWith('.control'))
        .flatMap(({ record, entry }) =>
          record.packages.map((one) => [`${folderOf(entry.path)}${one.name}`, one] as const),
        ),
    )
    for (const { record, location, entry } of found) {
      if (!entry.path.endsWith('/status')) continue
      const root = FILE.exec(entry.path)?.groups?.['root'] ?? '/'
      for (const one of record.packages) {
        if (!one.isThere) continue
        const more = controls.get(`${folderOf(entry.path)}${one.name}`)
        yield {
          ...draftOf({ ...(more?.version === one.version ? more : {}), ...one }, root, context),
          at: location,
          owns: () => {
            lists ??= new Map(
              context
                .records(opkgFileLists)
                .filter(({ visible }) => visible)
                .map((list) => [list.entry.path, list.record.text]),
            )
            return ownedFiles(lists.get(`${folderOf(entry.path)}info/${one.name}.list`) ?? '', root)
          },
        }
      }
    }
  },
}

/** The folder of the database that a file belongs to. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/lib/opkg/') + '/lib/opkg/'.length)

function draftOf(one: OpkgPackage, root: string, { systemAt }: CatalogContext): Omit<PackageDraft, 'at'> {
  const { name, version, arch, license } = one
  const system = systemAt(root)
  const source = one.source === undefined || one.source === name ? undefined : { name: one.source, version }
  return {
    type: 'opkg',
    namespace: system?.family,
    name,
    version,
    arch,
    source,
    licenses: license === undefined ? [] : [license],
    qualifiers: { arch, distro: distroOf(system), upstream: source && upstreamOf(source, version) },
  }
}

function* ownedFiles(list: string, root: string): Generator<OwnedFile> {
  for (const line of list.split('\n')) {
    const [path = ''] = line.split('\t', 1)
    if (path.startsWith('/') && path.length > 1) yield { path: root + path.slice(1) }
  }
}
