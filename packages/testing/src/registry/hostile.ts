import { setTimeout as sleep } from 'node:timers/promises'
import type { RegistryRequest, Reply, Respond } from './types.ts'

/** Which requests a behaviour is for: their path (without the query) matches. */
type Where = RegExp

/** Each in turn, until one answers. */
export function firstOf(...responds: readonly Respond[]): Respond {
  return async (request, next) => {
    for (const respond of responds) {
      const reply = await respond(request, next)
      if (reply) return reply
    }
    return undefined
  }
}

/** `reply` for every request that matches. */
export function always(where: Where, reply: Reply): Respond {
  return (request) => (where.test(request.path) ? reply : undefined)
}

/** `reply` for the first `times` requests that match; then as usual. */
export function firstTimes(times: number, where: Where, reply: Reply): Respond {
  let left = times
  return (request) => (where.test(request.path) && left-- > 0 ? reply : undefined)
}

/** Refuses whatever credentials or token it is given, with the challenge that was just answered. */
export function unauthorizedForever(challenge: string): Respond {
  return always(/^\/v2\//, {
    status: 401,
    headers: { 'www-authenticate': challenge },
    body: '{"errors":[{"code":"UNAUTHORIZED"}]}',
  })
}

/** Names a token service on another host, to which credentials must not go. */
export function foreignRealm(realm: string): Respond {
  return unauthorizedForever(`Bearer realm="${realm}",service="registry",scope="repository:app:pull"`)
}

/** Serves other bytes than the digest says: the last one is changed. Headers stay right. */
export function wrongBytes(where: Where): Respond {
  return changeBody(where, (bytes) => {
    const changed = Uint8Array.from(bytes)
    const last = changed.length - 1
    changed[last] = (changed[last] ?? 0) ^ 0xff
    return { body: changed }
  })
}

/** Declares the whole length, sends `bytes` of it and breaks the connection; every time, or the first `times`. */
export function shortBody(where: Where, bytes: number, times: number = Infinity): Respond {
  let left = times
  return changeBody(
    where,
    (whole) => ({ headers: { 'content-length': String(whole.length) }, body: whole.subarray(0, bytes) }),
    (request) => request.method === 'GET' && left-- > 0,
  )
}

/** Sends the body a byte at a time, one every `interval` milliseconds. */
export function slowLoris(where: Where, interval: number): Respond {
  return changeBody(where, (bytes) => ({
    headers: { 'content-length': String(bytes.length) },
    body: drip(bytes, interval),
  }))
}

/** A manifest that never ends: valid JSON so far, whatever is read. */
export function endlessManifest(): Respond {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  return (request) =>
    /\/manifests\//.test(request.path)
      ? { status: 200, headers: { 'content-type': mediaType }, body: endlessJson(mediaType) }
      : undefined
}

/** Redirects what matches to `location`: another host, loopback, `file:///etc/passwd`. */
export function redirectTo(where: Where, location: string): Respond {
  return always(where, { status: 307, headers: { location } })
}

/** A listing (`/v2/_catalog`, `/tags/list`) whose next page is the same page again. */
export function repeatingPages(where: Where): Respond {
  return async (request, next) => {
    if (!where.test(request.path)) return undefined
    const reply = await next()
    return { ...reply, headers: { ...reply.headers, link: `<${request.path}?n=100&last=a>; rel="next"` } }
  }
}

/** A catalog without an end: every page has a new name and a next page. */
export function endlessCatalog(): Respond {
  let page = 0
  return (request) => {
    if (request.path !== '/v2/_catalog') return undefined
    page += 1
    const name = `endless-${page}`
    const link = `</v2/_catalog?n=1&last=${name}>; rel="next"`
    return {
      status: 200,
      headers: { 'content-type': 'application/json', link },
      body: JSON.stringify({ repositories: [name] }),
    }
  }
}

function changeBody(
  where: Where,
  change: (bytes: Uint8Array) => Pick<Reply, 'headers' | 'body'>,
  applies: (request: RegistryRequest) => boolean = () => true,
): Respond {
  return async (request, next) => {
    if (!where.test(request.path)) return undefined
    const reply = await next()
    const isWhole = reply.body instanceof Uint8Array && reply.body.length > 0 && applies(request)
    if (!isWhole) return reply
    const changed = change(reply.body)
    return { ...reply, ...changed, headers: { ...reply.headers, ...changed.headers } }
  }
}

async function* drip(bytes: Uint8Array, interval: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < bytes.length; index += 1) {
    yield bytes.subarray(index, index + 1)
    // Not kept alive by this: a closed registry must not hold its process.
    await sleep(interval, undefined, { ref: false })
  }
}

async function* endlessJson(mediaType: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`{"schemaVersion":2,"mediaType":"${mediaType}","annotations":{`)
  const chunk = Buffer.from(`"${'a'.repeat(1000)}":"${'b'.repeat(1000)}",`.repeat(32))
  for (;;) {
    yield chunk
    await sleep(0)
  }
}
