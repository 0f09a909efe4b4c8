import { expect, test } from 'vitest'
import {
  bombLayer,
  buildImage,
  digestOf,
  endlessCatalog,
  endlessManifest,
  firstOf,
  firstTimes,
  foreignRealm,
  layer,
  redirectTo,
  repeatingPages,
  shortBody,
  slowLoris,
  startRegistry,
  unauthorizedForever,
  wrongBytes,
} from '../index.ts'
import type { Respond } from '../index.ts'

const IMAGE = buildImage(layer({ a: 'x'.repeat(1000) }))
const LAYER = IMAGE.layers[0]!
const BLOB = `/v2/app/blobs/${LAYER.digest}`
const BLOBS = /\/blobs\//

async function open(respond: Respond) {
  const registry = await startRegistry({ respond })
  registry.push('app', '1', IMAGE)
  const get = (path: string, init: RequestInit = {}) => fetch(registry.url + path, { redirect: 'manual', ...init })
  return { registry, get, [Symbol.asyncDispose]: () => registry.close() }
}

test('refuses for ever, names a foreign realm, redirects anywhere', async () => {
  await using refusing = await open(unauthorizedForever('Basic realm="x"'))
  expect((await refusing.get('/v2/')).status).toBe(401)
  await using foreign = await open(foreignRealm('http://elsewhere.example/token'))
  expect((await foreign.get('/v2/')).headers.get('www-authenticate')).toContain(
    'realm="http://elsewhere.example/token"',
  )
  await using redirecting = await open(redirectTo(BLOBS, 'file:///etc/passwd'))
  const response = await redirecting.get(BLOB)
  expect([response.status, response.headers.get('location')]).toEqual([307, 'file:///etc/passwd'])
})

test('serves wrong bytes under right headers', async () => {
  await using registry = await open(wrongBytes(BLOBS))
  const response = await registry.get(BLOB)
  const bytes = await response.bytes()
  expect(bytes.length).toBe(LAYER.size)
  expect(digestOf(bytes)).not.toBe(LAYER.digest)
})

test('breaks off a body as often as asked, and serves the rest by range', async () => {
  await using registry = await open(shortBody(BLOBS, 10, 1))
  const broken = await registry.get(BLOB)
  expect(broken.headers.get('content-length')).toBe(String(LAYER.size))
  const received: number[] = []
  const read = async () => {
    for await (const chunk of broken.body!) received.push(chunk.length)
  }
  await expect(read()).rejects.toThrow(TypeError)
  expect(received).toEqual([10])
  const rest = await registry.get(BLOB, { headers: { range: 'bytes=10-' } })
  expect((await rest.bytes()).length).toBe(LAYER.size - 10)
  expect(registry.registry.served(BLOBS)).toBe(LAYER.size)
})

test('sends slowly, or without end, only as long as somebody listens', async () => {
  await using slow = await open(firstOf(slowLoris(BLOBS, 20), endlessManifest()))
  await expect(
    slow.get(BLOB, { signal: AbortSignal.timeout(100) }).then((response) => response.bytes()),
  ).rejects.toThrow('timeout')
  expect(slow.registry.served(BLOBS)).toBeLessThan(20)
  const response = await slow.get('/v2/app/manifests/1')
  let size = 0
  for await (const chunk of response.body!) {
    size += chunk.length
    if (size > 8 * 1024 * 1024) break
  }
  const served = slow.registry.served(/manifests/)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(slow.registry.served(/manifests/) - served).toBeLessThan(4 * 1024 * 1024)
})

test('closing ends what is still being sent', async () => {
  const { registry, get } = await open(slowLoris(BLOBS, 1000))
  const response = await get(BLOB)
  await registry.close()
  await expect(response.bytes()).rejects.toThrow('terminated')
  await registry.close()
})

test('fails a few times, pages in a circle or for ever', async () => {
  const busy = { status: 429, headers: { 'retry-after': '1' } }
  await using registry = await open(firstOf(firstTimes(2, BLOBS, busy), repeatingPages(/tags\/list/), endlessCatalog()))
  const statuses = [await registry.get(BLOB), await registry.get(BLOB), await registry.get(BLOB)].map(
    ({ status }) => status,
  )
  expect(statuses).toEqual([429, 429, 200])
  const links = [await registry.get('/v2/app/tags/list'), await registry.get('/v2/app/tags/list?n=100&last=a')].map(
    ({ headers }) => headers.get('link'),
  )
  expect(new Set(links).size).toBe(1)
  const pages = [await registry.get('/v2/_catalog'), await registry.get('/v2/_catalog')]
  expect(await Promise.all(pages.map((page) => page.json()))).toEqual([
    { repositories: ['endless-1'] },
    { repositories: ['endless-2'] },
  ])
})

test('a bomb is small as it is stored', () => {
  expect(buildImage(bombLayer(4)).layers[0]!.size).toBeLessThan(8 * 1024 * 1024)
})
