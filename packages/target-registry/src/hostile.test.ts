import type { Discovered } from '@veinmind/sdk/target'
import {
  always,
  buildImage,
  endlessCatalog,
  endlessManifest,
  firstOf,
  foreignRealm,
  layer,
  redirectTo,
  repeatingPages,
  shortBody,
  slowLoris,
  startRegistry,
  unauthorizedForever,
  wrongBytes,
} from '@veinmind/testing'
import type { RegistryOptions as FakeOptions, Respond } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { basicCredentials, openRegistry, parseTarget } from './index.ts'
import type { RegistryOptions } from './index.ts'

const GOOD = buildImage(layer({ a: 'good' }))
const BAD = buildImage(layer({ a: 'bad'.repeat(10_000) }, { compress: 'none' }))
const MANIFEST = new RegExp(`manifests/(?:bad|${BAD.manifestDigest})$`)
const CONFIG = new RegExp(`blobs/${BAD.id}$`)
const LAYER = new RegExp(`blobs/${BAD.layers[0]!.digest}$`)

const QUICK: RegistryOptions = {
  retry: { attempts: 3, delay: 5 },
  timeouts: { idle: 300, document: 3000, headers: 3000 },
}

/** Scans `bad` and `good` of a registry that behaves so; the codes for `bad`, and whether `good` came through. */
async function run(respond: Respond, fakeOptions: FakeOptions = {}) {
  await using fake = await startRegistry({ ...fakeOptions, respond })
  fake.push('app', 'bad', BAD)
  fake.push('app', 'good', GOOD)
  await using registry = openRegistry(fake.host, {
    ...QUICK,
    credentials: basicCredentials(fake.host, 'ada', 'S3cretValue'),
  })
  const start = performance.now()
  const found: Discovered[] = []
  for await (const item of registry.discover(parseTarget(`${fake.host}/app`))) found.push(item)
  const codes: string[] = []
  const good: string[] = []
  for (const item of found) {
    if ('error' in item) codes.push(item.error.code)
    if (!('entity' in item) || item.entity.kind !== 'image') continue
    try {
      for (const each of item.entity.layers) for await (const _ of await each.open());
      good.push(item.entity.name.split(':').at(-1)!)
    } catch (error) {
      codes.push((error as { code: string }).code)
    }
  }
  expect(performance.now() - start).toBeLessThan(8000)
  expect(fake.requests.length).toBeLessThan(60)
  const authorized = fake.requests.filter(({ headers }) => headers.authorization !== undefined)
  return { codes, good, authorized, served: fake.served() }
}

const manifestOf = (change: object): Respond =>
  always(MANIFEST, {
    status: 200,
    headers: { 'content-type': BAD.mediaType },
    body: JSON.stringify({ ...(JSON.parse(Buffer.from(BAD.manifest).toString()) as object), ...change }),
  })

