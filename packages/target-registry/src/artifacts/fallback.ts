import { hasCode, registryError } from '../errors.ts'
import { asObject, parseJsonObject } from '../json.ts'
import { MANIFEST_TYPES } from '../media-types.ts'
import type { ImageRegistry } from '../registry.ts'
import type { StoredManifest } from '../manifests.ts'

/**
 * The tag under which registries without the referrers API keep them (distribution specification, "Referrers Tag
 * Schema").
 */
function fallbackTag(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':')
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`
}

/** The index under the fallback tag; undefined when there is none. */
export async function readFallback(
  registry: ImageRegistry,
  repository: string,
  subject: string,
  options: { readonly signal?: AbortSignal },
): Promise<StoredManifest | undefined> {
  try {
    return await registry.readManifest(repository, fallbackTag(subject), options)
  } catch (error) {
    if (hasCode(error, 'REGISTRY_NOT_FOUND')) return undefined
    throw error
  }
}

/**
 * Adds a referrer to the fallback index. Two at once may lose one: the specification knows no lock, so it is looked at
 * again.
 */
export async function addToFallback(
  registry: ImageRegistry,
  repository: string,
  given: { readonly subject: string; readonly entry: { readonly digest: string }; readonly signal?: AbortSignal },
): Promise<void> {
  const options = { ...(given.signal && { signal: given.signal }) }
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = await readFallback(registry, repository, given.subject, options)
    // The entries are kept as they are written, also members that we do not know.
    const list: unknown = before && parseJsonObject(before.bytes)?.['manifests']
    const entries: readonly unknown[] = Array.isArray(list) ? list : []
    if (entries.some((entry) => asObject(entry)?.['digest'] === given.entry.digest)) return
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPES.ociIndex, manifests: [...entries, given.entry] }),
    )
    await registry.writeManifest(
      repository,
      fallbackTag(given.subject),
      { mediaType: MANIFEST_TYPES.ociIndex, bytes },
      options,
    )
  }
  const after = await readFallback(registry, repository, given.subject, options)
  if (
    after?.manifest.kind === 'index' &&
    after.manifest.manifests.some(({ digest }) => digest === given.entry.digest)
  ) {
    return
  }
  throw registryError('REGISTRY_PUSH_REFUSED', `${registry.host} does not keep the referrers of ${given.subject}`)
}
