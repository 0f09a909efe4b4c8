import { buildImage, buildIndex, digestOf, layer, startRegistry } from '@veinmind/testing'
import type { FakeRegistry, Pushable } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { copy, openRegistry } from '../index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const FOREIGN = `sha256:${'1'.repeat(64)}`

/** The image with one more layer in its manifest, of which no registry has the bytes. */
function withLayer(more: object): Pushable {
  const document = JSON.parse(Buffer.from(IMAGE.manifest).toString()) as { layers: object[] }
  document.layers.unshift({ digest: FOREIGN, size: 10, ...more })
  const manifest = Buffer.from(JSON.stringify(document))
  return { mediaType: IMAGE.mediaType, manifest, manifestDigest: digestOf(manifest), blobs: IMAGE.blobs }
}

/** An index in an index in an index … */
function nested(depth: number): Pushable {
  let made: Pushable = IMAGE
  for (let level = 0; level < depth; level += 1) made = buildIndex([made as never])
  return made
}

async function copyTo(target: FakeRegistry, pushed: Pushable, name = 'app:1') {
  await using source = await startRegistry()
  source.push('app', '1', pushed)
  await using from = openRegistry(source.host, { retry: { attempts: 1 } })
  await using to = openRegistry(target.host, { retry: { attempts: 1 } })
  return await copy({ registry: from, name: 'app:1' }, { registry: to, name })
}

test.each([
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
])('a foreign layer (%s) stays where its manifest says it is', async (mediaType) => {
  await using target = await startRegistry()
  const image = withLayer({ mediaType, urls: ['https://mcr.example/x'] })
  expect(await copyTo(target, image)).toEqual({ digest: image.manifestDigest })
  const written = target.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/blobs/'))
  expect(written).toHaveLength(IMAGE.blobs.size)
  expect(target.served(new RegExp(FOREIGN))).toBe(0)
})

test('a layer that only calls itself foreign, or only names an address, is copied, and missed', async () => {
  await using target = await startRegistry()
  for (const layerOf of [
    { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
    { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', urls: ['https://mcr.example/x'] },
  ])
    await expect(copyTo(target, withLayer(layerOf))).rejects.toMatchObject({ code: 'REGISTRY_NOT_FOUND' })
})

test('indexes are copied eight deep, and no deeper', async () => {
  await using target = await startRegistry()
  const deepest = nested(8)
  expect(await copyTo(target, deepest)).toEqual({ digest: deepest.manifestDigest })
  await expect(copyTo(target, nested(9), 'deeper:1')).rejects.toMatchObject({
    code: 'REGISTRY_MANIFEST_INVALID',
    message: expect.stringContaining('app nests too deep'),
  })
})

test('a copy has the tag of its source where none is said, and no digest but its own', async () => {
  await using target = await startRegistry()
  await copyTo(target, IMAGE, 'mirror')
  await using to = openRegistry(target.host)
  expect(await to.resolve('mirror', '1')).toBe(IMAGE.manifestDigest)
  expect(await copyTo(target, IMAGE, `mirror@${IMAGE.manifestDigest}`)).toEqual({ digest: IMAGE.manifestDigest })
  await expect(copyTo(target, IMAGE, `mirror@${FOREIGN}`)).rejects.toMatchObject({ code: 'REGISTRY_OPTION_INVALID' })
})
