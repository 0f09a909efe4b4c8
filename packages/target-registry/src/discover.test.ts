import type { Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { always, buildArtifact, buildImage, buildIndex, digestOf, layer, startRegistry } from '@veinmind/testing'
import type { FakeRegistry, ImageOptions, Pushable } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { basicCredentials, openRegistry, parseTarget } from './index.ts'
import type { ImageQuery, RegistryOptions } from './index.ts'
import { defaultPlatform } from './platform.ts'

const HERE = defaultPlatform()
const OTHER = { os: 'linux', architecture: HERE.architecture === 's390x' ? 'amd64' : 's390x' }
const image = (name: string, options: ImageOptions = {}) => buildImage(layer({ name }), { platform: HERE, ...options })

async function gather(
  fake: FakeRegistry,
  path: string,
  query: ImageQuery & { include?: string[]; exclude?: string[] } = {},
  options: RegistryOptions = {},
) {
  await using registry = openRegistry(fake.host, { retry: { attempts: 2, delay: 5 }, ...options })
  const found: Discovered[] = []
  for await (const item of registry.discover(parseTarget(`${fake.host}/${path}`), query)) found.push(item)
  const images = found.flatMap((item) => ('entity' in item ? [item.entity as Image] : []))
  const short = (text: string): string => text.replaceAll(`${fake.host}/`, '')
  return {
    images,
    names: images.map((item) => item.references.map(short).join(' ')),
    skipped: found.flatMap((item) => ('skipped' in item ? [`${short(item.target)}: ${item.skipped}`] : [])),
    errors: found.flatMap((item) => ('error' in item ? [`${short(item.target)}: ${item.error.code}`] : [])),
  }
}

/** A thing that is stored as it is, for manifests that no builder makes. */
function raw(document: object, options: { mediaType?: string; children?: readonly Pushable[] } = {}): Pushable {
  const manifest = Buffer.from(JSON.stringify(document))
  const mediaType = options.mediaType ?? 'application/vnd.oci.image.manifest.v1+json'
  return {
    mediaType,
    manifest,
    manifestDigest: digestOf(manifest),
    blobs: new Map(),
    ...(options.children && { children: options.children }),
  }
}

describe('what a target means', () => {
  test('a tag, a digest, both: one image', async () => {
    await using fake = await startRegistry()
    const one = image('one')
    fake.push('app', '1', one)
    fake.push('app', '2', image('two'))
    for (const path of ['app:1', `app@${one.manifestDigest}`, `app:2@${one.manifestDigest}`]) {
      const { images } = await gather(fake, path)
      expect(images.map(({ manifestDigest }) => manifestDigest)).toEqual([one.manifestDigest])
    }
    expect((await gather(fake, 'app:3')).errors).toEqual(['app:3: REGISTRY_NOT_FOUND'])
  })

  test('an image is what was pushed: config, history, platform, layers and their entries', async () => {
    await using fake = await startRegistry()
    const layers = [
      layer({ 'etc/a': 'a' }, { createdBy: 'COPY a' }),
      layer({ 'etc/b': { symlink: 'a' } }, { compress: 'zstd' }),
      layer({ c: 'c' }, { compress: 'none' }),
    ]
    const pushed = buildImage(...layers, { platform: HERE, config: { Env: ['A=1'] }, created: '2026-01-02T03:04:05Z' })
    fake.push('app', '1', pushed)
    await using registry = openRegistry(fake.host)
    const found: Image[] = []
    for await (const item of registry.images('app')) found.push(item)
    expect(found).toHaveLength(1)
    const [first] = found
    expect(first).toMatchObject({
      kind: 'image',
      id: pushed.id,
      manifestDigest: pushed.manifestDigest,
      platform: HERE,
      name: `${fake.host}/app:1`,
      history: pushed.history,
    })
    expect(first!.config).toEqual(pushed.config)
    for (const [index, expected] of pushed.layers.entries()) {
      const { digest, diffId, size, mediaType } = expected
      const real = first!.layers[index]!
      expect(real).toMatchObject({ index, digest, diffId, size, mediaType })
      expect((await Array.fromAsync(real.entries())).map(({ path, type }) => [path, type])).toEqual(
        (await Array.fromAsync(expected.entries())).map(({ path, type }) => [path, type]),
      )
    }
  })

  test('a repository: every tag, the same image under several tags once', async () => {
    await using fake = await startRegistry({ pageSize: 2 })
    const same = image('same')
    for (const tag of ['1', '1.0', 'latest']) fake.push('app', tag, same)
    fake.push('app', '2', image('two'))
    expect((await gather(fake, 'app')).names.sort()).toEqual(['app:1 app:1.0 app:latest', 'app:2'])
    expect((await gather(fake, 'app', { tag: '1*' })).names).toEqual(['app:1 app:1.0'])
    expect((await gather(fake, 'app', { tag: ['2', 'latest'] })).names.sort()).toEqual(['app:2', 'app:latest'])
    expect((await gather(fake, 'app', { tag: 'v*' })).errors).toEqual(['app: REGISTRY_NOTHING_MATCHES'])
    expect((await gather(fake, '', { tag: 'v*' })).errors).toEqual([': REGISTRY_NOTHING_MATCHES'])
  })

  test('the newest by their configuration, whatever the tags are called', async () => {
    await using fake = await startRegistry()
    for (const [tag, created] of [
      ['9.9', '2020-01-01T00:00:00Z'],
      ['1.0', '2026-03-01T00:00:00Z'],
      ['x', '2025-01-01T00:00:00+02:00'],
      ['none', null],
    ] as const) {
      fake.push('app', tag, image(tag, { created }))
    }
    expect((await gather(fake, 'app', { newest: 2 })).names).toEqual(['app:1.0', 'app:x'])
    expect((await gather(fake, 'app', { newest: 9 })).names).toEqual(['app:1.0', 'app:x', 'app:9.9', 'app:none'])
    await expect(gather(fake, 'app', { newest: 0 })).rejects.toMatchObject({ code: 'REGISTRY_OPTION_INVALID' })
  })

  test('a registry or a project: every repository, narrowed by globs', async () => {
    await using fake = await startRegistry({ pageSize: 2 })
    for (const repository of ['app', 'team/a', 'team/b', 'team/old/c', 'teams/d']) {
      fake.push(repository, '1', image(repository))
    }
    expect((await gather(fake, '')).names).toEqual(['app:1', 'team/a:1', 'team/b:1', 'team/old/c:1', 'teams/d:1'])
    expect((await gather(fake, 'team/')).names).toEqual(['team/a:1', 'team/b:1', 'team/old/c:1'])
    expect((await gather(fake, 'team')).names).toEqual(['team/a:1', 'team/b:1', 'team/old/c:1'])
    expect((await gather(fake, '', { include: ['team/**'], exclude: ['team/?'] })).names).toEqual(['team/old/c:1'])
    expect((await gather(fake, 'nothing')).errors).toEqual(['nothing: REGISTRY_NOT_FOUND'])
  })

  test('a repository wins over a project of its name', async () => {
    await using fake = await startRegistry()
    fake.push('team', '1', image('team'))
    fake.push('team/a', '1', image('a'))
    expect((await gather(fake, 'team')).names).toEqual(['team:1'])
    expect((await gather(fake, 'team/')).names).toEqual(['team/a:1'])
  })
})

describe('a refused catalog', () => {
  const auth = {
    type: 'bearer',
    users: { robot: 'secret', admin: 'secret' },
    allow: (account: string | undefined, { type }: { type: string }) =>
      account !== undefined && (type !== 'registry' || account === 'admin'),
  } as const

  test("Harbor's API is asked", async () => {
    await using fake = await startRegistry({ harbor: true, auth, pageSize: 2 })
    for (const repository of ['one/a', 'two/b', 'two/c', 'two/d']) fake.push(repository, '1', image(repository))
    const credentials = basicCredentials(fake.host, 'robot', 'secret')
    expect((await gather(fake, '', {}, { credentials })).names.sort()).toEqual([
      'one/a:1',
      'two/b:1',
      'two/c:1',
      'two/d:1',
    ])
    expect((await gather(fake, 'two', {}, { credentials })).names.sort()).toEqual(['two/b:1', 'two/c:1', 'two/d:1'])
  })

  test('elsewhere the missing permission is named', async () => {
    await using fake = await startRegistry({ auth })
    fake.push('app', '1', image('app'))
    await using registry = openRegistry(fake.host, { credentials: basicCredentials(fake.host, 'robot', 'secret') })
    const list = async () => {
      for await (const _ of registry.repositories()) break
    }
    await expect(list()).rejects.toMatchObject({
      code: 'REGISTRY_CATALOG_REFUSED',
      hint: expect.stringContaining('registry:catalog:*') as string,
    })
  })
})

describe('platforms', () => {
  test("this machine's, another with a note, a named one, all", async () => {
    await using fake = await startRegistry()
    const [here, there] = [image('here'), image('there', { platform: OTHER })]
    fake.push('app', 'both', buildIndex([there, here]))
    fake.push('app', 'other', buildIndex([there]))
    fake.push('app', 'nested', buildIndex([buildIndex([here]) as never]))
    const both = await gather(fake, 'app:both')
    expect([both.images.map(({ id }) => id), both.images[0]?.notes]).toEqual([[here.id], []])
    const other = await gather(fake, 'app:other')
    expect(other.images[0]?.notes?.[0]).toContain(`linux/${OTHER.architecture} was taken`)
    expect((await gather(fake, 'app:both', { platform: 'all' })).images.map(({ id }) => id)).toEqual([
      there.id,
      here.id,
    ])
    expect(
      (await gather(fake, 'app:both', { platform: `linux/${OTHER.architecture}` })).images.map(({ id }) => id),
    ).toEqual([there.id])
    expect((await gather(fake, 'app:both', { platform: 'windows/amd64' })).errors).toEqual([
      'app:both: REGISTRY_PLATFORM_MISSING',
    ])
    expect((await gather(fake, 'app', { tag: 'other', platform: 'windows/amd64' })).skipped[0]).toContain(
      'there is no image for windows/amd64',
    )
  })

  test('an image that tags and indexes lead to is one, with all their names', async () => {
    await using fake = await startRegistry()
    const [here, there] = [image('here'), image('there', { platform: OTHER })]
    fake.push('app', 'plain', here)
    fake.push('app', 'index', buildIndex([here, there]))
    fake.push('app', 'alias', buildIndex([here, there]))
    fake.push('app', 'other', buildIndex([there, here], { annotations: { a: 'b' } }))
    const { images, names } = await gather(fake, 'app')
    expect(images.map(({ id }) => id)).toEqual([here.id])
    expect(names[0]!.split(' ').toSorted()).toEqual(['app:alias', 'app:index', 'app:other', 'app:plain'])
    expect((await gather(fake, 'app', { platform: 'all', newest: 1 })).images).toHaveLength(2)
  })

  test('indexes in indexes are opened, attestations passed over', async () => {
    await using fake = await startRegistry()
    const here = image('here')
    const entry = (thing: Pushable, more: object = {}) => ({
      mediaType: thing.mediaType,
      digest: thing.manifestDigest,
      size: thing.manifest.length,
      ...more,
    })
    const statement = raw({ schemaVersion: 2, config: entry(here), layers: [] })
    const inner = raw(
      { schemaVersion: 2, manifests: [entry(here, { platform: HERE })] },
      { mediaType: 'application/vnd.oci.image.index.v1+json', children: [here] },
    )
    const attestation = entry(statement, {
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    })
    fake.push(
      'app',
      '1',
      raw(
        { schemaVersion: 2, manifests: [attestation, entry(inner)] },
        { mediaType: inner.mediaType, children: [inner, statement] },
      ),
    )
    const { images, skipped } = await gather(fake, 'app')
    expect([images.map(({ id }) => id), skipped]).toEqual([[here.id], ['app:1: an attestation of BuildKit']])
  })
})

describe('what is no image, or not a whole one', () => {
  test('artifacts are skipped with a reason, schema 1 is refused by name, the image beside them is given', async () => {
    await using fake = await startRegistry({
      respond: always(/manifests\/old$/, {
        status: 200,
        headers: { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
        body: '{"schemaVersion":1,"name":"app"}',
      }),
    })
    fake.push('app', 'good', image('good'))
    fake.push('app', 'old', image('old'))
    fake.push(
      'app',
      'chart',
      buildArtifact({ artifactType: 'application/vnd.cncf.helm.config.v1+json', files: { x: Buffer.from('x') } }),
    )
    const { names, skipped, errors } = await gather(fake, 'app')
    expect(names).toEqual(['app:good'])
    expect(skipped).toEqual(['app:chart: not an image but a Helm chart (application/vnd.cncf.helm.config.v1+json)'])
    expect(errors).toEqual(['app:old: REGISTRY_SCHEMA1'])
  })

  test('a foreign layer is there, and said to be unreadable', async () => {
    await using fake = await startRegistry()
    const base = image('base')
    const document = JSON.parse(Buffer.from(base.manifest).toString()) as { layers: object[] }
    document.layers.unshift({
      mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
      digest: `sha256:${'1'.repeat(64)}`,
      size: 10,
      urls: ['https://mcr.example/x'],
    })
    fake.push('app', '1', { ...raw(document), blobs: base.blobs })
    const { images } = await gather(fake, 'app')
    expect(images[0]?.layers.map(({ unavailable }) => unavailable)).toEqual([
      expect.stringContaining('a foreign layer'),
      undefined,
    ])
  })
})
