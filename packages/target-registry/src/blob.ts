import { setTimeout as sleep } from 'node:timers/promises'
import { pullScope } from './auth/scope.ts'
import { statusError } from './http/status-error.ts'
import type { RegistryClient } from './client.ts'
import { hasherFor, mismatch } from './digest.ts'
import { hasCode, registryError } from './errors.ts'
import { discard } from './http/body.ts'
import type { HttpResponse } from './http/response.ts'
import { translateFailure } from './http/failures.ts'
import { DEFAULT_RETRY, DEFAULT_TIMEOUTS, MIN_BLOB_PROGRESS } from './http/settings.ts'
import type { TransportOptions } from './http/settings.ts'
import type { Descriptor } from './manifest.ts'

export interface BlobOptions extends Pick<TransportOptions, 'timeouts' | 'retry'> {
  readonly signal?: AbortSignal | undefined
  /** Throw `REGISTRY_DIGEST_MISMATCH` at the end; for readers that do not hash themselves. */
  readonly verify?: boolean
}

type Content = Pick<Descriptor, 'digest' | 'size'>

/** Progress that makes up for a broken connection. */
const RECOVERED = 1024 * 1024

/**
 * The bytes of a blob, exactly as many as its descriptor says. A broken connection is taken up again where it broke
 * (Range); the reader's digest covers all parts together. Throws `REGISTRY_SIZE_MISMATCH`, `REGISTRY_TIMEOUT` and what
 * requests throw.
 */
export async function* streamBlob(
  client: RegistryClient,
  repository: string,
  content: Content,
  options: BlobOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = options
  const retry = { ...DEFAULT_RETRY, ...options.retry }
  const idle = options.timeouts?.idle ?? DEFAULT_TIMEOUTS.idle
  const hash = options.verify ? hasherFor(content.digest) : undefined
  let at = 0
  for (let failures = 0, resumedAt = 0; at < content.size; resumedAt = at) {
    const response = await requestFrom(client, repository, content, { at, signal })
    let failure: Error | undefined
    try {
      let skip = response.status === 206 ? 0 : at
      for await (const chunk of paced(response, idle)) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length))
        skip -= chunk.length - fresh.length
        if (fresh.length === 0) continue
        if (at + fresh.length > content.size) throw sizeMismatch(client, content, 'more bytes than that came')
        at += fresh.length
        hash?.update(fresh)
        yield fresh
      }
    } catch (error) {
      signal?.throwIfAborted()
      failure = translateFailure(error, response.url)
      if (!hasCode(failure, 'REGISTRY_UNREACHABLE', 'REGISTRY_TIMEOUT')) throw failure
    }
    if (at === content.size) break
    failures = at - resumedAt >= RECOVERED ? 1 : failures + (hasCode(failure, 'REGISTRY_TIMEOUT') ? 2 : 1)
    if (failures >= retry.attempts) throw failure ?? sizeMismatch(client, content, `it ended after ${at}`)
    await sleep(Math.min(retry.maxDelay, retry.delay * 2 ** (failures - 1)), undefined, signal ? { signal } : {}).catch(
      () => signal?.throwIfAborted(),
    )
  }
  const real = hash && `${content.digest.slice(0, content.digest.indexOf(':'))}:${hash.digest('hex')}`
  if (real !== undefined && real !== content.digest) {
    throw mismatch(content.digest, real, `a blob of ${client.host}/${repository}`)
  }
}

/** A small blob whole, its digest verified. */
export async function readBlob(
  client: RegistryClient,
  repository: string,
  content: Content,
  options: BlobOptions & { readonly max: number },
): Promise<Buffer> {
  if (content.size > options.max) {
    throw registryError(
      'REGISTRY_ANSWER_TOO_LARGE',
      `${content.digest} of ${client.host}/${repository} has ${content.size} bytes, more than ${options.max}`,
    )
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of streamBlob(client, repository, content, { ...options, verify: true })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function requestFrom(
  client: RegistryClient,
  repository: string,
  content: Content,
  { at, signal }: { readonly at: number; readonly signal: AbortSignal | undefined },
): Promise<HttpResponse> {
  const response = await client.request({
    path: `/v2/${repository}/blobs/${content.digest}`,
    scope: pullScope(repository),
    repository,
    blob: true,
    headers: at > 0 ? { range: `bytes=${at}-` } : {},
    signal,
  })
  const fail = (why: string): Error => {
    discard(response)
    return sizeMismatch(client, content, why)
  }
  if (response.status === 416) throw fail(`it ends at ${at}`)
  if (response.status !== 200 && response.status !== 206) throw await statusError(response, client.host)
  const length = response.headers['content-length']
  if (response.status === 200 && length !== undefined && Number(length) !== content.size) throw fail(`it has ${length}`)
  if (response.status === 206 && !response.headers['content-range']?.startsWith(`bytes ${at}-`)) {
    discard(response)
    throw registryError(
      'REGISTRY_ANSWER_INVALID',
      `${response.url.host} sent another part of ${content.digest} than was asked for`,
    )
  }
  return response
}

/** The body, as long as it brings a minimum in each `idle` time of waiting; the reader's own pauses do not count. */
async function* paced(response: HttpResponse, idle: number): AsyncGenerator<Uint8Array, void, undefined> {
  const body = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  let waited = 0
  let got = 0
  try {
    for (;;) {
      const before = performance.now()
      const next = await body.next()
      if (next.done) return
      waited += performance.now() - before
      got += next.value.length
      if (got >= MIN_BLOB_PROGRESS) waited = got = 0
      if (waited > idle) {
        const pace = `${got} bytes in ${Math.round(waited / 1000)} s`
        throw registryError('REGISTRY_TIMEOUT', `${response.url.host} sends too slowly: ${pace}`)
      }
      yield next.value
    }
  } finally {
    // Also when the reader stops early: this destroys the body and frees the connection.
    await body.return?.()
  }
}

function sizeMismatch(client: RegistryClient, content: Content, why: string): Error {
  return registryError(
    'REGISTRY_SIZE_MISMATCH',
    `${content.digest} of ${client.host} should have ${content.size} bytes: ${why}`,
  )
}
