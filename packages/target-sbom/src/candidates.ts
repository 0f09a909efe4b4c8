import { VeinmindError } from '@veinmind/sdk'
import { listReferrers, pullArtifact } from '@veinmind/target-registry'
import type { PulledFile } from '@veinmind/target-registry'
import type { Place } from './open-place.ts'

/** An artifact that may be a bill of materials. */
export interface Candidate {
  readonly digest: string
  readonly created: string
}

/** Types of artifacts and of their files that are bills of materials, or attestations that may hold one. */
const SBOM_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.cyclonedx+json',
  'application/vnd.cyclonedx+xml',
  'application/vnd.cyclonedx',
  'application/spdx+json',
  'text/spdx+json',
  'text/spdx',
  'application/vnd.syft+json',
  'application/json+cyclonedx',
])
const isAttestation = (type: string): boolean =>
  /^application\/vnd\.(?:in-toto(?:\+json|\.bundle)|dsse\.envelope\.v1\+json|dev\.sigstore\.bundle\b.*\+json)$/.test(
    type,
  )
const isWanted = (type: string): boolean => SBOM_TYPES.has(type) || isAttestation(type)

const MAX_BYTES = 128 * 1024 * 1024

/** Artifacts attached to an image: its referrers, by the API or its tag, and the tags that cosign uses; the newest first. */
export async function findCandidates(place: Place, signal: AbortSignal): Promise<readonly Candidate[]> {
  const { registry, repository, digest } = place
  const referrers = await listReferrers(registry, `${repository}@${digest}`, { signal })
  const found = new Map<string, Candidate>()
  for (const { artifactType = '', digest: own, annotations } of referrers)
    if (isWanted(artifactType))
      found.set(own, { digest: own, created: annotations['org.opencontainers.image.created'] ?? '' })
  for (const kind of ['sbom', 'att']) {
    const tagged = await registry.resolve(repository, `${digest.replace(':', '-')}.${kind}`, { signal })
    if (tagged !== undefined && !found.has(tagged)) found.set(tagged, { digest: tagged, created: '' })
  }
  return [...found.values()].sort((a, b) => compare(b.created, a.created) || compare(a.digest, b.digest))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The document of an artifact; of attestations the last that is about packages. `undefined` where it holds none. */
export async function openCandidate(
  { registry, repository }: Place,
  { digest }: Candidate,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { files } = await pullArtifact(registry, `${repository}@${digest}`, { signal })
  // cosign adds a layer for each attestation that somebody makes: the last one counts.
  for (const file of files.toReversed()) {
    if (!isWanted(file.mediaType) || !isAboutPackages(file)) continue
    const bytes = await file.bytes({ max: MAX_BYTES, signal })
    if (!isAttestation(file.mediaType) || hasPackages(bytes)) return bytes
  }
  return undefined
}

/** What cosign writes of the predicate, where it does. */
function isAboutPackages({ annotations }: PulledFile): boolean {
  const type = annotations['predicateType'] ?? annotations['in-toto.io/predicate-type']
  return type === undefined || isSbomPredicate(type)
}

const isSbomPredicate = (type: string): boolean => /cyclonedx|spdx|syft/i.test(type)

/** Whether an envelope holds a statement on packages; damage is for whoever reads it whole. */
function hasPackages(bytes: Uint8Array): boolean {
  try {
    const outer = JSON.parse(Buffer.from(bytes).toString('utf8')) as { dsseEnvelope?: object }
    const { payload } = (outer.dsseEnvelope ?? outer) as { payload?: unknown }
    const text = typeof payload === 'string' ? Buffer.from(payload, 'base64').toString('utf8') : JSON.stringify(outer)
    const { predicateType } = JSON.parse(text) as { predicateType?: unknown }
    return typeof predicateType !== 'string' || isSbomPredicate(predicateType)
  } catch (cause) {
    throw new VeinmindError('SBOM_ATTACHED_INVALID', 'an attestation in the registry is no valid JSON', { cause })
  }
}
