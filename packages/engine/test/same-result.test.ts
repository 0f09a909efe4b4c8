import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import type { Plugin } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { listFiles } from '../src/store/cache-files.ts'
import type { ScanOptions } from '../src/index.ts'
import { openCache, scan } from '../src/index.ts'
import finder from './finder-plugin.ts'
import { counted, finderOptions, summarize } from './helpers.ts'
import { randomImage } from './random-image.ts'

/** What must not depend on how a scan is run. */
function essence(report: Report) {
  const plugins = report.plugins.map(({ coverage, ...rest }) => ({
    ...rest,
    durationMs: 0,
    coverage: { ...coverage, rereads: 0 },
  }))
  return {
    found: summarize(report),
    errors: report.errors,
    targets: report.targets.map(({ name, outcome }) => [name, outcome]),
    plugins,
  }
}

/** The same plugin as a bare value, which cannot be sent to a worker. */
const local: Plugin = Object.fromEntries(
  Object.entries(finder).filter(([name]) => name !== 'module'),
) as unknown as Plugin

test('the same records with 1, 2 and 4 workers, in the process, cold, warm, half cached and with a damaged cache', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-same-'))
  try {
    for (let seed = 100; seed < 106; seed++) {
      const images = [randomImage(seed, 4), randomImage(seed + 1000, 3)].map((image, number) =>
        counted({ ...image, name: `image ${number}` }),
      )
      const run = async (more: Partial<ScanOptions>) => essence(await scan(images, finderOptions(more)))
      const cache = await openCache({ directory: join(directory, String(seed)), key: Buffer.alloc(32) })
      const first = await run({ workers: 1 })
      expect(first.found.length).toBeGreaterThan(10)
      expect(await run({ workers: 2, cache })).toEqual(first)
      const opened = images.map((image) => [...image.opened])
      expect(await run({ workers: 4, cache, concurrency: 1 })).toEqual(first)
      expect(images.map((image) => image.opened)).toEqual(opened)
      expect(await run({ plugins: [local] })).toEqual(first)
      for (const [index, { path }] of (await listFiles(join(cache.directory, 'v2'))).entries()) {
        if (index % 3 === 0) await rm(path)
        else if (index % 3 === 1) await writeFile(path, 'damaged')
      }
      expect(await run({ workers: 2, cache, concurrency: 3 })).toEqual(first)
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}, 120_000)

test('layers that images share are opened once, also at the same time and with no cache', async () => {
  const image = counted(randomImage(5, 3))
  const links = await scan([image], finderOptions())
  const alone = [...image.opened]
  image.opened.fill(0)
  const same = Array.from({ length: 4 }, (_value, number) => ({
    ...image,
    id: `id ${number}`,
    name: `image ${number}`,
  }))
  const report = await scan(same, finderOptions({ concurrency: 4 }))
  expect(report.findings).toHaveLength(4 * links.findings.length)
  // What links lead to is read once an image; the layers themselves once in all.
  const forLinks = alone.map((count) => count - 1)
  expect(image.opened.every((count, index) => count <= 1 + 4 * (forLinks[index] ?? 0))).toBe(true)
})
