import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { RandomAccess } from '@veinmind/sdk'
import { writeTar } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { writeZip } from '../test/write-zip.ts'
import { readArchive } from './index.ts'
import type { ReadArchiveOptions, Unread } from './index.ts'

async function read(
  bytes: Uint8Array,
  options: Partial<ReadArchiveOptions> = {},
): Promise<{ readonly files: Record<string, string>; readonly unread: Unread[] }> {
  const files: Record<string, string> = {}
  const unread: Unread[] = []
  for await (const member of readArchive(bytes, { unread: (one) => unread.push(one), ...options })) {
    const content = await member.read()
    files[member.path] = content === undefined ? '(unread)' : Buffer.from(content).toString('latin1').slice(0, 100)
  }
  return { files, unread }
}

const tar = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  writeTar(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })))

test('archives in archives in archives, of every kind, each file with its whole path', async () => {
  const jar = writeZip({ 'META-INF/MANIFEST.MF': 'version 2', 'a/B.class': 'class' })
  const war = writeZip({ 'WEB-INF/lib/c.jar': jar, 'index.html': '<p>' })
  const ear = writeZip({
    'b.war': war,
    'conf.tar.gz': gzipSync(tar({ 'etc/app.ini': 'x=1', 'inner.zip': writeZip({ z: '26' }) })),
    'log.gz': gzipSync('a log'),
  })
  const { files, unread } = await read(ear, { wants: ({ name }) => !/\.(?:jar|war|gz|zip)$/.test(name) })
  expect(unread).toEqual([])
  expect(files).toEqual({
    'b.war!/WEB-INF/lib/c.jar!/META-INF/MANIFEST.MF': 'version 2',
    'b.war!/WEB-INF/lib/c.jar!/a/B.class': 'class',
    'b.war!/index.html': '<p>',
    'conf.tar.gz!/etc/app.ini': 'x=1',
    'conf.tar.gz!/inner.zip!/z': '26',
    'log.gz!/log': 'a log',
  })
})

test('tar, tar.gz, tar.zst and gz by themselves; what is no archive has no members', async () => {
  const plain = tar({ 'a.txt': 'one', 'b/c.txt': 'two' })
  for (const bytes of [plain, gzipSync(plain), zstdCompressSync(plain)])
    expect((await read(bytes)).files).toEqual({ 'a.txt': 'one', 'b/c.txt': 'two' })
  expect((await read(gzipSync('only text'))).files).toEqual({ content: 'only text' })
  for (const bytes of [Buffer.from('no archive'), Buffer.alloc(0), Buffer.alloc(5000)])
    expect(await read(bytes)).toEqual({ files: {}, unread: [] })
})

test('a zip behind a program, with a comment, with names in UTF-8, with stored members', async () => {
  const zip = writeZip({ 'ä/ü.txt': 'x', 's.txt': 'stored' }, { comment: 'PK\x05\x06 is no end', stored: true })
  expect(await read(Buffer.concat([Buffer.from('#!/bin/sh\nexec java -jar "$0"\n'), zip]))).toEqual({
    files: { 'ä/ü.txt': 'x', 's.txt': 'stored' },
    unread: [],
  })
})

test('zip64', async () => {
  expect((await read(writeZip({ a: 'one', b: 'two' }, { zip64: true }))).files).toEqual({ a: 'one', b: 'two' })
})

test('what is not wanted is not decompressed, and what is named as an archive and is none is a file', async () => {
  const zip = writeZip({ 'a.jar': 'no archive', 'b.txt': 'b' }, { broken: 'b.txt' })
  expect(await read(zip, { wants: ({ name }) => name === 'a.jar' })).toEqual({
    files: { 'a.jar': 'no archive' },
    unread: [],
  })
  expect(await read(zip)).toEqual({
    files: { 'a.jar': 'no archive', 'b.txt': '(unread)' },
    unread: [{ path: 'b.txt', reason: 'damaged', message: expect.any(String) }],
  })
})

