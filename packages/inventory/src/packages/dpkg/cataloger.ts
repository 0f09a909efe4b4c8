import type { Found } from '@veinmind/sdk'
import type { CatalogContext, Cataloger, PackageDraft } from '../cataloger.ts'
import { distroOf, upstreamOf } from '../distro.ts'
import type { OwnedFile } from '../model.ts'
import { debianCopyrights, packageOfCopyright } from './copyright.ts'
import { dpkgDigests, dpkgFileLists, fileListOf } from './file-lists.ts'
import type { DpkgFileList } from './file-lists.ts'
import { dpkgStatus, rootOfDpkg } from './status.ts'
import type { DpkgPackage } from './status.ts'

/** The packages of dpkg: Debian, Ubuntu and their derivatives, also distroless images. */
export const dpkg: Cataloger = {
  id: 'dpkg',
  inspectors: [dpkgStatus, dpkgFileLists, debianCopyrights],
  ownerInspectors: [dpkgDigests],
  *collect(context) {
    const lists = createFileLists(context, dpkgFileLists)
    let digests: FileLists | undefined
    const licenses = licensesByPackage(context)
    for (const { record, location, entry } of context.records(dpkgStatus)) {
      const root = rootOfDpkg(entry.path)
      for (const one of record.packages)
        yield {
          ...draftOf(one, root, context),
          at: location,
          licenses: licenses.get(`${root}\0${one.name}`),
          owns: (records) => {
            digests ??= records && createFileLists({ records }, dpkgDigests)
            return ownedFiles(one, root, { lists: lists(), digests: digests?.() })
          },
        }
    }
  },
}

function draftOf(one: DpkgPackage, root: string, { systemAt }: CatalogContext): Omit<PackageDraft, 'at'> {
  const { name, version, arch, maintainer, homepage } = one
  const system = systemAt(root)
  const source = { name: one.source ?? name, version: one.sourceVersion ?? version }
  const isOther = source.name !== name || source.version !== version
  return {
    type: 'deb',
    namespace: system?.family ?? 'debian',
    name,
    version,
    arch,
    ecosystem: system?.ecosystem,
    source: isOther ? source : undefined,
    qualifiers: { arch, distro: distroOf(system), upstream: isOther ? upstreamOf(source, version) : undefined },
    meta: { ...(maintainer === undefined ? {} : { maintainer }), ...(homepage === undefined ? {} : { homepage }) },
  }
}

/** The visible lists of an inspector by root, package and kind; read when somebody asks. */
function createFileLists({ records }: Pick<CatalogContext, 'records'>, inspector: typeof dpkgFileLists): FileLists {
  let lists: Map<string, DpkgFileList> | undefined
  return () =>
    (lists ??= new Map(
      records(inspector).flatMap(({ record, entry, visible }) => {
        const of = visible ? fileListOf(entry.path) : undefined
        return of === undefined ? [] : [[keyOf(rootOfDpkg(entry.path), of.package, of.arch, of.kind), record] as const]
      }),
    ))
}

type FileLists = () => ReadonlyMap<string, DpkgFileList>

const keyOf = (root: string, name: string, arch: string | undefined, kind: string): string =>
  `${root}\0${name}\0${arch ?? ''}\0${kind}`

function* ownedFiles(
  { name, arch, conffiles }: DpkgPackage,
  root: string,
  from: {
    readonly lists: ReadonlyMap<string, DpkgFileList>
    readonly digests: ReadonlyMap<string, DpkgFileList> | undefined
  },
): Generator<OwnedFile> {
  const textOf = (kind: string): string => {
    const keys = [keyOf(root, name, arch, kind), keyOf(root, name, undefined, kind)]
    const found = keys.map((key) => from.lists.get(key) ?? from.digests?.get(key)).find((list) => list !== undefined)
    return found?.text ?? ''
  }
  const digests = new Map<string, string>()
  for (const line of textOf('md5sums').split('\n')) {
    const [, digest, path] = /^\\?([0-9a-f]{32}) [ *](.+)$/.exec(line) ?? []
    if (digest !== undefined && path !== undefined) digests.set(root + path.replace(/^\.?\/+/, ''), `md5:${digest}`)
  }
  const configs = new Map<string, string>()
  for (const line of (conffiles ?? '').split('\n')) {
    const [, path, digest] = /^\/(\S.*?) ([0-9a-f]{32})(?: obsolete| remove-on-upgrade)*$/.exec(line) ?? []
    if (path !== undefined && digest !== undefined) configs.set(root + path, `md5:${digest}`)
  }
  const listed = textOf('list')
    .split('\n')
    .flatMap((line) => (line.length > 2 && line.startsWith('/') ? [root + line.slice(1)] : []))
  for (const path of new Set([...listed, ...digests.keys(), ...configs.keys()])) {
    const config = configs.get(path)
    const digest = config ?? digests.get(path)
    yield { path, ...(digest === undefined ? {} : { digest }), ...(config === undefined ? {} : { isConfig: true }) }
  }
}

function licensesByPackage({ records }: CatalogContext): ReadonlyMap<string, readonly string[]> {
  return new Map(
    records(debianCopyrights)
      .filter(({ visible }) => visible)
      .map(({ record, entry }: Found<{ readonly licenses: readonly string[] }>) => {
        const root = entry.path.slice(0, entry.path.lastIndexOf('/usr/share/doc/') + 1)
        return [`${root}\0${packageOfCopyright(entry.path)}`, record.licenses] as const
      }),
  )
}
