import { createImage } from '@veinmind/image'
import { toVeinmindError } from '@veinmind/sdk'
import type { Discovered, Image, Platform } from '@veinmind/sdk'
import { readBlob, streamBlob } from './blob.ts'
import type { BlobOptions } from './blob.ts'
import type { RegistryClient } from './client.ts'
import { registryError } from './errors.ts'
import { asString, parseJsonObject } from './json.ts'
import { layerUnavailable, notAnImage, notAnImageManifest } from './judge.ts'
import type { Descriptor, Index, Manifest } from './manifest.ts'
import { getManifest } from './manifests.ts'
import type { StoredManifest } from './manifests.ts'
import { isIndexType } from './media-types.ts'
import { choosePlatforms, listPlatforms, otherPlatformNote } from './platform-choice.ts'
import type { PlatformWish } from './platform-choice.ts'
import { defaultPlatform, formatPlatform, matchesPlatform } from './platform.ts'

/** One manifest and every reference that leads to it. */
export interface Candidate {
  /** Tag or digest to ask for. */
  readonly reference: string
  /** `host/repository:tag`, … */
  readonly names: readonly string[]
}

export interface LoadOptions extends Pick<BlobOptions, 'timeouts' | 'retry' | 'signal'> {
  readonly platform: PlatformWish
  /** The user named this very image: that it lacks a platform is an error, not a matter of narrowing. */
  readonly named?: boolean
}

const MAX_CONFIG_BYTES = 8 * 1024 * 1024
const MAX_INDEX_DEPTH = 4
/** Manifests that one reference may make us fetch. */
const MAX_FETCHED = 256

/** Opens the images behind one reference. Never throws but on cancellation: what fails is said in the list. */
export async function loadImages(client: RegistryClient, repository: string, candidate: Candidate, options: LoadOptions): Promise<readonly Discovered[]> {
  const target = candidate.names[0] ?? candidate.reference
  const results: Discovered[] = []
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      options.signal?.throwIfAborted()
      results.push({ target, error: toVeinmindError(error) })
    }
  }
  await attempt(async () => {
    const stored = await getManifest(client, { repository, reference: candidate.reference, signal: options.signal })
    if (stored.manifest.kind === 'manifest') {
      results.push(await openImage(client, { repository, candidate, stored, options }))
      return
    }
    const { images, skipped } = await flatten(client, { repository, index: stored.manifest, signal: options.signal })
    for (const reason of skipped) results.push({ target, skipped: reason })
    const { chosen, note } = choosePlatforms(images, options.platform)
    if (images.length === 0 && skipped.size === 0) results.push({ target, skipped: 'an index that lists nothing' })
    if (images.length > 0 && chosen.length === 0) results.push(missingPlatform(target, listPlatforms(images), options))
    for (const entry of chosen) {
      await attempt(async () => {
        const child = await getManifest(client, { repository, reference: entry.digest, signal: options.signal })
        results.push(await openImage(client, { repository, candidate, stored: child, options, note, listed: entry.platform }))
      })
    }
  })
  return results
}

/** The images of an index and of the indexes in it. */
async function flatten(
  client: RegistryClient,
  { repository, index, signal }: { readonly repository: string; readonly index: Index; readonly signal: AbortSignal | undefined },
): Promise<{ readonly images: readonly Descriptor[]; readonly skipped: ReadonlySet<string> }> {
  const images = new Map<string, Descriptor>()
  const skipped = new Set<string>()
  const seen = new Set<string>()
  const open = async (entries: readonly Descriptor[], depth: number): Promise<void> => {
    for (const entry of entries) {
      const reason = notAnImage(entry)
      if (reason !== undefined) skipped.add(reason)
      else if (!isIndexType(entry.mediaType)) images.set(entry.digest, entry)
      else if (!seen.has(entry.digest)) {
        seen.add(entry.digest)
        if (depth >= MAX_INDEX_DEPTH || seen.size > MAX_FETCHED) {
          throw registryError('REGISTRY_MANIFEST_INVALID', `an index of ${client.host}/${repository} nests indexes too deep or too many`)
        }
        const { manifest } = await getManifest(client, { repository, reference: entry.digest, signal })
        if (manifest.kind === 'index') await open(manifest.manifests, depth + 1)
      }
    }
  }
  await open(index.manifests, 1)
  if (images.size > MAX_FETCHED) {
    throw registryError('REGISTRY_MANIFEST_INVALID', `an index of ${client.host}/${repository} lists ${images.size} images, more than ${MAX_FETCHED}`)
  }
  return { images: [...images.values()], skipped }
}