describe('one bad image: its code, in bounded time, and the good one is given', () => {
  test.each<[string, Respond, string]>([
    ['a manifest of wrong bytes', wrongBytes(MANIFEST), 'REGISTRY_DIGEST_MISMATCH'],
    [
      'a manifest that never ends',
      (request, next) =>
        MANIFEST.test(request.path) && request.method === 'GET' ? endlessManifest()(request, next) : undefined,
      'REGISTRY_ANSWER_TOO_LARGE',
    ],
    ['a manifest sent byte by byte', slowLoris(MANIFEST, 20), 'REGISTRY_TIMEOUT'],
    ['a manifest that always breaks off', shortBody(MANIFEST, 10), 'REGISTRY_UNREACHABLE'],
    [
      'a manifest that is no JSON',
      always(MANIFEST, { status: 200, headers: { 'content-type': BAD.mediaType }, body: '<html>' }),
      'REGISTRY_MANIFEST_INVALID',
    ],
    ['a configuration of wrong bytes', wrongBytes(CONFIG), 'REGISTRY_DIGEST_MISMATCH'],
    ['a configuration that breaks off', shortBody(CONFIG, 10), 'REGISTRY_UNREACHABLE'],
    [
      'a configuration that is longer than declared',
      always(CONFIG, { status: 200, body: 'x'.repeat(100_000) }),
      'REGISTRY_SIZE_MISMATCH',
    ],
    ['a configuration that is not there', always(CONFIG, { status: 404 }), 'REGISTRY_NOT_FOUND'],
    [
      'a configuration behind a redirect to a file',
      redirectTo(CONFIG, 'file:///etc/passwd'),
      'REGISTRY_REDIRECT_REFUSED',
    ],
    [
      "a configuration behind a redirect to the cloud's metadata",
      redirectTo(CONFIG, 'http://169.254.169.254/'),
      'REGISTRY_REDIRECT_REFUSED',
    ],
    [
      'a configuration behind a redirect to a host that is not there',
      redirectTo(CONFIG, 'http://elsewhere.invalid/'),
      'REGISTRY_UNREACHABLE',
    ],
    ['a layer that breaks off', shortBody(LAYER, 100), 'REGISTRY_UNREACHABLE'],
    ['a layer sent byte by byte', slowLoris(LAYER, 20), 'REGISTRY_TIMEOUT'],
    ['a layer that is longer than declared', always(LAYER, { status: 200, body: endless() }), 'REGISTRY_SIZE_MISMATCH'],
    ['a layer that ends early', always(LAYER, { status: 200, body: some() }), 'REGISTRY_SIZE_MISMATCH'],
    [
      'a layer of another range than was asked for',
      always(LAYER, { status: 206, headers: { 'content-range': 'bytes 5-9/10' }, body: 'x' }),
      'REGISTRY_ANSWER_INVALID',
    ],
    [
      'a server that says nothing at all',
      (request) => (MANIFEST.test(request.path) ? new Promise(() => {}) : undefined),
      'REGISTRY_TIMEOUT',
    ],
    ['an error that is told byte by byte', always(LAYER, { status: 404, body: drip() }), 'REGISTRY_NOT_FOUND'],
    [
      'headers without measure',
      always(MANIFEST, { status: 200, headers: { 'x-long': 'x'.repeat(60_000) } }),
      'REGISTRY_ANSWER_TOO_LARGE',
    ],
    [
      'a token service that only bad leads to',
      (request) =>
        MANIFEST.test(request.path)
          ? { status: 401, headers: { 'www-authenticate': 'Bearer realm="http://elsewhere.example/token"' } }
          : undefined,
      'REGISTRY_REALM_REFUSED',
    ],
  ])('%s', async (_, respond, code) => {
    const { codes, good } = await run(respond)
    expect([codes, good]).toEqual([[code], ['good']])
  })
})

describe('a manifest that lies', () => {
  // Its digest is that of the lie, so that only its content is at fault.
  test.each<[string, object, string]>([
    [
      'about a size',
      { config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: BAD.id, size: -1 } },
      'REGISTRY_MANIFEST_INVALID',
    ],
    [
      'about a size beyond measure',
      { config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: BAD.id, size: 2 ** 60 } },
      'REGISTRY_MANIFEST_INVALID',
    ],
    [
      'about a huge configuration',
      { config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: BAD.id, size: 2 ** 30 } },
      'REGISTRY_ANSWER_TOO_LARGE',
    ],
    [
      'with a digest that leads elsewhere',
      { config: { digest: 'sha256:../../x', size: 1 } },
      'REGISTRY_MANIFEST_INVALID',
    ],
    ['being manifest and index at once (CVE-2021-41190)', { manifests: [] }, 'REGISTRY_MANIFEST_INVALID'],
    [
      'with another type inside',
      { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' },
      'REGISTRY_MANIFEST_INVALID',
    ],
    [
      'nested without measure',
      { annotations: JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown },
      'REGISTRY_MANIFEST_INVALID',
    ],
    [
      'with layers without number',
      { layers: Array.from({ length: 5000 }, () => ({ digest: BAD.id, size: 1 })) },
      'REGISTRY_MANIFEST_INVALID',
    ],
    ['without a configuration', { config: null }, 'REGISTRY_MANIFEST_INVALID'],
    ['of a later schema', { schemaVersion: 3 }, 'REGISTRY_MANIFEST_INVALID'],
  ])('%s', async (_, change, code) => {
    await using fake = await startRegistry({ respond: manifestOf(change) })
    fake.push('app', 'bad', BAD)
    await using registry = openRegistry(fake.host, QUICK)
    const found: Discovered[] = []
    for await (const item of registry.discover(parseTarget(`${fake.host}/app:bad`))) found.push(item)
    expect(found).toMatchObject([{ error: { code } }])
  })
})

