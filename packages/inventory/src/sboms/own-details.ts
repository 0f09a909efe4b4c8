import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject, Location } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { PackageMeta } from '../packages/model.ts'
import type { OwnDetails } from './listing.ts'

const MAX_TEXT = 4096
const MAX_COMMENT = 8_000_000

const isShort = (text: string | undefined): text is string =>
  text !== undefined && text !== '' && text.length <= MAX_TEXT

/** The details of a comment in one of our SPDX documents, which are JSON; `undefined` for another comment. */
export function detailsOfComment(comment: unknown): OwnDetails | undefined {
  const text = asText(comment)
  if (text === undefined || !text.startsWith('{') || text.length > MAX_COMMENT) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && Array.isArray(value['places']) ? detailsOf(value) : undefined
  } catch {
    return undefined
  }
}

/** The details of the properties of a CycloneDX component; `undefined` where none is ours. */
export function detailsOfProperties(properties: ReadonlyMap<string, string>): OwnDetails | undefined {
  const get = (name: string): string | undefined => properties.get(`veinmind:${name}`)
  if (get('type') === undefined) return undefined
  const places: JsonObject[] = []
  for (let index = 0; ; index += 1) {
    const [path, layer, digest, hiddenBy] = ['path', 'layer', 'layer-digest', 'hidden-by'].map((name) =>
      get(`place:${index}:${name}`),
    )
    if (path === undefined && layer === undefined) break
    places.push({
      path,
      ...(layer === undefined ? {} : { layer: { index: Number(layer), digest } }),
      ...(hiddenBy === undefined ? {} : { hiddenBy: Number(hiddenBy) }),
    })
  }
  const licenses: string[] = []
  for (let text = get('license:0'); text !== undefined; text = get(`license:${licenses.length}`)) licenses.push(text)
  return detailsOf({
    type: get('type'),
    ecosystem: get('ecosystem'),
    arch: get('arch'),
    source: { name: get('source:name'), version: get('source:version') },
    ...(licenses.length === 0 ? {} : { licenses }),
    isInstalled: get('installed') === undefined ? undefined : get('installed') === 'true',
    owner: get('owner'),
    places,
    meta: metaOfText(get('meta')),
  })
}

function metaOfText(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = text === undefined || text.length > MAX_COMMENT ? undefined : JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The details in an object of a document, whoever wrote it. */
function detailsOf(from: JsonObject): OwnDetails {
  const source = asObject(from['source'])
  const [name, version] = [asText(source['name']), asText(source['version'])]
  const licenses = asList(from['licenses'])
    .map(asText)
    .filter((text) => text !== undefined)
  const places = asList(from['places']).map(placeOf)
  const meta = metaOf(asObject(from['meta']))
  return {
    ...textIn(from, 'type'),
    ...textIn(from, 'ecosystem'),
    ...textIn(from, 'arch'),
    ...(isShort(name) && version !== undefined ? { source: { name, version } } : {}),
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(typeof from['isInstalled'] === 'boolean' ? { isInstalled: from['isInstalled'] } : {}),
    ...textIn(from, 'owner'),
    ...(places.length === 0 ? {} : { places }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
  }
}

function textIn<K extends string>(from: JsonObject, key: K): { readonly [P in K]?: string } {
  const value = asText(from[key])
  return (isShort(value) ? { [key]: value } : {}) as { readonly [P in K]?: string }
}

function placeOf(value: unknown): Location {
  const from = asObject(value)
  const layer = asObject(from['layer'])
  const [path, digest] = [asText(from['path']), asText(layer['digest'])]
  return {
    ...(isShort(path) ? { path } : {}),
    ...(isIndex(layer['index']) && isShort(digest) ? { layer: { index: layer['index'], digest } } : {}),
    ...(isIndex(from['hiddenBy']) ? { hiddenBy: from['hiddenBy'] } : {}),
  }
}

const isIndex = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 100_000

const TEXTS = ['modularity', 'vendor', 'maintainer', 'description', 'homepage', 'origin'] as const
const FLAGS = ['isDevelopment', 'isIndirect'] as const

function metaOf(from: JsonObject): PackageMeta {
  const texts = TEXTS.flatMap((key) => {
    const value = asText(from[key])
    return isShort(value) ? [[key, value] as const] : []
  })
  const flags = FLAGS.flatMap((key) => (typeof from[key] === 'boolean' ? [[key, from[key]] as const] : []))
  const digests = asList(from['digests']).map(asText).filter(isShort).slice(0, 100)
  const build = Object.entries(asObject(from['build'])).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1].length <= MAX_TEXT,
  )
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(flags),
    ...(digests.length === 0 ? {} : { digests }),
    ...(build.length === 0 ? {} : { build: Object.fromEntries(build.slice(0, 50)) }),
  }
}
