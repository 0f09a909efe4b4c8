import { usageError } from '@veinmind/sdk'
import type { TargetContext } from '@veinmind/sdk/target'
import { formatReference, pushArtifact } from '@veinmind/target-registry'
import type { RegistryFlags } from '@veinmind/target-registry'
import { openPlace } from './open-place.ts'
import type { KnownImage } from './open-place.ts'

/** A document for one image. */
export interface PushedSbom {
  readonly image: KnownImage
  /** CycloneDX as JSON. */
  readonly document: string
  /** RFC 3339. */
  readonly created: string
}

const TYPE = 'application/vnd.cyclonedx+json'

/**
 * Attaches a document to its image as a referrer (distribution specification 1.1), where the registry has no such API by the tag of its
 * fallback. Gives the name of what was written; throws `USAGE` for an image that was not had from a registry.
 */
export async function pushSbom(
  { image, document, created }: PushedSbom,
  context: Pick<TargetContext, 'options' | 'readStdin' | 'signal'>,
): Promise<string> {
  const place = await openPlace(image, context as unknown as TargetContext<RegistryFlags>)
  if (place === undefined)
    throw usageError(
      'USAGE',
      'a bill of materials is attached to an image of a registry, and this one was not had from one',
      {
        hint: 'scan it by its reference: registry.example.com/app:1.4',
      },
    )
  const { registry, repository } = place
  try {
    const pushed = await pushArtifact(registry, repository, {
      artifactType: TYPE,
      files: [{ name: 'bom.cdx.json', mediaType: TYPE, content: Buffer.from(document) }],
      subject: place.digest,
      created,
      signal: context.signal,
    })
    return formatReference({ host: registry.host, repository, digest: pushed.digest })
  } finally {
    await registry.close()
  }
}