describe('a registry that refuses for ever', () => {
  test.each(['Basic realm="x"', 'Bearer realm="http://127.0.0.1:1/token",service="x"', 'Negotiate', ''])(
    '%j',
    async (challenge) => {
      const { codes } = await run(unauthorizedForever(challenge))
      expect(codes).toHaveLength(1)
      expect(codes[0]).toMatch(/^REGISTRY_(UNAUTHORIZED|UNREACHABLE)$/)
    },
  )

  test.each([
    'http://elsewhere.example/token',
    'ftp://127.0.0.1/token',
    'http://ada:x@127.0.0.1/token',
    'nonsense',
    'http://169.254.169.254/token',
  ])('a token service at %s is not asked, and nobody gets the credentials', async (realm) => {
    const { codes, authorized } = await run(foreignRealm(realm))
    expect([codes, authorized]).toEqual([['REGISTRY_REALM_REFUSED'], []])
  })

  test('tokens that are never good enough end', async () => {
    const respond = firstOf(always(/token$/, { status: 200, body: '{"token":"x"}' }), async (request) =>
      request.path.startsWith('/v2/')
        ? { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token"` } }
        : undefined,
    )
    expect((await run(respond)).codes).toEqual(['REGISTRY_UNAUTHORIZED'])
  })

  test.each(['{"token":1}', '{}', 'x', '{"token":"a\\r\\nb"}', `{"token":"${'x'.repeat(2_000_000)}"}`])(
    'a token service that answers %.20j',
    async (body) => {
      const respond = firstOf(always(/token$/, { status: 200, body }), async (request) =>
        request.path.startsWith('/v2/')
          ? { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token"` } }
          : undefined,
      )
      expect((await run(respond)).codes[0]).toMatch(/^REGISTRY_(TOKEN_REFUSED|ANSWER_TOO_LARGE)$/)
    },
  )
})

describe('lists that do not end', () => {
  test('what came before is scanned, and the end is an error', async () => {
    const { codes, good } = await run(repeatingPages(/tags\/list/))
    expect([codes, good]).toEqual([['REGISTRY_PAGES_ENDLESS'], ['bad', 'good']])
  })

  test.each<[string, Respond, string]>([
    ['a catalog that repeats', repeatingPages(/_catalog/), 'REGISTRY_PAGES_ENDLESS'],
    ['a catalog without end', endlessCatalog(), 'REGISTRY_PAGES_ENDLESS'],
    [
      'a next page on another path',
      always(/_catalog/, {
        status: 200,
        headers: { link: '</v2/app/tags/list>; rel="next"' },
        body: '{"repositories":["app"]}',
      }),
      'REGISTRY_ANSWER_INVALID',
    ],
    [
      'a page without measure',
      always(/_catalog/, { status: 200, body: '['.repeat(2 ** 24 + 1) }),
      'REGISTRY_ANSWER_TOO_LARGE',
    ],
  ])(
    '%s',
    async (_, respond, code) => {
      await using fake = await startRegistry({ respond })
      fake.push('app', 'good', GOOD)
      // Not in a hurry: what ends it is the number of pages, on a busy machine too.
      await using registry = openRegistry(fake.host, { retry: { attempts: 3, delay: 5 } })
      const names = new Set<string>()
      const list = async () => {
        for await (const name of registry.repositories()) names.add(name)
      }
      await expect(list()).rejects.toMatchObject({ code })
      expect(names.size).toBeLessThan(10_000)
    },
    120_000,
  )

  test('names that are none are dropped: they would lead to other addresses', async () => {
    await using fake = await startRegistry({
      respond: always(/_catalog/, {
        status: 200,
        body: JSON.stringify({ repositories: ['../../x', 'app', 'A', 1, null, 'a?b', 'app'] }),
      }),
    })
    await using registry = openRegistry(fake.host, QUICK)
    const names: string[] = []
    for await (const name of registry.repositories()) names.push(name)
    expect(names).toEqual(['app'])
  })
})

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(65_536)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function* drip(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(1, ' ')
    await new Promise((resolve) => setTimeout(resolve, 50).unref())
  }
}

async function* some(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(10)
}
