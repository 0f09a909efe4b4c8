import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'
import { makeDatabase, rpmPlugin } from './rpm-plugin.ts'

test('a database is opened from a private file, which is gone afterwards', async () => {
  const bytes = makeDatabase(200, 10_000)
  const image = buildImage(
    layer({
      'usr/lib/sysimage/rpm/rpmdb.sqlite': bytes,
      'etc/os-release': 'ID=fedora\n',
      'x/rpmdb.sqlite': 'no database at all',
    }),
  )
  const report = await scanWith(rpmPlugin, image)
  expect(report.errors).toEqual([])
  expect(report.assets.map(({ detail }) => detail)).toMatchObject([{ size: bytes.length, release: 'ID=fedora\n' }])
  expect(report.assets[0]?.detail['names']).toHaveLength(200)
})
