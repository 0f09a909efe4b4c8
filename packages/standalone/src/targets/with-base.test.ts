import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import { defineTarget } from '@veinmind/sdk/target'
import { buildContainer, buildImage, dockerArchive, layer } from '@veinmind/testing'
import { expect, onTestFinished, test } from 'vitest'
import { imageTarget } from './image-target.ts'
import { withBase } from './with-base.ts'

test('--base of containers: found as an image, and held against the layers of the image of each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'with-base-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const lower = layer({ 'etc/os-release': 'ID=debian' })
  const base = join(folder, 'base.tar')
  await writeFile(base, dockerArchive(buildImage(lower)))
  const target = withBase(
    defineTarget({
      name: 'container',
      description: 'containers',
      kinds: ['container'],
      usage: '',
      examples: [],
      async *discover() {
        yield { entity: buildContainer({ image: buildImage(lower, layer({ 'srv/app': 'x' })) }) }
        yield { entity: buildContainer({ image: buildImage(layer({ 'srv/app': 'x' })) }) }
      },
    }),
    () => Promise.resolve(imageTarget),
  )
  const context = { options: { base }, signal: new AbortController().signal, log: SILENT }
  expect(await Array.fromAsync(target.discover([], context))).toMatchObject([
    { entity: { facts: { '@veinmind/inventory/base-image': { name: base, layers: 1, by: 'layers' } } } },
    {
      entity: {
        facts: { '@veinmind/inventory/base-image': null },
        missing: [{ what: 'base image', reason: `its lowest layers are not those of --base ${base}` }],
      },
    },
  ])
})
