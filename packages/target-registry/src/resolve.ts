import { toVeinmindError } from '@veinmind/sdk'
import type { Discovered, Platform } from '@veinmind/sdk/target'
import type { RegistryClient } from './client.ts'
import { mapConcurrently } from './concurrent.ts'
import { registryError } from './errors.ts'
import { notAnImage } from './judge.ts'
import type { Descriptor, Index } from './manifest.ts'
import { getManifest, nameOf, resolveTag } from './manifests.ts'
import type { StoredManifest } from './manifests.ts'
import { isIndexType } from './media-types.ts'
import { choosePlatforms, listPlatforms, missingPlatform } from './platform-choice.ts'
import type { PlatformOptions } from './platform-choice.ts'

/** An image of one platform, not yet opened, and every reference that leads to it. */
export interface Found {
  readonly digest: string
  /** `host/repository:tag`, … */
  readonly names: string[]
  /** The platform by the index. */
  readonly listed?: Platform
  /** Said in the report. */
  readonly note?: string
  /** Where it is in hand already. */
  readonly stored?: StoredManifest
}

export interface Resolved {
  /** By digest, in the order of the references. */
  readonly images: ReadonlyMap<string, Found>
  /** The digests of images that each reference leads to: several when several platforms are wanted. */
  readonly groups: readonly (readonly string[])[]
  /** What led to no image, and why. */
  readonly others: readonly Discovered[]
}

interface ResolveOptions extends PlatformOptions {
  readonly signal?: AbortSignal | undefined
}

/** Requests at a time. */
const CONCURRENCY = 6
const MAX_INDEX_DEPTH = 4
/** Manifests that one reference may make us fetch, and images that it may lead to. */
const MAX_IMAGES = 256

/**
 * Finds the images that tags and digests lead to. Only digests and platforms are kept, so that a repository with
 * thousands of tags fits into memory. An image that several references lead to, also through different indexes, is one
 * with all their names.
 */
export async function resolveReferences(
  client: RegistryClient,
  repository: string,
  references: readonly string[],
  options: ResolveOptions,
): Promise<Resolved> {
  const unique = [...new Set(references)]
  const images = new Map<string, Found>()
  const groups: string[][] = []
  const others: Discovered[] = []
  const indexes = new Map<string, Promise<Outcome>>()
  const resolve = async (reference: string): Promise<Outcome> => {
    try {
      // A single reference is fetched at once: nothing can be saved by asking for its digest.
      const known =
        unique.length === 1 ? undefined : await resolveTag(client, { repository, reference, signal: options.signal })
      if (unique.length > 1 && !known) {
        return {
          error: registryError('REGISTRY_NOT_FOUND', `${nameOf(client.host, repository, reference)} is not there`),
        }
      }
      if (known && !isIndexType(known.mediaType)) return { images: [{ digest: known.digest, names: [] }] }
      const digest = known?.digest ?? reference
      const before = indexes.get(digest)
      if (before) return await before
      const opened = openReference(client, { repository, reference: digest, keep: !known }, options)
      if (known) indexes.set(digest, opened)
      return await opened
    } catch (error) {
      return { error }
    }
  }
  for await (const { reference, outcome } of mapConcurrently(unique, CONCURRENCY, async (each) => ({
    reference: each,
    outcome: await resolve(each),
  }))) {
    options.signal?.throwIfAborted()
    const target = nameOf(client.host, repository, reference)
    if (outcome.error !== undefined) others.push({ target, error: toVeinmindError(outcome.error) })
    for (const skipped of outcome.skipped ?? []) others.push({ target, skipped })
    if (outcome.missing !== undefined) others.push(missingPlatform(target, outcome.missing, options))
    for (const found of outcome.images ?? []) {
      const before = images.get(found.digest)
      if (before) before.names.push(target)
      else images.set(found.digest, { ...found, names: [target] })
    }
    if (outcome.images && outcome.images.length > 0) groups.push(outcome.images.map(({ digest }) => digest))
  }
  return { images, groups, others }
}

interface Outcome {
  readonly images?: readonly Found[]
  readonly skipped?: Iterable<string>
  /** The platforms that there are instead of the wanted one. */
  readonly missing?: string
  readonly error?: unknown
}

interface Place {
  readonly repository: string
  readonly reference: string
  /** Keep the manifest for opening it: not where manifests of thousands of tags would add up. */
  readonly keep: boolean
}

async function openReference(client: RegistryClient, place: Place, options: ResolveOptions): Promise<Outcome> {
  const stored = await getManifest(client, { ...place, signal: options.signal })
  if (stored.manifest.kind === 'manifest')
    return { images: [{ digest: stored.digest, names: [], ...(place.keep && { stored }) }] }
  const { images, skipped } = await flatten(client, {
    repository: place.repository,
    index: stored.manifest,
    signal: options.signal,
  })
  if (images.length === 0) return { skipped: skipped.size > 0 ? skipped : ['an index that lists nothing'] }
  const { chosen, note } = choosePlatforms(images, options.platform)
  if (chosen.length === 0) return { skipped, missing: listPlatforms(images) }
  return {
    skipped,
    images: chosen.map(({ digest, platform }) => ({
      digest,
      names: [],
      ...(platform && { listed: platform }),
      ...(note !== undefined && { note }),
    })),
  }
}

interface OpenedIndex {
  readonly repository: string
  readonly index: Index
  readonly signal: AbortSignal | undefined
}

/** The images of an index and of the indexes in it. */
async function flatten(
  client: RegistryClient,
  { repository, index, signal }: OpenedIndex,
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
        if (depth >= MAX_INDEX_DEPTH || seen.size > MAX_IMAGES) {
          throw tooMany(client, repository, 'nests indexes too deep or too many')
        }
        const { manifest } = await getManifest(client, { repository, reference: entry.digest, signal })
        if (manifest.kind === 'index') await open(manifest.manifests, depth + 1)
      }
    }
  }
  await open(index.manifests, 1)
  if (images.size > MAX_IMAGES) {
    throw tooMany(client, repository, `lists ${images.size} images, more than ${MAX_IMAGES}`)
  }
  return { images: [...images.values()], skipped }
}

function tooMany(client: RegistryClient, repository: string, what: string): Error {
  return registryError('REGISTRY_MANIFEST_INVALID', `an index of ${client.host}/${repository} ${what}`)
}
