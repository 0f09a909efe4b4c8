import { mib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'
import { makeDatabase, rpmPlugin } from './rpm-plugin.ts'

test('a database of 200 MB is read at random, without being held in memory', async () => {
  const bytes = makeDatabase(2_000, 100_000)
  const files = { 'usr/lib/sysimage/rpm/rpmdb.sqlite': bytes, 'etc/os-release': 'ID=fedora' }
  const image = buildImage(layer(files, { compress: 'none' }))
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10)
  const report = await scanWith(rpmPlugin, image)
  clearInterval(watch)
  expect(report.errors).toEqual([])
  expect(report.assets[0]?.detail).toMatchObject({ size: bytes.length })
  expect(report.assets[0]?.detail['names']).toHaveLength(2_000)
  expect(bytes.length).toBeGreaterThan(mib(190))
  expect(peak - before).toBeLessThan(mib(100))
})
