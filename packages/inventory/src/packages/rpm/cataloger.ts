import type { Found } from '@veinmind/sdk'
import type { CatalogContext, Cataloger, PackageDraft } from '../cataloger.ts'
import { distroOf } from '../distro.ts'
import type { OwnedFile } from '../model.ts'
import { placeOfRpm } from './database.ts'
import { detailsKey, rpmFileDetails } from './file-details.ts'
import type { RpmFileDetails } from './file-details.ts'
import { rootOfManifest, rpmManifests } from './manifest.ts'
import { rpmLogs, rpmPackages } from './packages.ts'
import type { RpmDatabase, RpmPackage } from './packages.ts'

const IS_CONFIG = 1
const IS_GHOST = 64

/** The packages of rpm, whichever of its databases there is, and those that a container manifest lists. */
export const rpm: Cataloger = {
  id: 'rpm',
  inspectors: [rpmPackages, rpmManifests, rpmLogs],
  ownerInspectors: [rpmFileDetails],
  *collect(context) {
    let details: ReadonlyMap<string, RpmFileDetails> | undefined
    for (const { location, visible } of context.records(rpmLogs))
      if (visible) context.incomplete('what the log of the database of packages holds was not read', location)
    for (const { record, location, entry } of databasesInUse(context)) {
      const place = placeOfRpm(entry.path)
      const root = place?.root ?? rootOfManifest(entry.path)
      for (const one of record.packages)
        yield {
          ...draftOf(one, root, context),
          at: location,
          owns: (records) => {
            details ??= records && detailsByPackage(records)
            return ownedFiles(one, root, details?.get(`${entry.path}\0${keyOf(one)}`))
          },
        }
    }
  },
}

/** A folder may hold a database of another format that rpm has left behind. */
function databasesInUse({ records }: CatalogContext): readonly Found<RpmDatabase>[] {
  const all = [...records(rpmPackages), ...records(rpmManifests)]
  const best = new Map<string, number>()
  for (const { entry, visible } of all) {
    const place = visible ? placeOfRpm(entry.path) : undefined
    if (place !== undefined) best.set(place.folder, Math.min(place.rank, best.get(place.folder) ?? place.rank))
  }
  return all.filter(({ entry, visible }) => {
    const place = placeOfRpm(entry.path)
    return !visible || place === undefined || best.get(place.folder) === place.rank
  })
}

function draftOf(one: RpmPackage, root: string, { systemAt }: CatalogContext): Omit<PackageDraft, 'at'> {
  const { name, epoch, arch, sourceRpm, license, vendor, url, modularity } = one
  const system = systemAt(root)
  const version = one.release === '' ? one.version : `${one.version}-${one.release}`
  const source = sourceOf(sourceRpm)
  const isOther = source !== undefined && (source.name !== name || source.version !== version)
  return {
    type: 'rpm',
    namespace: namespaceOf(system?.family),
    name,
    version: epoch === undefined ? version : `${epoch}:${version}`,
    purlVersion: version,
    arch,
    ecosystem: system?.ecosystem,
    source: isOther ? source : undefined,
    licenses: license === undefined ? [] : [license],
    qualifiers: {
      arch,
      epoch: epoch?.toString(),
      distro: distroOf(system),
      upstream: sourceRpm,
      rpmmod: modularity,
    },
    meta: {
      ...(modularity === undefined ? {} : { modularity }),
      ...(vendor === undefined ? {} : { vendor }),
      ...(url === undefined ? {} : { homepage: url }),
    },
  }
}

/** The namespaces that other tools write, where they are not the family's own word. */
function namespaceOf(family: string | undefined): string | undefined {
  if (family === 'rhel') return 'redhat'
  if (family === 'sles' || family === 'sled') return 'suse'
  return family?.startsWith('opensuse') ? 'opensuse' : family
}

/** `openssl` and `3.0.7-24.el9` of `openssl-3.0.7-24.el9.src.rpm`. */
function sourceOf(file: string | undefined): { readonly name: string; readonly version: string } | undefined {
  const [, name, version, release] = /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(file ?? '') ?? []
  return name === undefined ? undefined : { name, version: `${version}-${release}` }
}

const keyOf = ({ name, version, release, arch }: RpmPackage): string => detailsKey(name, version, release, arch)

function detailsByPackage(
  records: NonNullable<Parameters<NonNullable<PackageDraft['owns']>>[0]>,
): ReadonlyMap<string, RpmFileDetails> {
  return new Map(
    records(rpmFileDetails)
      .filter(({ visible }) => visible)
      .flatMap(({ record, entry }) => record.packages.map((one) => [`${entry.path}\0${one.key}`, one] as const)),
  )
}

function* ownedFiles({ files }: RpmPackage, root: string, details: RpmFileDetails | undefined): Generator<OwnedFile> {
  if (files === undefined) return
  const digests = details?.digests.split(' ') ?? []
  for (const [index, name] of files.names.split('/').entries()) {
    const directory = files.directories[files.indexes[index] ?? -1]
    const flags = details?.flags[index] ?? 0
    if (directory === undefined || name === '') continue
    const digest = digests[index] ?? ''
    const mode = details?.modes[index]
    const [user, group] = [details?.users[index], details?.groups[index]]
    const isKnown = (flags & IS_GHOST) === 0
    yield {
      path: `${root}${directory.replace(/^\/+/, '')}${name}`,
      ...(digest === '' || !isKnown ? {} : { digest: `${details?.digestKind}:${digest}` }),
      ...(mode === undefined || !isKnown ? {} : { mode: mode & 0o7777 }),
      ...(user === undefined || user === '' ? {} : { user }),
      ...(group === undefined || group === '' ? {} : { group }),
      ...((flags & IS_CONFIG) === 0 ? {} : { isConfig: true }),
    }
  }
}
