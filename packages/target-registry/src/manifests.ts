import { pullScope } from './auth/scope.ts'
import type { RegistryClient } from './client.ts'
import { algorithmOf, digestOf, mismatch, verifyDigest } from './digest.ts'
import { discard } from './http/body.ts'
import { statusError } from './http/status-error.ts'
import { MAX_MANIFEST_BYTES, parseManifest } from './manifest.ts'
import type { Index, Manifest } from './manifest.ts'
import { ACCEPT_MANIFEST } from './media-types.ts'
import { isDigest } from './reference.ts'

/** A manifest as it is stored, and what it says. */
export interface StoredManifest {
  readonly digest: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly manifest: Manifest | Index
}

interface Where {
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
  readonly signal?: AbortSignal | undefined
}

/** Fetches a manifest, and verifies it against the digest that was asked for and the one that the registry states. */
export async function getManifest(
  client: RegistryClient,
  { repository, reference, signal }: Where,
): Promise<StoredManifest> {
  const { body, headers } = await client.document(requestFor(repository, reference, signal), MAX_MANIFEST_BYTES)
  const what = nameOf(client.host, repository, reference)
  const stated = headers['docker-content-digest']
  if (isDigest(reference)) verifyDigest(body, reference, `the manifest of ${what}`)
  if (stated !== undefined && isDigest(stated)) verifyDigest(body, stated, `the manifest of ${what}`)
  const digest = isDigest(reference) ? reference : stated !== undefined && isDigest(stated) ? stated : digestOf(body)
  const manifest = parseManifest(body, headers['content-type'], what)
  return { digest, mediaType: manifest.mediaType, bytes: body, manifest }
}

/** A HEAD is refused without a reason, or not known: the same asked by GET says why, or works. */
const SILENT_REFUSALS: ReadonlySet<number> = new Set([400, 403, 405, 412])

/** What a tag points to, without fetching it where the registry says so; undefined when there is no such tag. */
export async function resolveTag(
  client: RegistryClient,
  where: Where,
): Promise<{ readonly digest: string; readonly mediaType: string } | undefined> {
  const response = await client.request({
    ...requestFor(where.repository, where.reference, where.signal),
    method: 'HEAD',
  })
  const { status } = response
  if (status !== 200 && status !== 404 && !SILENT_REFUSALS.has(status)) throw await statusError(response, client.host)
  discard(response)
  if (status === 404) return undefined
  if (status !== 200) return await getManifest(client, where)
  const stated = response.headers['docker-content-digest']
  // Some registries say nothing in the answer to a HEAD.
  const mediaType = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (stated === undefined || !isDigest(stated) || mediaType === undefined) {
    return await getManifest(client, where)
  }
  if (isDigest(where.reference) && algorithmOf(stated) === algorithmOf(where.reference) && stated !== where.reference) {
    throw mismatch(where.reference, stated, `the manifest of ${nameOf(client.host, where.repository, where.reference)}`)
  }
  return { digest: stated, mediaType }
}

/** `host/repository:tag` or `host/repository@digest`. */
export function nameOf(host: string, repository: string, reference: string): string {
  return `${host}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`
}

function requestFor(repository: string, reference: string, signal: AbortSignal | undefined) {
  return {
    path: `/v2/${repository}/manifests/${reference}`,
    scope: pullScope(repository),
    repository,
    headers: { accept: ACCEPT_MANIFEST },
    signal,
  }
}
