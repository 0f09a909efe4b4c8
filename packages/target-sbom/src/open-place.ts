import type { TargetContext } from '@veinmind/sdk/target'
import { openByFlags, parseReference } from '@veinmind/target-registry'
import type { ImageRegistry, RegistryFlags } from '@veinmind/target-registry'

/** Where an image is known by its digest. */
export interface Place {
  readonly registry: ImageRegistry
  readonly repository: string
  /** Of its manifest. */
  readonly digest: string
}

/** An image as a scan has come to know it. */
export interface KnownImage {
  readonly references: readonly string[]
  /** Of its manifest. */
  readonly digest?: string | undefined
  /** Where it was had: `registry (harbor.local)`. */
  readonly source?: string | undefined
}

/**
 * The registry that an image was had from; `undefined` for another image. Names that an archive or an engine has for it are no reason to go
 * to a host, least of all with credentials.
 */
export async function openPlace(
  { references, digest, source }: KnownImage,
  context: Pick<TargetContext<RegistryFlags>, 'options' | 'readStdin'>,
): Promise<Place | undefined> {
  const [reference] = references
  if (digest === undefined || reference === undefined) return undefined
  const { host, repository } = parseReference(reference)
  if (source !== `registry (${host})`) return undefined
  const open = await openByFlags([host], context)
  return { registry: open(host), repository, digest }
}