test('encrypted members, other methods, other formats are said', async () => {
  const { unread } = await read(
    writeZip({ a: 'x', 'b.zip': Buffer.from('377abcaf271c0004', 'hex') }, { encrypted: 'a' }),
  )
  expect(unread.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(['a: encrypted', 'b.zip: unknown format'])
  expect((await read(writeZip({ a: 'x' }, { method: 14 }))).unread).toMatchObject([
    { path: 'a', reason: 'unknown method' },
  ])
  expect((await read(Buffer.from('526172211a0700', 'hex'))).unread).toMatchObject([
    { path: '', reason: 'unknown format' },
  ])
})

test('limits: depth, members, bytes of one, bytes of all, ratio', async () => {
  let nested = writeZip({ 'end.txt': 'deep' })
  for (let depth = 0; depth < 4; depth++) nested = writeZip({ 'n.zip': nested })
  expect((await read(nested, { limits: { depth: 3 } })).unread).toMatchObject([
    { path: 'n.zip!/n.zip!/n.zip!/n.zip', reason: 'too deep' },
  ])
  expect(Object.keys((await read(nested, { limits: { depth: 4 } })).files)).toContain(
    'n.zip!/n.zip!/n.zip!/n.zip!/end.txt',
  )
  const many = writeZip(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, 'x'])))
  expect((await read(many, { limits: { members: 49 } })).unread).toMatchObject([{ path: 'f49', reason: 'too many' }])
  const large = writeZip({ zeros: Buffer.alloc(100_000), small: 'x' })
  expect((await read(large, { limits: { memberBytes: 50_000 } })).unread).toMatchObject([
    { path: 'zeros', reason: 'too large' },
  ])
  expect((await read(large, { limits: { totalBytes: 50_000 } })).unread).toMatchObject([
    { path: 'zeros', reason: 'too large' },
  ])
  expect((await read(large, { limits: { ratio: 10, ratioFloor: 1000 } })).unread).toMatchObject([
    { path: 'zeros', reason: 'too large' },
  ])
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  expect((await read(bomb, { limits: { ratio: 10, ratioFloor: 1000 } })).unread).toMatchObject([
    { reason: 'too large' },
  ])
})

test('a member that is larger than its list says is damaged, and costs no more than it says', async () => {
  expect((await read(writeZip({ a: Buffer.alloc(1_000_000) }, { declaredSize: 10 }))).unread).toMatchObject([
    { path: 'a', reason: 'damaged' },
  ])
})

test('a source that is read at random, and refuses what is no place in it', async () => {
  const sourceOf = (bytes: Uint8Array): RandomAccess => ({
    size: bytes.length,
    path: '',
    async read(position, length) {
      if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`there is no ${position}`)
      return bytes.subarray(position, position + length)
    },
  })
  const unread: Unread[] = []
  const names: string[] = []
  for (const zip of [
    writeZip({ a: 'one' }),
    writeZip({ b: 'x' }, { zip64: true, declaredOffset: Number.MAX_SAFE_INTEGER * 512 }),
    gzipSync(tar({ c: 'x' })),
  ]) {
    for await (const member of readArchive(sourceOf(zip), { unread: (one) => unread.push(one) })) {
      names.push(`${member.name} ${Buffer.from((await member.read()) ?? '(unread)').toString()}`)
    }
  }
  expect(names).toEqual(['a one', 'b (unread)', 'c x'])
  expect(unread).toMatchObject([{ path: 'b', reason: 'damaged' }])
})

test('archives that are cut off: what is whole is read, the rest is said', async () => {
  const bytes = tar({ 'a.txt': 'one', 'b.txt': 'x'.repeat(5000) })
  const { files, unread } = await read(bytes.subarray(0, 3000))
  expect(files).toEqual({ 'a.txt': 'one', 'b.txt': '(unread)' })
  expect(unread.length).toBeGreaterThan(0)
  const packed = gzipSync(bytes)
  const cut = await read(packed.subarray(0, packed.length - 12))
  expect(cut.unread[0]).toEqual({ path: '', reason: 'damaged', message: 'it cannot be decompressed to its end' })
  expect(cut.files['a.txt']).toBe('one')
})

test('a zip without its list of members is damaged, and not nothing', async () => {
  const { files, unread } = await read(writeZip({ a: 'x' }).subarray(0, 40))
  expect(files).toEqual({})
  expect(unread).toEqual([{ path: '', reason: 'damaged', message: 'the list of its members is missing' }])
})

test('1,000 damaged archives: no throw, no hang', async () => {
  const jar = writeZip({
    'META-INF/MANIFEST.MF': 'x'.repeat(300),
    'a.tar.gz': gzipSync(tar({ b: 'c' })),
    'raw.bin': deflateRawSync('abc'),
  })
  const subjects = [jar, tar({ 'a.jar': jar, 'b.txt': 'x' }), gzipSync(tar({ 'a.jar': jar }))]
  let state = 5
  const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) % below
  for (let round = 0; round < 1_000; round++) {
    const bytes = Buffer.from(subjects[round % subjects.length] ?? [])
    for (let count = 1 + random(4); count > 0; count--)
      bytes[random(bytes.length)] = [0, 255, random(256)][random(3)] ?? 0
    const end = random(4) === 0 ? random(bytes.length) : bytes.length
    const { files } = await read(bytes.subarray(0, end), { limits: { totalBytes: 1_000_000 } })
    expect(Object.keys(files).length).toBeLessThan(100)
  }
})

test('an abort ends it', async () => {
  const controller = new AbortController()
  const members = readArchive(writeZip({ a: '1', b: '2' }), { unread: () => {}, signal: controller.signal })
  await members.next()
  controller.abort(new Error('enough'))
  await expect(members.next()).rejects.toThrow('enough')
})