interface Opening {
  readonly repository: string
  readonly candidate: Candidate
  readonly stored: StoredManifest
  readonly options: LoadOptions
  readonly note?: string | undefined
  /** The platform by the index. */
  readonly listed?: Platform | undefined
}

async function openImage(client: RegistryClient, opening: Opening): Promise<Discovered> {
  const { repository, candidate, stored, options } = opening
  const target = candidate.names[0] ?? candidate.reference
  const { manifest } = stored
  if (manifest.kind === 'index') return { target, skipped: 'an index where its index says that there is an image' }
  const reason = notAnImageManifest(manifest)
  if (reason !== undefined) return { target, skipped: reason }
  const config = await readBlob(client, repository, manifest.config, { ...options, max: MAX_CONFIG_BYTES })
  const platform = platformOf(config) ?? opening.listed
  const { platform: wish } = options
  const isWished = platform !== undefined && (wish === 'default' || wish === 'all' || matchesPlatform(wish, platform))
  if (typeof wish === 'object' && !isWished) return missingPlatform(target, platform ? formatPlatform(platform) : 'an unknown platform', options)
  const notes = [
    ...(opening.note === undefined ? [] : [opening.note]),
    ...(opening.note === undefined && wish === 'default' ? otherPlatform(platform) : []),
  ]
  return { entity: imageOf(client, { ...opening, manifest, config, platform, notes }) }
}

function imageOf(
  client: RegistryClient,
  opening: Opening & { readonly manifest: Manifest; readonly config: Buffer; readonly platform: Platform | undefined; readonly notes: readonly string[] },
): Image {
  const { repository, candidate, stored, options, manifest, config, platform, notes } = opening
  const { timeouts, retry } = options
  const limits = { ...(timeouts && { timeouts }), ...(retry && { retry }) }
  return createImage({
    id: manifest.config.digest,
    name: candidate.names[0] ?? `${client.host}/${repository}@${stored.digest}`,
    references: candidate.names,
    manifestDigest: stored.digest,
    ...(platform && { platform }),
    config,
    layers: manifest.layers.map((layer) => {
      const unavailable = layerUnavailable(layer)
      return {
        digest: layer.digest,
        size: layer.size,
        mediaType: layer.mediaType,
        ...(unavailable !== undefined && { unavailable }),
        open: ({ signal }: { readonly signal?: AbortSignal } = {}) => Promise.resolve(streamBlob(client, repository, layer, { ...limits, signal })),
      }
    }),
    notes,
  })
}

function missingPlatform(target: string, available: string, options: LoadOptions): Discovered {
  const wished = typeof options.platform === 'object' ? formatPlatform(options.platform) : options.platform
  const message = `there is no image for ${wished}, only for ${available}`
  if (!options.named) return { target, skipped: message }
  return { target, error: registryError('REGISTRY_PLATFORM_MISSING', `${target}: ${message}`, { hint: 'say --platform with one of these, or "all"' }) }
}

function otherPlatform(platform: Platform | undefined): readonly string[] {
  const wanted = defaultPlatform()
  if (!platform) return ['the image does not say which platform it is for']
  return matchesPlatform(wanted, platform) ? [] : [otherPlatformNote(wanted, platform)]
}

/** The platform by the configuration; `crane append` and others leave it empty. */
function platformOf(config: Uint8Array): Platform | undefined {
  const document = parseJsonObject(config)
  const os = asString(document?.['os']) ?? ''
  const architecture = asString(document?.['architecture']) ?? ''
  const variant = asString(document?.['variant']) ?? ''
  return os === '' || architecture === '' ? undefined : { os, architecture, ...(variant !== '' && { variant }) }
}
