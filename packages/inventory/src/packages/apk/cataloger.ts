import type { CatalogContext, Cataloger, PackageDraft } from '../cataloger.ts'
import { distroOf, upstreamOf } from '../distro.ts'
import type { OwnedFile } from '../model.ts'
import { apkInstalled, rootOfApk } from './installed.ts'
import type { ApkPackage } from './installed.ts'

/** The packages of apk: Alpine, Wolfi, Chainguard and their derivatives. */
export const apk: Cataloger = {
  id: 'apk',
  inspectors: [apkInstalled],
  *collect(context) {
    for (const { record, location, entry } of context.records(apkInstalled)) {
      const root = rootOfApk(entry.path)
      for (const one of record.packages)
        yield { ...draftOf(one, root, context), at: location, owns: () => ownedFiles(one, root) }
    }
  },
}

function draftOf(one: ApkPackage, root: string, { systemAt }: CatalogContext): Omit<PackageDraft, 'at'> {
  const { name, version, arch, origin, license, url, maintainer } = one
  const system = systemAt(root)
  // A package is built with its origin, at the same version.
  const source = origin === undefined || origin === name ? undefined : { name: origin, version }
  return {
    type: 'apk',
    namespace: system?.family ?? 'alpine',
    name,
    version,
    arch,
    ecosystem: system?.ecosystem,
    source,
    licenses: license === undefined ? [] : [license],
    qualifiers: { arch, distro: distroOf(system), upstream: source && upstreamOf(source, version) },
    meta: { ...(url === undefined ? {} : { homepage: url }), ...(maintainer === undefined ? {} : { maintainer }) },
  }
}

function* ownedFiles({ files = '' }: ApkPackage, root: string): Generator<OwnedFile> {
  let folder = ''
  let file: OwnedFile | undefined
  for (const line of files.split('\n')) {
    const value = line.slice(2)
    if (line.startsWith('F:') || line.startsWith('R:')) {
      if (file !== undefined) yield file
      file = undefined
      if (line.startsWith('F:')) folder = value === '' ? '' : `${value}/`
      else file = { path: `${root}${folder}${value}` }
    } else if (file !== undefined)
      file = { ...file, ...(line.startsWith('a:') ? permissionsOf(value) : digestOf(value)) }
  }
  if (file !== undefined) yield file
}

/** `0:0:755`, perhaps with a digest of extended attributes behind it. */
function permissionsOf(text: string): Pick<OwnedFile, 'mode' | 'user' | 'group'> {
  const [, user, group, mode] = /^(\d+):(\d+):([0-7]{1,5})(?::|$)/.exec(text) ?? []
  return mode === undefined || user === undefined || group === undefined
    ? {}
    : { mode: Number.parseInt(mode, 8), user, group }
}

/** `Q1` stands for SHA-1, `Q2` for SHA-256, both in Base64. */
function digestOf(text: string): Pick<OwnedFile, 'digest'> {
  const kind = text.startsWith('Q1') ? 'sha1' : text.startsWith('Q2') ? 'sha256' : undefined
  return kind === undefined ? {} : { digest: `${kind}:${Buffer.from(text.slice(2), 'base64').toString('hex')}` }
}
