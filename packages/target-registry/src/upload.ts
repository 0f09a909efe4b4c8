import { pullScope, pushScope } from './auth/scope.ts'
import { statusError } from './http/status-error.ts'
import type { RegistryClient } from './client.ts'
import { algorithmOf, digestOf, mismatch } from './digest.ts'
import { registryError } from './errors.ts'
import { discard } from './http/body.ts'
import type { HttpResponse } from './http/response.ts'

/** A blob to be uploaded. */
export interface BlobContent {
  readonly digest: string
  readonly size: number
  readonly content: Uint8Array | (() => AsyncIterable<Uint8Array>)
}

/** What a registry says about a manifest that it took. */
export interface WrittenManifest {
  readonly digest: string
  /** Whether the registry keeps its referrers itself (`OCI-Subject`). */
  readonly subjectTaken: boolean
}

export async function hasBlob(
  client: RegistryClient,
  repository: string,
  digest: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const response = await client.request({
    method: 'HEAD',
    path: `/v2/${repository}/blobs/${digest}`,
    scope: pullScope(repository),
    repository,
    signal,
  })
  discard(response)
  if (response.status === 200 || response.status === 404) return response.status === 200
  throw await statusError(response, client.host)
}

/** Uploads a blob in one piece (distribution specification, "POST then PUT"), unless the registry has it. */
export async function writeBlob(
  client: RegistryClient,
  repository: string,
  blob: BlobContent,
  { signal, mountFrom }: { readonly signal?: AbortSignal | undefined; readonly mountFrom?: string } = {},
): Promise<void> {
  // A token that may push is needed anyway; asking with it saves another one.
  const head = await client.request({
    method: 'HEAD',
    path: `/v2/${repository}/blobs/${blob.digest}`,
    scope: pushScope(repository),
    repository,
    signal,
  })
  discard(head)
  if (head.status === 200) return
  const scope = mountFrom === undefined ? pushScope(repository) : `${pushScope(repository)} ${pullScope(mountFrom)}`
  const mount =
    mountFrom === undefined ? '' : `?${new URLSearchParams({ mount: blob.digest, from: mountFrom }).toString()}`
  const started = await client.request({
    method: 'POST',
    path: `/v2/${repository}/blobs/uploads/${mount}`,
    scope,
    repository,
    signal,
  })
  discard(started)
  if (started.status === 201) return
  if (started.status !== 202) throw await refused(started, client, `an upload to ${repository}`)

  const url = uploadAddress(started)
  url.searchParams.set('digest', blob.digest)
  const done = await client.request({
    method: 'PUT',
    path: url,
    scope: pushScope(repository),
    repository,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) },
    body: typeof blob.content === 'function' ? blob.content() : blob.content,
    blob: true,
    signal,
  })
  discard(done)
  if (done.status !== 201 && done.status !== 204) throw await refused(done, client, `the blob ${blob.digest}`)
}

/** Stores a manifest; what the registry says that it stored must be what was sent. */
export async function writeManifest(
  client: RegistryClient,
  repository: string,
  given: {
    readonly reference: string
    readonly mediaType: string
    readonly bytes: Uint8Array
    readonly signal?: AbortSignal | undefined
  },
): Promise<WrittenManifest> {
  const response = await client.request({
    method: 'PUT',
    path: `/v2/${repository}/manifests/${given.reference}`,
    scope: pushScope(repository),
    repository,
    headers: { 'content-type': given.mediaType },
    body: given.bytes,
    signal: given.signal,
  })
  if (response.status !== 201) throw await refused(response, client, `the manifest ${given.reference}`)
  discard(response)
  const stated = response.headers['docker-content-digest']
  const algorithm = stated?.startsWith('sha512:') ? 'sha512' : 'sha256'
  const digest = digestOf(given.bytes, algorithm)
  if (stated !== undefined && algorithmOf(stated) === algorithm && stated !== digest) {
    throw mismatch(digest, stated, `the manifest that ${client.host} stored`)
  }
  return { digest, subjectTaken: response.headers['oci-subject'] !== undefined }
}

/**
 * Where an upload goes on: on the registry itself. Uploads that are led elsewhere would carry the content to a
 * stranger.
 */
function uploadAddress(response: HttpResponse): URL {
  const location = response.headers['location']
  const url =
    location !== undefined && URL.canParse(location, response.url.href) ? new URL(location, response.url) : undefined
  if (!url) throw registryError('REGISTRY_ANSWER_INVALID', `${response.url.host} did not say where the upload goes on`)
  // A proxy that ends TLS makes some registries write http here.
  if (url.host === response.url.host) return new URL(url.pathname + url.search, response.url.origin)
  throw registryError('REGISTRY_REDIRECT_REFUSED', `${response.url.host} leads the upload to ${url.host}`)
}

async function refused(response: HttpResponse, client: RegistryClient, what: string): Promise<Error> {
  const error = await statusError(response, client.host)
  return registryError('REGISTRY_PUSH_REFUSED', `${client.host} did not take ${what}: ${error.message}`, {
    cause: error,
    hint: 'the account needs the permission to push here',
  })
}
