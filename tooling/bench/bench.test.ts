import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { buildDatabase } from '@veinmind/advisories'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { writeAdvisories } from './advisories.ts'
import { writeIacFiles } from './iac-files.ts'
import { writeLayout } from './many-files.ts'
import { measurePairs, median } from './measure.ts'
import type { Cost } from './measure.ts'
import { worseThan } from './compare.ts'
import { atLeast, compared, figure, mergeTables, table } from './result.ts'
import { secondImage } from './second-image.ts'

const cost = (seconds: number): Cost => ({ seconds, cpuSeconds: seconds, mebibytes: 10, stdout: '' })

test('the first pair warms up, the others count', async () => {
  let calls = 0
  const run = (): Promise<Cost> => Promise.resolve(cost((calls += 1)))
  const pairs = await measurePairs(run, run, 2)
  expect(pairs.map(({ ours, theirs }) => [theirs.seconds, ours.seconds])).toEqual([
    [3, 4],
    [5, 6],
  ])
})

test('a ratio is the median of the pairs, and over its budget it is not kept', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  const pairs = [
    { ours: cost(1), theirs: cost(2) },
    { ours: cost(6), theirs: cost(10) },
    { ours: cost(3), theirs: cost(3) },
  ]
  expect(compared('x', pairs, 0.5)).toMatchObject({ ratio: '0.60 ± 0.25', kept: false })
  expect(compared('x', pairs, 0.6)).toMatchObject({ kept: true })
  expect(table([figure('start', 149.6, { most: 150, unit: 'ms' })])).toContain(
    '| start | 150 ms |  |  |  | ≤ 150 ms | yes |',
  )
})

test('undisturbed pairs alone count; where there is none, the row says so and does not keep its budget', async () => {
  const costs = [0.5, 0, 0, 0.1].map((others) => ({ ...cost(1), others }))
  let runs = 0
  const some = await measurePairs(
    async () => costs[(runs += 1) % costs.length] ?? cost(1),
    async () => ({ ...cost(2), others: 0.1 }),
    2,
  )
  expect([some.length, some.every(({ ours }) => (ours.others ?? 0) < 0.5)]).toEqual([2, true])
  const none = await measurePairs(
    async () => ({ ...cost(1), others: 1 }),
    async () => cost(2),
    2,
  )
  expect(none).toHaveLength(10)
  expect(compared('x', none, 1)).toMatchObject({ ratio: 'disturbed', cpuRatio: '0.50', kept: false })
})

test('a row is worse when it is so by more than the noise of both runs', () => {
  const row = (...ratios: readonly number[]) =>
    compared(
      'scan (2 s)',
      ratios.map((ratio) => ({ ours: cost(ratio), theirs: cost(1) })),
      1,
    )
  expect(worseThan([row(0.5, 0.6, 0.7)], [row(0.65, 0.65)])).toEqual([])
  expect(worseThan([row(0.5, 0.51)], [row(0.65, 0.66)])).toEqual(['scan (2 s): 0.66, and was 0.51 (noise 0.01)'])
  expect(worseThan([row(0.65)], [row(0.5)])).toEqual([])
  const speed = (value: number) => atLeast('speed', value, { least: 1, unit: '×' })
  expect(worseThan([speed(3)], [speed(2)])).toEqual(['speed: 2.00, and was 3.00 (noise 0.15)'])
  expect(worseThan([speed(3)], [speed(2.9), row(1)])).toEqual([])
})

test('rows that are measured again take the place of the old ones, the others stay', () => {
  const row = (what: string, value: number) => figure(what, value, { most: 9, unit: 's' })
  const old = table([row('start \\| of all', 1), row('scan (17 s)', 2), row('other', 3)])
  expect(mergeTables(`Measured once.\n\n${old}\n`, table([row('scan (28 s)', 4), row('new', 5)]))).toBe(
    table([row('start \\| of all', 1), row('scan (28 s)', 4), row('other', 3), row('new', 5)]),
  )
  expect(mergeTables('', old)).toBe(old)
})

test('the second image has the base of the first', () => {
  const image = buildImage(layer({ a: '1' }), layer({ b: '2' }), layer({ c: '3' }))
  const second = secondImage(image)
  const digests = (manifest: Uint8Array): string[] => {
    const { layers } = JSON.parse(Buffer.from(manifest).toString()) as { layers: { digest: string }[] }
    return layers.map(({ digest }) => digest)
  }
  expect(second.shared).toEqual(digests(image.manifest).slice(0, 2))
  expect(digests(second.image.manifest)).toHaveLength(3)
  expect(digests(second.image.manifest).slice(0, 2)).toEqual(second.shared)
  expect(digests(second.image.manifest).every((digest) => second.image.blobs.has(digest))).toBe(true)
})

test('the layer of many files is a tar that others read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-bench-'))
  await writeLayout(folder, 2000)
  const blobs = join(folder, 'blobs/sha256')
  const gzip = readdirSync(blobs).find((name) => readFileSync(join(blobs, name)).readUInt16BE(0) === 0x1f8b) ?? ''
  const listed = execFileSync('tar', ['-tzf', join(blobs, gzip)], { encoding: 'utf8' })
    .trim()
    .split('\n')
  expect([listed.length, listed[0], listed.at(-1)]).toEqual([2000, 'srv/0/file-0', 'srv/1/file-1999'])
  rmSync(folder, { recursive: true })
})

test('the files of a seed are the same, and each is another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-bench-'))
  for (const name of ['one', 'two']) writeIacFiles(join(folder, name), 60)
  const read = (name: string): Map<string, string> => {
    const paths = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.includes('.'),
    )
    return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, name, path), 'utf8')]))
  }
  const files = read('one')
  expect(read('two')).toEqual(files)
  expect([files.size, new Set(files.values()).size]).toEqual([60, 60])
  expect(new Set([...files.keys()].map(extname))).toEqual(new Set(['.yaml', '.Dockerfile']))
  rmSync(folder, { recursive: true })
})

test('the advisories of a seed are the same, and all of them are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-bench-'))
  for (const name of ['one', 'two']) await writeAdvisories(join(folder, `${name}.jsonl`), 4000)
  const read = (name: string): string => readFileSync(join(folder, `${name}.jsonl`), 'utf8')
  expect(read('two')).toBe(read('one'))
  const { sources, bad } = await buildDatabase({ from: [join(folder, 'one.jsonl')], folder: join(folder, 'db') })
  expect([sources.reduce((sum, { records }) => sum + records, 0), bad.count]).toEqual([1000, 0])
  rmSync(folder, { recursive: true })
})
