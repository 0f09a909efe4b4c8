import { expect, test } from 'vitest'
import { buildArtifact, buildImage, buildIndex, digestOf, layer, startRegistry } from '../index.ts'
import type { FakeRegistry, RegistryOptions } from '../index.ts'

const IMAGE = buildImage(layer({ 'etc/hostname': 'a\n' }), { references: ['app:1'] })
const LAYER = IMAGE.layers[0]!

async function withRegistry(
  run: (registry: FakeRegistry) => Promise<void>,
  options: RegistryOptions = {},
): Promise<void> {
  await using registry = await startRegistry(options)
  await run(registry)
}

async function errorCode(response: Response): Promise<string> {
  const document = (await response.json()) as { errors: { code: string }[] }
  return document.errors[0]!.code
}

test('what was pushed in process is served with its digests', () =>
  withRegistry(async (registry) => {
    expect(registry.push('team/app', '1.0', IMAGE)).toBe(`${registry.host}/team/app:1.0`)
    expect((await fetch(`${registry.url}/v2/`)).headers.get('docker-distribution-api-version')).toBe('registry/2.0')
    for (const reference of ['1.0', IMAGE.manifestDigest]) {
      const response = await fetch(`${registry.url}/v2/team/app/manifests/${reference}`)
      expect(response.headers.get('docker-content-digest')).toBe(IMAGE.manifestDigest)
      expect(response.headers.get('content-type')).toBe(IMAGE.mediaType)
      expect(digestOf(await response.bytes())).toBe(IMAGE.manifestDigest)
    }
    const blob = await fetch(`${registry.url}/v2/team/app/blobs/${LAYER.digest}`)
    expect(digestOf(await blob.bytes())).toBe(LAYER.digest)
    const head = await fetch(`${registry.url}/v2/team/app/blobs/${LAYER.digest}`, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(LAYER.size))
    expect(registry.served(/\/blobs\//)).toBe(LAYER.size)
    expect(registry.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 200',
      'GET 200',
      'GET 200',
      'GET 200',
      'HEAD 200',
    ])
  }))

test('ranges of a blob', () =>
  withRegistry(async (registry) => {
    registry.push('app', '1', IMAGE)
    const whole = Buffer.from(IMAGE.blobs.get(LAYER.digest)!)
    const get = (range: string) => fetch(`${registry.url}/v2/app/blobs/${LAYER.digest}`, { headers: { range } })
    for (const [range, start, end] of [
      ['bytes=10-19', 10, 20],
      ['bytes=10-', 10, whole.length],
      ['bytes=-5', whole.length - 5, whole.length],
    ] as const) {
      const response = await get(range)
      expect(response.status).toBe(206)
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${whole.length}`)
      expect(Buffer.from(await response.bytes())).toEqual(whole.subarray(start, end))
    }
    expect((await get(`bytes=${whole.length}-`)).status).toBe(416)
    expect((await get('lines=1-2')).status).toBe(200)
  }))

test('errors are those of the specification', () =>
  withRegistry(async (registry) => {
    registry.push('app', '1', IMAGE)
    const code = async (path: string, init?: RequestInit) => errorCode(await fetch(registry.url + path, init))
    expect(await code('/v2/nobody/tags/list')).toBe('NAME_UNKNOWN')
    expect(await code('/v2/UPPER/tags/list')).toBe('NAME_INVALID')
    expect(await code('/v2/app/manifests/2')).toBe('MANIFEST_UNKNOWN')
    expect(await code('/v2/app/manifests/-x')).toBe('TAG_INVALID')
    expect(await code(`/v2/app/blobs/${digestOf('nothing')}`)).toBe('BLOB_UNKNOWN')
    expect(await code('/v2/app/manifests/1', { headers: { accept: 'application/json' } })).toBe('MANIFEST_UNKNOWN')
    expect(await code('/v2/app/manifests/1', { method: 'POST' })).toBe('UNSUPPORTED')
    expect(
      await code('/v2/app/manifests/1', { method: 'PUT', body: 'x', headers: { 'content-type': IMAGE.mediaType } }),
    ).toBe('MANIFEST_INVALID')
    expect(
      await code('/v2/new/manifests/1', {
        method: 'PUT',
        body: Buffer.from(IMAGE.manifest),
        headers: { 'content-type': IMAGE.mediaType },
      }),
    ).toBe('MANIFEST_BLOB_UNKNOWN')
    expect(await code('/v2/app/blobs/uploads/none', { method: 'PATCH' })).toBe('BLOB_UPLOAD_UNKNOWN')
    expect((await fetch(`${registry.url}/v1/`)).status).toBe(404)
  }))

test('pushed over HTTP: chunks, one request, a mount, then the manifest', () =>
  withRegistry(async (registry) => {
    const put = (path: string, init: RequestInit) => fetch(new URL(path, registry.url), init)
    const stored = Buffer.from(IMAGE.blobs.get(LAYER.digest)!)
    const started = await put('/v2/app/blobs/uploads/', { method: 'POST' })
    expect(started.status).toBe(202)
    let location = started.headers.get('location')!
    const first = await put(location, {
      method: 'PATCH',
      body: stored.subarray(0, 20),
      headers: { 'content-range': '0-19' },
    })
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-19'])
    const wrong = await put(location, {
      method: 'PATCH',
      body: stored.subarray(30),
      headers: { 'content-range': '30-40' },
    })
    expect([wrong.status, wrong.headers.get('range')]).toEqual([416, '0-19'])
    location = first.headers.get('location')!
    expect((await put(location, { method: 'GET' })).status).toBe(204)
    expect(await errorCode(await put(`${location}?digest=${digestOf('other')}`, { method: 'PUT' }))).toBe(
      'DIGEST_INVALID',
    )
    const done = await put(`${location}?digest=${LAYER.digest}`, { method: 'PUT', body: stored.subarray(20) })
    expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, LAYER.digest])
    const config = await put(`/v2/app/blobs/uploads/?digest=${IMAGE.id}`, {
      method: 'POST',
      body: Buffer.from(IMAGE.configBytes),
    })
    expect(config.status).toBe(201)
    const mounted = await put(`/v2/other/blobs/uploads/?mount=${LAYER.digest}&from=app`, { method: 'POST' })
    expect([mounted.status, mounted.headers.get('location')]).toEqual([201, `/v2/other/blobs/${LAYER.digest}`])
    expect((await put(`/v2/other/blobs/uploads/?mount=${digestOf('none')}&from=app`, { method: 'POST' })).status).toBe(
      202,
    )
    const manifest = await put('/v2/app/manifests/1', {
      method: 'PUT',
      body: Buffer.from(IMAGE.manifest),
      headers: { 'content-type': IMAGE.mediaType },
    })
    expect([manifest.status, manifest.headers.get('docker-content-digest')]).toEqual([201, IMAGE.manifestDigest])
    expect((await put(`/v2/app/manifests/${IMAGE.manifestDigest}`, { method: 'DELETE' })).status).toBe(202)
    expect((await put('/v2/app/manifests/1', {})).status).toBe(404)
  }))

test('tags and repositories come in pages', () =>
  withRegistry(
    async (registry) => {
      for (const tag of ['c', 'a', 'b', 'd', 'e']) registry.push('app', tag, IMAGE)
      registry.push('lib', '1', IMAGE)
      const tags: string[] = []
      let next: string | undefined = '/v2/app/tags/list?n=2'
      let pages = 0
      while (next !== undefined) {
        const response: Response = await fetch(registry.url + next)
        tags.push(...((await response.json()) as { tags: string[] }).tags)
        next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
        pages += 1
      }
      expect([tags.join(''), pages]).toEqual(['abcde', 3])
      expect(await (await fetch(`${registry.url}/v2/_catalog`)).json()).toEqual({ repositories: ['app', 'lib'] })
      expect(await errorCode(await fetch(`${registry.url}/v2/_catalog?n=x`))).toBe('PAGINATION_NUMBER_INVALID')
    },
    { pageSize: 3 },
  ))

test('indexes and referrers, which can be switched off', async () => {
  const signature = buildArtifact({
    artifactType: 'application/x-sig',
    files: { sig: Buffer.from('s') },
    subject: IMAGE,
  })
  const other = buildImage(layer({}), { platform: { os: 'linux', architecture: 'arm64' } })
  await withRegistry(async (registry) => {
    const index = buildIndex([IMAGE, other])
    registry.push('app', 'multi', index)
    registry.push('app', undefined, signature)
    expect((await fetch(`${registry.url}/v2/app/manifests/${other.manifestDigest}`)).status).toBe(200)
    const get = async (query: string) => {
      const response = await fetch(`${registry.url}/v2/app/referrers/${IMAGE.manifestDigest}${query}`)
      const { manifests } = (await response.json()) as { manifests: { digest: string; artifactType: string }[] }
      return { filters: response.headers.get('oci-filters-applied'), manifests }
    }
    expect((await get('')).manifests).toMatchObject([
      { digest: signature.manifestDigest, artifactType: 'application/x-sig' },
    ])
    expect(await get('?artifactType=none')).toEqual({ filters: 'artifactType', manifests: [] })
  })
  await withRegistry(
    async (registry) => {
      registry.push('app', '1', IMAGE)
      for (const [digest, bytes] of signature.blobs) {
        await fetch(`${registry.url}/v2/app/blobs/uploads/?digest=${digest}`, {
          method: 'POST',
          body: Buffer.from(bytes),
        })
      }
      const pushed = await fetch(`${registry.url}/v2/app/manifests/sig`, {
        method: 'PUT',
        body: Buffer.from(signature.manifest),
        headers: { 'content-type': signature.mediaType },
      })
      expect([pushed.status, pushed.headers.get('oci-subject')]).toEqual([201, null])
      expect((await fetch(`${registry.url}/v2/app/referrers/${IMAGE.manifestDigest}`)).status).toBe(404)
    },
    { referrers: false },
  )
})

test('the Harbor mode has projects and refuses the catalog', () =>
  withRegistry(
    async (registry) => {
      for (const name of ['one/app', 'one/deep/er', 'two/lib']) registry.push(name, 'latest', IMAGE)
      const get = async (path: string) => fetch(`${registry.url}/api/v2.0/${path}`)
      const names = async (path: string) =>
        ((await (await get(path)).json()) as { name: string }[]).map(({ name }) => name)
      expect(await names('projects')).toEqual(['two', 'one'])
      const first = await get('projects/one/repositories?page_size=1')
      expect([first.headers.get('x-total-count'), first.headers.get('link')]).toEqual([
        '2',
        '</api/v2.0/projects/one/repositories?page_size=1&page=2>; rel="next"',
      ])
      expect(await names('projects/one/repositories?page_size=1&page=2')).toEqual(['one/app'])
      const artifacts = await (await get('projects/one/repositories/deep%252Fer/artifacts')).json()
      expect(artifacts).toMatchObject([{ digest: IMAGE.manifestDigest, tags: [{ name: 'latest' }] }])
      expect((await get('projects/none/repositories')).status).toBe(401)
      const catalog = await fetch(`${registry.url}/v2/_catalog`)
      expect([catalog.status, await errorCode(catalog)]).toEqual([401, 'UNAUTHORIZED'])
    },
    { harbor: true },
  ))
