import { createHash } from 'node:crypto'
import {
  content,
  defineInspector,
  definePlugin,
  digest,
  head,
  imageCommand,
  kib,
  metadata,
  mib,
  spool,
  stream,
} from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import plugin, { seen } from '../../test/digest-plugin.ts'
import { counted } from '../../test/helpers.ts'
import { areDigestNames, createHasher, selectDigests } from './digests.ts'
import { scan } from '../index.ts'

const of = (name: string, text: string) => createHash(name).update(text).digest('hex')

test('what nobody asks for is not computed, and what several ask for is computed once', () => {
  expect(createHasher([metadata(), stream(), head(4), content({ max: 4 })])).toBeUndefined()
  const wants = [digest(['sha256']), head(4, { digests: ['sha256', 'md5'] }), stream()]
  const hasher = createHasher(wants)
  hasher?.update(Buffer.from('ab'))
  hasher?.update(Buffer.from('c'))
  const all = hasher?.finish()
  expect(all).toEqual({ md5: of('md5', 'abc'), sha256: of('sha256', 'abc') })
  expect(hasher?.finish()).toBe(all)
  expect(wants.map((want) => selectDigests(all, want))).toEqual([{ sha256: of('sha256', 'abc') }, all, undefined])
})

test('names of digests are a closed set', () => {
  expect([['md5', 'sha1', 'sha256'], [], ['sha512'], 'md5', undefined].map(areDigestNames)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

const files = {
  empty: '',
  small: 'a needle',
  large: `needle${'x'.repeat(kib(300))}`,
  huge: 'y'.repeat(mib(3)),
}

test.each([0, 1])('every want has its digests of the whole file, in the one pass (%i workers)', async (workers) => {
  const image = counted(buildImage(layer(files)))
  const report = await scan([image], { plugins: [plugin], workers })
  const found = Object.groupBy(seen.splice(0), ({ inspector }) => inspector)
  const expected = (names: readonly string[], max: number, paths = Object.entries(files)) =>
    paths.map(([path, text]) => ({
      path: `/${path}`,
      given: Math.min(max, text.length),
      digests: Object.fromEntries(names.map((name) => [name, of(name, text)])),
    }))
  const records = (id: string) => found[id]?.map(({ record }) => record)
  expect(records('whole')).toEqual(expected(['sha256'], 0))
  expect(records('begin')).toEqual(expected(['md5', 'sha256'], 4))
  expect(records('part')).toEqual(expected(['sha1'], kib(1)))
  expect(records('disk')).toEqual(expected(['md5'], 0))
  expect(records('plain')).toEqual(expected([], 4))
  const withWord = Object.entries(files).filter(([, text]) => text.includes('needle'))
  expect(records('word')).toEqual(expected(['sha256'], mib(4), withWord))
  expect(image.opened).toEqual([1])
  expect(report.errors).toEqual([])
})

test('a digest for a file on disk does not end with those who want its beginning alone', async () => {
  const disk = defineInspector({
    id: 'disk',
    version: 1,
    wants: () => spool({ max: mib(1), digests: ['md5'] }),
    inspect: ({ digests }) => digests.md5,
  })
  const begin = defineInspector({ id: 'begin', version: 1, wants: () => head(4), inspect: ({ bytes }) => bytes.length })
  const found: unknown[] = []
  const both = definePlugin({
    name: 'both',
    title: 'Both',
    inspectors: [begin, disk],
    commands: [
      imageCommand((_image, context) => {
        for (const one of [begin, disk]) for (const { record } of context.records<unknown>(one)) found.push(record)
      }),
    ],
  })
  const text = 'z'.repeat(kib(200))
  const report = await scan([buildImage(layer({ a: text }))], { plugins: [both], workers: 0 })
  expect([report.errors, found]).toEqual([[], [4, of('md5', text)]])
})
