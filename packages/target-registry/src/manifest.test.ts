import { setTimeout as delay } from 'node:timers/promises'
import { buildImage, digestOf, layer, startRegistry } from '@veinmind/testing'
import type { Respond } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { openRegistry, parseTarget } from './index.ts'
import { notAnImageManifest } from './judge.ts'
import { parseManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'

const IMAGE = buildImage(layer({ a: 'x'.repeat(100) }))
const QUICK = { retry: { attempts: 1, delay: 5 }, timeouts: { idle: 500 } } as const
const bytesOf = (document: object): Uint8Array => Buffer.from(JSON.stringify(document))

test.each<[string, object, string | undefined]>([
  ['the registry', { schemaVersion: 2 }, 'application/vnd.docker.distribution.manifest.v1+prettyjws; charset=utf-8'],
  [
    'its media type',
    { schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
    undefined,
  ],
  ['its number alone', { schemaVersion: 1 }, undefined],
])('a manifest of schema 1 is told by %s', (_by, document, contentType) => {
  expect(() => parseManifest(bytesOf(document), contentType, 'app:1')).toThrow('a Docker image of schema 1')
})

test('an image may have no layer; what has none that is a file system is another artifact', () => {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: IMAGE.id, size: 1 }
  const manifest = (mediaTypes: readonly string[]): Manifest =>
    parseManifest(
      bytesOf({ schemaVersion: 2, config, layers: mediaTypes.map((mediaType) => ({ ...config, mediaType })) }),
      undefined,
      'app:1',
    ) as Manifest
  expect(notAnImageManifest(manifest([]))).toBeUndefined()
  expect(notAnImageManifest(manifest(['application/vnd.oci.image.layer.v1.tar']))).toBeUndefined()
  expect(notAnImageManifest(manifest(['application/vnd.dev.cosign.simplesigning.v1+json']))).toContain('cosign')
})

test('a digest that the registry states must be that of what it sends, by tag and by digest', async () => {
  const wrong = digestOf('something else')
  const lie: Respond = async (request, next) => {
    if (!/manifests/.test(request.path) || request.method !== 'GET') return undefined
    const reply = await next()
    return { ...reply, headers: { ...reply.headers, 'docker-content-digest': wrong } }
  }
  await using fake = await startRegistry({ respond: lie })
  fake.push('app', '1', IMAGE)
  await using registry = openRegistry(fake.host, QUICK)
  for (const reference of ['1', IMAGE.manifestDigest])
    await expect(registry.readManifest('app', reference)).rejects.toMatchObject({ code: 'REGISTRY_DIGEST_MISMATCH' })
})

test('a layer may take longer in all than a pause may be, as long as it gets on', async () => {
  const big = buildImage(layer({ a: Buffer.alloc(200_000, 'some text or other, ') }, { compress: 'none' }))
  const [blob] = big.layers
  if (blob === undefined) throw new Error('it has a layer')
  const bytes = big.blobs.get(blob.digest) ?? new Uint8Array(0)
  async function* slowly(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 20_000) {
      await delay(120)
      yield bytes.subarray(at, at + 20_000)
    }
  }
  const respond: Respond = ({ path }) =>
    path.includes('/blobs/')
      ? { status: 200, headers: { 'content-length': String(bytes.length) }, body: slowly() }
      : undefined
  await using fake = await startRegistry({ respond })
  fake.push('app', '1', big)
  await using registry = openRegistry(fake.host, QUICK)
  let size = 0
  for await (const chunk of registry.openBlob('app', blob)) size += chunk.length
  expect(size).toBe(bytes.length)
})

test.each<[string, Readonly<Record<string, string>>]>([
  ['no digest', { 'content-type': IMAGE.mediaType }],
  ['a digest that is none', { 'content-type': IMAGE.mediaType, 'docker-content-digest': 'latest' }],
  ['no type', { 'docker-content-digest': IMAGE.manifestDigest }],
])('a registry that answers a HEAD with %s is asked for the manifest itself', async (_what, headers) => {
  const respond: Respond = ({ method, path }) =>
    method === 'HEAD' && /manifests/.test(path) ? { status: 200, headers } : undefined
  await using fake = await startRegistry({ respond })
  fake.push('app', '1', IMAGE)
  await using registry = openRegistry(fake.host, QUICK)
  expect(await registry.resolve('app', '1')).toBe(IMAGE.manifestDigest)
  const found = []
  for await (const item of registry.discover(parseTarget(`${fake.host}/app:1`))) found.push(item)
  expect(found).toMatchObject([{ entity: { kind: 'image', manifestDigest: IMAGE.manifestDigest } }])
})
