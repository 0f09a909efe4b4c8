import { randomUUID } from 'node:crypto'
import { failure } from './replies.ts'
import { digestMatches, ensureRepository } from './store.ts'
import type { Store } from './store.ts'
import type { RegistryRequest, Reply } from './types.ts'

/** `GET`, `HEAD` and `DELETE` of `/v2/<name>/blobs/<digest>`. */
export function serveBlob(store: Store, place: { name: string; digest: string }, request: RegistryRequest): Reply {
  const { name, digest } = place
  const repository = store.repositories.get(name)
  const blob = repository?.blobs.get(digest)
  if (!repository || !blob) return failure('BLOB_UNKNOWN', `blob unknown to registry: ${digest}`)
  if (request.method === 'DELETE') {
    repository.blobs.delete(digest)
    return { status: 202 }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return failure('UNSUPPORTED', 'The operation is unsupported.')
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  }
  const range = parseRange(request.headers.range, blob.length)
  if (range === undefined) return { status: 200, headers, body: blob }
  if (range === 'invalid') return { status: 416, headers: { 'content-range': `bytes */${blob.length}` } }
  const [start, end] = range
  const contentRange = { 'content-range': `bytes ${start}-${end - 1}/${blob.length}` }
  return { status: 206, headers: { ...headers, ...contentRange }, body: blob.subarray(start, end) }
}

/** Everything under `/v2/<name>/blobs/uploads/`. */
export function serveUpload(store: Store, place: { name: string; id: string }, request: RegistryRequest): Reply {
  const { name, id } = place
  if (id === '')
    return request.method === 'POST'
      ? startUpload(store, name, request)
      : failure('UNSUPPORTED', 'The operation is unsupported.')
  const upload = store.uploads.get(id)
  if (!upload || upload.repository !== name)
    return failure('BLOB_UPLOAD_UNKNOWN', `blob upload unknown to registry: ${id}`)
  if (request.method === 'GET') return { status: 204, headers: progress(name, id, upload.bytes.length) }
  if (request.method === 'DELETE') {
    store.uploads.delete(id)
    return { status: 204 }
  }
  if (request.method !== 'PATCH' && request.method !== 'PUT')
    return failure('UNSUPPORTED', 'The operation is unsupported.')
  const start = request.headers['content-range']?.split('-', 1)[0]
  if (start !== undefined && Number(start.replace('bytes ', '')) !== upload.bytes.length) {
    return failure(
      'BLOB_UPLOAD_INVALID',
      'the chunk does not begin where the upload ends',
      progress(name, id, upload.bytes.length),
    )
  }
  upload.bytes = Buffer.concat([upload.bytes, request.body])
  if (request.method === 'PATCH') return { status: 202, headers: progress(name, id, upload.bytes.length) }
  const reply = storeBlob(store, { name, digest: request.query.get('digest') ?? '' }, upload.bytes)
  if (reply.status === 201) store.uploads.delete(id)
  return reply
}

function startUpload(store: Store, name: string, request: RegistryRequest): Reply {
  const { query } = request
  const mount = query.get('mount')
  const blob = mount === null ? undefined : store.repositories.get(query.get('from') ?? '')?.blobs.get(mount)
  if (mount !== null && blob) return storeBlob(store, { name, digest: mount }, blob)
  const digest = query.get('digest')
  if (digest !== null) return storeBlob(store, { name, digest }, request.body)
  const id = randomUUID()
  store.uploads.set(id, { repository: name, bytes: new Uint8Array() })
  return { status: 202, headers: progress(name, id, 0) }
}

function storeBlob(store: Store, place: { name: string; digest: string }, bytes: Uint8Array): Reply {
  const { name, digest } = place
  if (!digestMatches(digest, bytes)) return failure('DIGEST_INVALID', 'provided digest did not match uploaded content')
  ensureRepository(store, name).blobs.set(digest, bytes)
  return { status: 201, headers: { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest } }
}

function progress(name: string, id: string, length: number): Readonly<Record<string, string>> {
  return {
    location: `/v2/${name}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, length - 1)}`,
    'docker-upload-uuid': id,
  }
}

/** Start and end (not included) of a `Range` header with one range; undefined without one that is understood. */
function parseRange(header: string | undefined, size: number): [number, number] | 'invalid' | undefined {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [, first = '', last = ''] = match
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return start >= end ? 'invalid' : [start, end]
}
