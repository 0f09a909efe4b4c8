import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache } from '@veinmind/engine'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readHashLists } from '../src/hashes/read-lists.ts'
import malicious from '../src/index.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'malicious-hashes-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const digest = (name: string, text: string): string => createHash(name).update(text).digest('hex')
const write = (name: string, ...lines: readonly string[]): string => {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

test('lists of every form name their files, and only the digests that they hold are asked for', async () => {
  mkdirSync(join(folder, 'lists'))
  write('lists/plain.txt', '# a comment', digest('sha256', 'one').toUpperCase())
  write('lists/named.csv', '"first_seen","sha1","name"', `"2026-11-30","${digest('sha1', 'two')}","Two.Worm"`)
  write('lists/clam.hdb', `${digest('md5', 'three')}:5:Three.Bot`)
  write('lists/clam.hsb', `${digest('sha256', 'four')}:4:Four.Rat:73`)
  write('lists/README', 'no list')
  const image = buildImage(
    layer({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'three', 'a/4': 'four', 'a/5': 'five' }),
    layer(remove('a/4')),
  )
  const options = { hashes: join(folder, 'lists'), clamd: 'off' }
  const report = await scanWith(malicious, image, { options })
  expect(report.errors).toEqual([])
  const found = report.findings.map(({ locations, detail }) => [
    locations[0]?.path ?? '',
    detail['malicious_name'] as string,
  ])
  expect(found.toSorted((a, b) => `${a[0]}`.localeCompare(`${b[0]}`))).toEqual([
    ['/a/1', digest('sha256', 'one')],
    ['/a/2', 'Two.Worm'],
    ['/a/3', 'Three.Bot'],
    ['/a/4', 'Four.Rat'],
  ])
  expect(report).toReport({ rule: 'MAL-302', path: '/a/4', hiddenBy: 1 })
  using only = readHashLists(join(folder, 'lists', 'clam.hdb'))
  expect(only.kinds).toEqual(['md5'])
})

test('a digest that only begins alike is none, whatever the number of entries', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => digest('md5', String(index)))
  using lists = readHashLists(write('many.txt', ...lines))
  expect(lists.count).toBe(5000)
  expect(lines.every((line) => lists.nameOf('md5', line) === line)).toBe(true)
  const [first = ''] = lines
  expect(lists.nameOf('md5', `${first.slice(0, 31)}${first.endsWith('0') ? '1' : '0'}`)).toBeUndefined()
  expect(lists.nameOf('sha256', digest('sha256', '1'))).toBeUndefined()
})

test('another list finds in layers that are known what the first did not', async () => {
  const cache = await openCache({ directory: join(folder, 'cache'), key: Buffer.alloc(32, 1) })
  const image = buildImage(layer({ 'a/1': 'one' }))
  const look = async (text: string): Promise<number> => {
    const options = { hashes: write('list.txt', digest('md5', text)), clamd: 'off' }
    return (await scanWith(malicious, image, { options, cache })).findings.length
  }
  expect([await look('other'), await look('one'), await look('other')]).toEqual([0, 1, 0])
})

test.each([
  ['holds no digest', 'MALICIOUS_HASHES_INVALID'],
  [undefined, 'MALICIOUS_HASHES_UNREADABLE'],
])('a list that %s fails the plugin', async (text, code) => {
  const path = text === undefined ? join(folder, 'absent') : write('list.txt', text)
  const report = await scanWith(malicious, buildImage(layer({ a: 'x' })), { options: { hashes: path, clamd: 'off' } })
  expect(report.plugins[0]?.outcome).toBe('failed')
  expect(report.errors.map((error) => error.code)).toEqual([code])
})
