import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { copy, listReferrers, openRegistry, pullArtifact, pushArtifact } from '../index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const REPORT = {
  artifactType: 'application/vnd.example.report.v1',
  files: [{ name: 'report.json', content: Buffer.from('{"ok":true}'), mediaType: 'application/json' }],
}

describe.each([{ referrers: true }, { referrers: false }])(
  'a registry with the referrers API: $referrers',
  (options) => {
    test('artifacts are pushed, listed by what they are about, and pulled', async () => {
      await using fake = await startRegistry(options)
      fake.push('app', '1', IMAGE)
      await using registry = openRegistry(fake.host)
      const first = await pushArtifact(registry, 'app', { ...REPORT, subject: '1', annotations: { by: 'test' } })
      const second = await pushArtifact(registry, 'app:notes', {
        artifactType: 'text/plain',
        files: [],
        subject: IMAGE.manifestDigest,
      })

      const all = await listReferrers(registry, 'app:1')
      expect(all.map(({ digest }) => digest).sort()).toEqual([first.digest, second.digest].sort())
      expect(
        await listReferrers(registry, `app@${IMAGE.manifestDigest}`, { artifactType: REPORT.artifactType }),
      ).toMatchObject([{ digest: first.digest, artifactType: REPORT.artifactType, annotations: { by: 'test' } }])
      const pulled = await pullArtifact(registry, `app@${first.digest}`)
      expect(pulled).toMatchObject({
        artifactType: REPORT.artifactType,
        subject: IMAGE.manifestDigest,
        annotations: { by: 'test' },
      })
      expect(pulled.files.map(({ name, mediaType, size }) => [name, mediaType, size])).toEqual([
        ['report.json', 'application/json', 11],
      ])
      expect(Buffer.from(await pulled.files[0]!.bytes()).toString()).toBe('{"ok":true}')
      expect((await pullArtifact(registry, 'app:notes')).files).toEqual([])
    })

    test('the same artifact twice is one referrer', async () => {
      await using fake = await startRegistry(options)
      fake.push('app', '1', IMAGE)
      await using registry = openRegistry(fake.host)
      const digests = [
        await pushArtifact(registry, 'app', { ...REPORT, subject: '1' }),
        await pushArtifact(registry, 'app', { ...REPORT, subject: '1' }),
      ]
      expect(digests[0]).toEqual(digests[1])
      expect(await listReferrers(registry, 'app:1')).toHaveLength(1)
    })

    test('copy keeps digests, and takes the referrers along when it is asked to', async () => {
      await using source = await startRegistry()
      await using target = await startRegistry(options)
      source.push('app', '1', IMAGE)
      await using from = openRegistry(source.host)
      await using to = openRegistry(target.host)
      const report = await pushArtifact(from, 'app', { ...REPORT, subject: '1' })
      expect(
        await copy({ registry: from, name: 'app:1' }, { registry: to, name: 'mirror/app:one' }, { referrers: true }),
      ).toEqual({ digest: IMAGE.manifestDigest })
      expect(await to.resolve('mirror/app', 'one')).toBe(IMAGE.manifestDigest)
      expect((await listReferrers(to, 'mirror/app:one')).map(({ digest }) => digest)).toEqual([report.digest])
      const blob = IMAGE.layers[0]!
      expect((await to.readBlob('mirror/app', blob)).length).toBe(blob.size)
      const before = source.served(/blobs/)
      await copy({ registry: from, name: 'app:1' }, { registry: to, name: 'mirror/app:two' })
      expect(source.served(/blobs/)).toBe(before)
    })
  },
)

test('within a registry blobs are mounted, not fetched', async () => {
  await using fake = await startRegistry()
  fake.push('app', '1', IMAGE)
  await using registry = openRegistry(fake.host)
  await copy({ registry, name: 'app:1' }, { registry, name: 'other:1' })
  expect(fake.requests.filter(({ method, path }) => method === 'GET' && /blobs/.test(path))).toEqual([])
  expect(await registry.resolve('other', '1')).toBe(IMAGE.manifestDigest)
})

test('an artifact says when it was made, where that is given', async () => {
  await using fake = await startRegistry()
  await using registry = openRegistry(fake.host)
  const annotationsOf = async (more: object) => {
    const { digest } = await pushArtifact(registry, 'app', { ...REPORT, annotations: { by: 'test' }, ...more })
    return (await pullArtifact(registry, `app@${digest}`)).annotations
  }
  const created = '2026-11-30T18:00:00Z'
  expect(await annotationsOf({ created })).toEqual({ 'org.opencontainers.image.created': created, by: 'test' })
  expect(await annotationsOf({})).toEqual({ by: 'test' })
})

test('a name with a host, or none, is refused; what is missing is said', async () => {
  await using fake = await startRegistry()
  await using registry = openRegistry(fake.host)
  await expect(pullArtifact(registry, `${fake.host}/app:1`)).rejects.toMatchObject({
    code: 'REGISTRY_REFERENCE_INVALID',
  })
  await expect(listReferrers(registry, 'app:1')).rejects.toMatchObject({ code: 'REGISTRY_NOT_FOUND' })
  await expect(pullArtifact(registry, 'app:1')).rejects.toMatchObject({ code: 'REGISTRY_NOT_FOUND' })
})
