import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, layer, remove } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { counted, find, finderOptions } from '../../test/helpers.ts'
import { openCache, scan } from '../index.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-scan-'))
})
afterEach(() => rm(directory, { recursive: true }))

const withoutTime = (report: Report) => report.findings.map((finding) => ({ ...finding, time: '' }))

test('every want, over layers with what hides them', async () => {
  const image = buildImage(
    layer({
      'app/config': 'my SECRET is a token=1',
      'app/large': { content: `${'x'.repeat(mib(4))}secret` },
      'bin/su': { content: 'abc', mode: 0o4755 },
      'bin/elf': new Uint8Array([127, 69, 76, 70, 1, 2, 3]),
      'etc/shadow': 'root:x\nme:y',
      'var/a.db': 'a database 1234',
      'big/one': { content: 'y'.repeat(mib(5)) },
      'skip/this': 'secret',
      utf16: Buffer.from('\ufeffa secret', 'utf16le'),
    }),
    layer({ ...remove('app/config'), 'etc/shadow': 'root:z' }),
  )
  expect(await find(image, { spoolDir: directory })).toEqual([
    'F-database /var/a.db @0 {"size":15,"last":"1234"}',
    'F-magic /bin/elf @0 {"elf":true}',
    'F-shadow /etc/shadow @0 hidden by 1 {"first":"root:x"}',
    'F-shadow /etc/shadow @1 {"first":"root:z"}',
    'F-suid /bin/su @0 {"size":3,"given":0}',
    'F-sum /big/one @0 {"size":5242880}',
    'F-words /app/config @0 hidden by 1 {"words":["secret","token="],"size":22,"truncated":false}',
    'F-words /app/large @0 {"words":["secret"],"size":3145728,"truncated":true}',
    'F-words /utf16 @0 {"words":["secret"],"size":18,"truncated":false}',
  ])
  expect(await readdir(directory)).toEqual([])
})

test('a warm scan opens no layer, and says the same', async () => {
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  const image = counted(
    buildImage(
      layer({ a: 'secret', 'etc/shadow': { symlink: '/data/shadow' } }),
      layer({ 'data/shadow': 'root:1' }),
      layer({}),
    ),
  )
  const cold = await scan([image], finderOptions({ cache }))
  const opened = [...image.opened]
  const warm = await scan(
    [image],
    finderOptions({ cache: await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) }) }),
  )
  expect(image.opened).toEqual(opened)
  expect(withoutTime(warm)).toEqual(withoutTime(cold))
  expect(warm.targets[0]?.layers?.map(({ source }) => source)).toEqual(['cache', 'cache', 'cache'])
  expect(warm.plugins[0]?.coverage).toEqual({ ...cold.plugins[0]?.coverage, rereads: 0 })
})

test('other options, other rule files by content: read again', async () => {
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  const image = counted(buildImage(layer({ a: 'hello' })))
  const rules = join(directory, 'rules.txt')
  await writeFile(rules, 'nothing\n')
  const again = () => find(image, { cache, pluginOptions: { finder: { rules } } })
  expect(await again()).toEqual([])
  expect(await again()).toEqual([])
  expect(image.opened).toEqual([1])
  await writeFile(rules, 'hello\n')
  expect(await again()).toHaveLength(1)
  expect(image.opened).toEqual([2])
})

test('a finding links to the README of its plugin’s package', async () => {
  const report = await scan([buildImage(layer({ a: 'secret' }))], finderOptions())
  expect(report.findings[0]?.rule.docs).toMatch(/^https:\/\/\S+\/packages\/engine#f-words$/)
})

test('where an entity was had stands in the report, and no plugin learns it', async () => {
  const image = buildImage(layer({ 'etc/passwd': 'root' }))
  const seen: string[] = []
  const curious = definePlugin({
    name: 'curious',
    version: '1.0.0',
    title: 'Looks at all that it is given',
    description: 'For a test',
    commands: [imageCommand(async (entity) => void seen.push(JSON.stringify(entity)))],
  })
  const { targets } = await scan([{ entity: image, source: 'docker (unix:///somewhere)' }], { plugins: [curious] })
  expect(targets[0]?.source).toBe('docker (unix:///somewhere)')
  expect(seen).toEqual([expect.not.stringContaining('somewhere')])
})
