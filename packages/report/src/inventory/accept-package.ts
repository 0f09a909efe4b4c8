import type { InventoryPackage, Location } from '@veinmind/sdk'
import { cutText } from '@veinmind/internal/text'
import { withoutUserInfo } from '@veinmind/sdk/target'
import { InvalidEvent } from '../validate/invalid-event.ts'
import { validateLocation } from '../validate/validate.ts'

/** Bounds of one package. Longer texts are cut, what is more is left out: what an attacker names must not decide whether it is told. */
const LIMITS = { text: 1_024, purl: 4_096, list: 100, places: 1_000, metaMembers: 50 } as const

/**
 * A copy of what was said of a package, with nothing in it but what the model has, or why it is none. It may come from another
 * process, so nothing about it is believed.
 */
export function acceptPackage(value: unknown): InventoryPackage | { readonly refused: string } {
  try {
    return accept(value)
  } catch (error) {
    return { refused: error instanceof InvalidEvent ? error.message : 'it cannot be read' }
  }
}

function accept(value: unknown): InventoryPackage {
  const from = object(value, 'the package')
  const purl = text(from['purl'], 'purl', LIMITS.purl)
  if (!/^pkg:[^/]/.test(purl)) throw new InvalidEvent('purl does not begin as a package URL does')
  const { ecosystem, arch, source, licenses, isInstalled, owner, foundBy, meta } = from
  return {
    type: text(from['type'], 'type'),
    name: text(from['name'], 'name'),
    version: text(from['version'], 'version'),
    purl,
    ...(ecosystem == null ? {} : { ecosystem: text(ecosystem, 'ecosystem') }),
    ...(arch == null ? {} : { arch: text(arch, 'arch') }),
    ...(source == null ? {} : { source: readSource(source) }),
    ...(licenses == null ? {} : { licenses: texts(licenses, 'licenses') }),
    ...(typeof isInstalled === 'boolean' ? { isInstalled } : {}),
    places: list(from['places'] ?? [], 'places', LIMITS.places).map(readPlace),
    ...(owner == null ? {} : { owner: text(owner, 'owner', LIMITS.purl) }),
    ...(foundBy == null ? {} : { foundBy: texts(foundBy, 'foundBy') }),
    ...(meta == null ? {} : { meta: readMeta(meta) }),
  }
}

function readSource(value: unknown): { readonly name: string; readonly version: string } {
  const { name, version } = object(value, 'source')
  return { name: text(name, 'source.name'), version: text(version, 'source.version') }
}

/** Where it is. The command of a step may hold secrets, and nobody masks them here. */
function readPlace(value: unknown, index: number): Location {
  const { path, line, layer, hiddenBy, unverified } = validateLocation(value, index)
  return {
    ...(path === undefined ? {} : { path: cutText(path, LIMITS.purl) }),
    ...(line === undefined ? {} : { line }),
    ...(layer === undefined ? {} : { layer: { index: layer.index, digest: cutText(layer.digest, LIMITS.text) } }),
    ...(hiddenBy === undefined ? {} : { hiddenBy }),
    ...(unverified === undefined ? {} : { unverified }),
  }
}

type MetaValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

function readMeta(value: unknown): Readonly<Record<string, MetaValue>> {
  const members = Object.entries(object(value, 'meta')).slice(0, LIMITS.metaMembers)
  return Object.fromEntries(
    members.flatMap(([name, member]) => {
      const plain = readMetaValue(member)
      return plain === undefined ? [] : [[cutText(name, LIMITS.text), plain]]
    }),
  )
}

/** Undefined for what is neither a text nor made of texts. */
function readMetaValue(value: unknown): MetaValue | undefined {
  if (typeof value === 'string') return metaText(value)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (Array.isArray(value))
    return value
      .filter((one) => typeof one === 'string')
      .slice(0, LIMITS.list)
      .map(metaText)
  if (typeof value !== 'object' || value === null) return undefined
  const members = Object.entries(value).filter((member): member is [string, string] => typeof member[1] === 'string')
  return Object.fromEntries(members.slice(0, LIMITS.metaMembers).map(([name, one]) => [metaText(name), metaText(one)]))
}

/** Addresses that packages come from may have logins. */
const metaText = (value: string): string => withoutUserInfo(cutText(value, LIMITS.text))

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidEvent(`${name} is no object`)
  return value as Readonly<Record<string, unknown>>
}

function list(value: unknown, name: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new InvalidEvent(`${name} is no list`)
  return value.slice(0, most)
}

function texts(value: unknown, name: string): readonly string[] {
  return list(value, name, LIMITS.list).map((item, index) => text(item, `${name}[${index}]`))
}

function text(value: unknown, name: string, most: number = LIMITS.text): string {
  if (typeof value !== 'string') throw new InvalidEvent(`${name} is no text`)
  return cutText(value, most)
}
