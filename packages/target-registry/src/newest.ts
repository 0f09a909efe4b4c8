import type { Discovered } from '@veinmind/sdk/target'
import type { RegistryClient } from './client.ts'
import { mapConcurrently } from './concurrent.ts'
import { registryError } from './errors.ts'
import { openImage } from './open-image.ts'
import type { OpenOptions } from './open-image.ts'
import type { Found, Resolved } from './resolve.ts'

/** Configurations that are read at most in one repository, and at a time. */
const MAX_CANDIDATES = 2000
const CONCURRENCY = 6

/**
 * Chooses the references whose images were created last, by their configurations: the names of tags say nothing. Yields
 * what cannot be opened; returns the images to be opened (again: only dates are kept meanwhile).
 */
export async function* chooseNewest(
  client: RegistryClient,
  repository: string,
  { images, groups }: Resolved,
  options: OpenOptions & { readonly newest: number },
): AsyncGenerator<Discovered, readonly Found[], undefined> {
  if (images.size > MAX_CANDIDATES) {
    const target = `${client.host}/${repository}`
    const message = `${target} has ${images.size} images: too many to find the newest (limit ${MAX_CANDIDATES})`
    yield { target, error: registryError('REGISTRY_TOO_MANY_IMAGES', message, { hint: 'narrow them with --tag' }) }
    return []
  }
  const created = new Map<string, number>()
  const open = async (found: Found): Promise<{ readonly digest: string; readonly opened: Discovered }> => ({
    digest: found.digest,
    opened: await openImage(client, repository, found, options),
  })
  for await (const { digest, opened } of mapConcurrently(images.values(), CONCURRENCY, open)) {
    if ('entity' in opened && opened.entity.kind === 'image') created.set(digest, timeOf(opened.entity.config.created))
    else yield opened
  }
  const byDate = groups
    .map((digests) => digests.filter((digest) => created.has(digest)))
    .filter((digests) => digests.length > 0)
    .map((digests) => ({ digests, time: Math.max(...digests.map((digest) => created.get(digest)!)) }))
    .toSorted((a, b) => (b.time === a.time ? 0 : b.time - a.time))
  const chosen = new Set<string>()
  let count = 0
  for (const { digests } of byDate) {
    // Tags of an image that is chosen already come along with it.
    const isNew = digests.some((digest) => !chosen.has(digest))
    if (isNew && ++count > options.newest) break
    for (const digest of digests) chosen.add(digest)
  }
  return [...chosen].map((digest) => images.get(digest)!)
}

/** Images without a date come last. */
function timeOf(created: string | undefined): number {
  const time = Date.parse(created ?? '')
  return Number.isNaN(time) ? -Infinity : time
}
