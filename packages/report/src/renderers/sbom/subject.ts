import type { JsonObject, Location } from '@veinmind/sdk'
import { parseLicense } from '@veinmind/sdk/licenses'
import type { InventoryItem, PluginReport, Report, TargetReport } from '../../model/model.ts'

/** A target with its packages. */
export interface Subject {
  readonly target: TargetReport
  readonly packages: readonly InventoryItem[]
  readonly system: System | undefined
  /** What an image is known by: `sha256:…` of its manifest, else of its configuration. */
  readonly digest: string | undefined
}

/** The operating system that packages say they belong to. */
export interface System {
  readonly family: string
  readonly version: string
}

/** The targets that hold something, with their packages, in the order of the report. Configuration and clusters hold none. */
export function subjectsOf({ targets, inventory }: Report): readonly Subject[] {
  const byTarget = Map.groupBy(inventory, ({ target }) => target)
  return targets
    .filter(({ id, kind }) => kind === 'image' || kind === 'container' || byTarget.has(id))
    .map((target) => {
      const packages = byTarget.get(target.id) ?? []
      return { target, packages, system: systemOf(packages), digest: digestOf(target) }
    })
}

/** What the packages of an operating system have in the `distro` of their purls. */
function systemOf(packages: readonly InventoryItem[]): System | undefined {
  for (const { type, purl, places } of packages) {
    if (!['deb', 'rpm', 'apk', 'alpm', 'opkg', 'ebuild'].includes(type)) continue
    // A root file system that an image carries is not the image's own.
    if (!/^\/(?:etc|lib|usr|var)\//.test(places[0]?.path ?? '')) continue
    const distro = /[?&]distro=([\w.+~-]{1,200})(?:[&#]|$)/.exec(purl)?.[1] ?? ''
    const [, family, version = ''] = /^(.+?)(?:-(\d[\w.+~]*))?$/.exec(distro) ?? []
    if (family !== undefined) return { family, version }
  }
  return undefined
}

function digestOf({ digest, id }: TargetReport): string | undefined {
  return [digest, id].find((text) => text !== undefined && /^sha256:[0-9a-f]{64}$/.test(text))
}

/** The purl of an image that a registry knows by its digest. */
export function imagePurl({ target, digest }: Subject): string | undefined {
  if (target.kind !== 'image' || digest === undefined || digest !== target.digest) return undefined
  const reference = target.references[0] ?? target.name
  const [, repository = ''] = /^([^@]+?)(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/.exec(reference) ?? []
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) return undefined
  const url = repository.includes('/') ? `?repository_url=${encodeURIComponent(repository)}` : ''
  return `pkg:oci/${name}@${digest.replace(':', '%3A')}${url}`
}

/** Why the list of packages may lack some; `undefined` where nothing speaks against it. */
export function whyIncomplete({ plugins, inventory }: Report, { target }: Subject): string | undefined {
  if (target.outcome === 'failed' || target.outcome === 'skipped') return target.reason ?? 'it was not scanned'
  const makers = new Set(inventory.map(({ plugin }) => plugin))
  const asked = plugins.filter(({ name }) => name === 'asset' || makers.has(name))
  if (asked.length === 0) return 'no plugin looked for packages'
  return asked.map(gapOf).find((reason) => reason !== undefined)
}

const gapOf = ({ outcome, reason, name }: PluginReport): string | undefined =>
  outcome === 'ok' ? undefined : (reason ?? `${name} did not see all`)

/** What all documents are told apart by: the targets and their packages, not when they were looked at. */
export function contentKey(subjects: readonly Subject[]): string {
  return JSON.stringify(subjects.map(({ target, packages }) => [target.id, target.name, packages]))
}

/** A text of `meta` by its name. */
export function metaText({ meta }: InventoryItem, name: string): string | undefined {
  const value = (meta as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Digests of `meta` by algorithm, where both are well formed. */
export function digestsOf({ meta }: InventoryItem): readonly (readonly [algorithm: string, hex: string])[] {
  const { digests } = (meta ?? {}) as { readonly digests?: unknown }
  if (!Array.isArray(digests)) return []
  return digests.flatMap((digest) => {
    const [, algorithm = '', hex = ''] = /^(md5|sha1|sha256|sha384|sha512):([0-9a-f]+)$/.exec(String(digest)) ?? []
    return LENGTHS[algorithm] === hex.length ? [[algorithm, hex] as const] : []
  })
}

const LENGTHS: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }

/** What of `meta` the formats have no field for, or could not hold as it is. */
export function restOfMeta(item: InventoryItem): JsonObject | undefined {
  const { description, homepage, digests, ...rest } = (item.meta ?? {}) as JsonObject
  const isWhole = Array.isArray(digests) && digestsOf(item).length === digests.length
  const all: JsonObject = {
    ...rest,
    ...(description === metaText(item, 'description') ? {} : { description }),
    ...(homepage === httpUrl(metaText(item, 'homepage')) ? {} : { homepage }),
    ...(digests === undefined || isWhole ? {} : { digests }),
  }
  return Object.keys(all).length === 0 ? undefined : all
}

/** What a package of ours is besides what a format has fields for, as one object. */
export function detailsOf(item: InventoryItem): JsonObject {
  const { type, ecosystem, arch, source, isInstalled, owner, places, licenses = [] } = item
  const meta = restOfMeta(item)
  return {
    type,
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source: { ...source } }),
    ...(isInstalled === undefined ? {} : { isInstalled }),
    ...(owner === undefined ? {} : { owner }),
    ...(isPlainLicense(licenses) ? {} : { licenses: [...licenses] }),
    ...(meta === undefined ? {} : { meta }),
    places: places.map(plainPlace),
  }
}

/** Whether a format that takes one expression says all of it. */
export function isPlainLicense(licenses: readonly string[]): boolean {
  const [first = ''] = licenses
  return (
    licenses.length === 0 || (licenses.length === 1 && parseLicense(first) !== undefined && !first.includes('Ref-'))
  )
}

const plainPlace = ({ path, layer, hiddenBy }: Location): JsonObject => ({
  ...(path === undefined ? {} : { path }),
  ...(layer === undefined ? {} : { layer: { index: layer.index, digest: layer.digest } }),
  ...(hiddenBy === undefined ? {} : { hiddenBy }),
})

/** An address that is one, for formats that take no other. */
export function httpUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][\w./?#&=%~+:@!$'()*,;-]*)?$/.test(text)
    ? text
    : undefined
}
