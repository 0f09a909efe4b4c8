import { mib } from '@veinmind/sdk'
import { digestOf } from '../compress.ts'
import { failure, json, notFound } from './replies.ts'
import { digestMatches, ensureRepository, parseManifest, resolveReference } from './store.ts'
import type { ManifestDocument, Repository, Store } from './store.ts'
import type { Reply, RegistryRequest } from './types.ts'

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'

/** `GET`, `HEAD`, `PUT` and `DELETE` of `/v2/<name>/manifests/<reference>`. */
export function serveManifest(
  store: Store,
  place: { name: string; reference: string; referrers: boolean },
  request: RegistryRequest,
): Reply {
  const { name, reference } = place
  if (!TAG.test(reference) && !DIGEST.test(reference)) return failure('TAG_INVALID', `invalid reference ${reference}`)
  if (request.method === 'PUT') return putManifest(ensureRepository(store, name), place, request)
  const repository = store.repositories.get(name)
  if (!repository) return failure('NAME_UNKNOWN', `repository name not known to registry: ${name}`)
  if (request.method === 'DELETE') return deleteManifest(repository, reference)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return failure('UNSUPPORTED', 'The operation is unsupported.')
  const digest = resolveReference(repository, reference)
  const manifest = digest === undefined ? undefined : repository.manifests.get(digest)
  if (digest === undefined || !manifest) return failure('MANIFEST_UNKNOWN', `manifest unknown: ${reference}`)
  if (!accepts(request.headers.accept, manifest.mediaType)) {
    return failure('MANIFEST_UNKNOWN', `${manifest.mediaType} found, but the accept header does not support it`)
  }
  const headers = { 'content-type': manifest.mediaType, 'docker-content-digest': digest, etag: `"${digest}"` }
  return { status: 200, headers, body: manifest.bytes }
}

/** `/v2/<name>/referrers/<digest>`: the manifests whose subject it is. */
export function serveReferrers(store: Store, place: { name: string; digest: string }, request: RegistryRequest): Reply {
  const { name, digest } = place
  if (!DIGEST.test(digest)) return failure('DIGEST_INVALID', `invalid digest ${digest}`)
  if (request.method !== 'GET') return notFound()
  const wanted = request.query.get('artifactType')
  const manifests = [...(store.repositories.get(name)?.manifests ?? [])].flatMap(([own, { mediaType, bytes }]) => {
    const document = parseManifest(bytes)
    const artifactType = document?.artifactType ?? document?.config?.mediaType
    if (document?.subject?.digest !== digest || (wanted !== null && artifactType !== wanted)) return []
    return [{ mediaType, digest: own, size: bytes.length, artifactType, annotations: document.annotations }]
  })
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests }
  const filtered: Record<string, string> = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }
  return json(index, { headers: { 'content-type': INDEX_TYPE, ...filtered } })
}

function putManifest(
  repository: Repository,
  place: { name: string; reference: string; referrers: boolean },
  request: RegistryRequest,
): Reply {
  const { body } = request
  const { name, reference } = place
  if (body.length > mib(4)) return failure('SIZE_INVALID', 'the manifest is larger than 4 MiB')
  const document = parseManifest(body)
  const mediaType = request.headers['content-type'] ?? document?.mediaType
  if (!document || mediaType === undefined)
    return failure('MANIFEST_INVALID', 'the manifest is not a JSON object with a media type')
  if (document.mediaType !== undefined && document.mediaType !== mediaType) {
    return failure('MANIFEST_INVALID', 'the content-type and the mediaType of the manifest differ')
  }
  const missing = missingParts(repository, document)
  if (missing !== undefined) return failure('MANIFEST_BLOB_UNKNOWN', `blob unknown to registry: ${missing}`)
  const isDigest = DIGEST.test(reference)
  if (isDigest && !digestMatches(reference, body))
    return failure('DIGEST_INVALID', 'provided digest did not match uploaded content')
  const digest = isDigest ? reference : digestOf(body)
  repository.manifests.set(digest, { mediaType, bytes: body })
  if (!isDigest) repository.tags.set(reference, digest)
  const subject = document.subject?.digest
  return {
    status: 201,
    headers: {
      location: `/v2/${name}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(subject !== undefined && place.referrers ? { 'oci-subject': subject } : {}),
    },
  }
}

/** A digest that the manifest names and the repository does not have. Foreign layers and the subject may be absent. */
function missingParts(repository: Repository, document: ManifestDocument): string | undefined {
  const blobs = [...(document.config ? [document.config] : []), ...(document.layers ?? [])].filter(
    ({ urls }) => !urls?.length,
  )
  const blob = blobs.find(({ digest }) => digest === undefined || !repository.blobs.has(digest))
  const child = document.manifests?.find(({ digest }) => digest === undefined || !repository.manifests.has(digest))
  const missing = blob ?? child
  return missing && (missing.digest ?? 'a descriptor without a digest')
}

function deleteManifest(repository: Repository, reference: string): Reply {
  if (!DIGEST.test(reference)) {
    return repository.tags.delete(reference) ? { status: 202 } : failure('MANIFEST_UNKNOWN', `unknown tag ${reference}`)
  }
  if (!repository.manifests.delete(reference)) return failure('MANIFEST_UNKNOWN', `unknown manifest ${reference}`)
  for (const [tag, digest] of repository.tags) if (digest === reference) repository.tags.delete(tag)
  return { status: 202 }
}

/** Whether an `Accept` header takes a media type; none takes all. */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) return true
  const ranges = header.split(',').map((range) => range.split(';', 1)[0]?.trim())
  return ranges.some((range) => range === mediaType || range === '*/*' || range === 'application/*')
}
