import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, cpSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDatabase, diffDatabases, exportDatabase, importDatabase, openDatabase } from '../src/index.ts'
import { buildFrom, makeTestFolder, osv, range, writeFiles } from './built-database.ts'

const A = osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', { ranges: [range('i0 f1.0.0')] })
const B = osv('ALSA-2024:1', 'AlmaLinux:9', 'bash', { related: ['CVE-2024-0001'], ranges: [range('i0 f2')] })
const LINES = `${JSON.stringify(B)}\n${JSON.stringify(A)}\n`

const databaseOf = (folder: string, group: string): string =>
  join(folder, readdirSync(folder).find((name) => name.startsWith(group)) ?? '')

test('equal sources give equal bytes, in whatever order and packing they come', async () => {
  const folder = makeTestFolder()
  writeFiles(folder, { 'one/a.json': A, 'one/b.json': B, 'two/x.jsonl': LINES, 'two/b.json': B })
  const now = new Date('2026-11-30T00:00:00Z')
  const infos = []
  for (const name of ['one', 'two'])
    infos.push(await buildDatabase({ from: [join(folder, name)], folder: join(folder, `db-${name}`), now }))
  expect(infos[1]?.files).toEqual(infos[0]?.files)
  expect(infos[1]?.sources.map(({ digest }) => digest)).toEqual(infos[0]?.sources.map(({ digest }) => digest))
  expect(infos[0]?.date).toBe('2026-01-02')
})

test('bad records are counted and named, and stop nothing; a date to come makes nothing younger', async () => {
  const { info, flaws } = await buildFrom({
    'a.json': { ...A, modified: '2031-01-01T00:00:00Z' },
    'b.json': '{"id": "GHSA-x',
    'c.json': { id: 'no id at all', affected: [] },
    'd.json': [1, 2],
    'd.txt.json': { some: 'settings' },
    'e.yaml': 'id: [',
    'f.xml': '<html/>',
    'README.md': 'no advisory',
  })
  expect(flaws({ ecosystem: 'npm', name: 'left', version: '0.1.0' })).toHaveLength(1)
  expect(info.bad.count).toBe(3)
  expect(info.bad.first.map(({ where }) => where.slice(-6))).toEqual(['b.json', 'c.json', 'e.yaml'])
  expect(info.unknown.first.map((where) => where.replace(/^.*\//, ''))).toEqual(['d.json', 'd.txt.json', 'f.xml'])
  expect(info.date).toBe('')
})

test('nothing to build from is an error that names what is wrong', async () => {
  const folder = makeTestFolder()
  writeFiles(folder, { 'from/a.json': '{' })
  const build = (path: string) => buildDatabase({ from: [path], folder: join(folder, 'db') })
  await expect(build(join(folder, 'from'))).rejects.toMatchObject({ code: 'ADVISORIES_NOTHING' })
  await expect(build(join(folder, 'none'))).rejects.toMatchObject({ code: 'ADVISORIES_SOURCE_UNREADABLE' })
  expect(await openDatabase(join(folder, 'db'))).toBeUndefined()
})

test('a cut file, an altered one, a missing one and a newer schema are refused by name', async () => {
  const { folder } = await buildFrom({ 'a.json': A, 'b.json': B })
  const broken = async (harm: (copy: string) => void) => {
    const copy = join(makeTestFolder(), 'db')
    cpSync(folder, copy, { recursive: true })
    harm(copy)
    return openDatabase(copy).then(
      () => 'opened',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    )
  }
  expect(await broken(() => {})).toBe('opened')
  expect(await broken((copy) => truncateSync(databaseOf(copy, 'rpm'), 4096))).toMatch(/DAMAGED.*rpm.*is cut/)
  expect(
    await broken((copy) => {
      const path = databaseOf(copy, 'languages')
      const bytes = readFileSync(path)
      bytes[5000] = (bytes[5000] ?? 0) ^ 1
      writeFileSync(path, bytes)
      utimesSync(path, new Date(), new Date())
    }),
  ).toMatch(/DAMAGED.*languages.*not the digest/)
  expect(await broken((copy) => copyFileSync(join(copy, 'index.json'), databaseOf(copy, 'rpm')))).toMatch(/DAMAGED/)
  const schema = (copy: string, to: string) => {
    const path = join(copy, 'index.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"schema": 1', `"schema": ${to}`))
  }
  expect(await broken((copy) => schema(copy, '99'))).toMatch(/NEWER.*schema 99/)
  expect(await broken((copy) => schema(copy, '"1"'))).toMatch(/DAMAGED/)
  expect(await broken((copy) => writeFileSync(join(copy, 'index.json'), '{"schema": 1'))).toMatch(/DAMAGED/)
  expect(
    await broken((copy) => {
      const path = join(copy, 'index.json')
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"file": "rpm-[^"]+"/, '"file": "../../etc/passwd"'))
    }),
  ).toMatch(/DAMAGED/)
})

test('into one file and out of it; what is there already is not brought again', async () => {
  const first = await buildFrom({ 'a.json': A, 'b.json': B })
  const file = join(makeTestFolder(), 'db.tar')
  const to = join(makeTestFolder(), 'db')
  await exportDatabase(first.folder, file)
  expect((await importDatabase(file, to)).files).toHaveLength(2)
  expect((await importDatabase(file, to)).files).toEqual([])
  using database = await openDatabase(to)
  expect(database?.info).toEqual(first.info)

  const second = await buildFrom({
    'a.json': A,
    'c.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'right', { versions: ['1.0.0'] }),
  })
  await exportDatabase(second.folder, file)
  const { files } = await importDatabase(file, to)
  expect(files.map((name) => name.split('-')[0])).toEqual(['languages'])
  expect(readdirSync(to).filter((name) => name.endsWith('.db'))).toEqual(files)
})

test('a file that is cut or altered leaves the old database as it was', async () => {
  const { folder, info } = await buildFrom({ 'a.json': A, 'b.json': B })
  const other = await buildFrom({ 'a.json': { ...B, summary: 'other words' } })
  const file = join(makeTestFolder(), 'db.tar')
  await exportDatabase(other.folder, file)
  const whole = readFileSync(file)
  for (const end of [0, 300, 1500, whole.length >> 1]) {
    writeFileSync(file, whole.subarray(0, end))
    await expect(importDatabase(file, folder)).rejects.toMatchObject({ code: 'ADVISORIES_DAMAGED' })
  }
  const codes = new Set<string>()
  for (let at = 512; at < whole.length - 1024; at += 97) {
    const harmed = Buffer.from(whole)
    harmed[at] = (harmed[at] ?? 0) ^ 0x10
    writeFileSync(file, harmed)
    codes.add(
      await importDatabase(file, join(folder, 'x')).then(
        () => 'imported',
        (error: { code: string }) => error.code,
      ),
    )
  }
  // What stands between the files, and words of the index that nothing depends on, mean nothing.
  expect([...codes].filter((code) => !/^(?:imported|ADVISORIES_(?:DAMAGED|NEWER|NO_SPACE))$/.test(code))).toEqual([])
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual(['.lock'])
  using database = await openDatabase(folder)
  expect(database?.info).toEqual(info)
})

test('signed, by which key; the signature goes with the database, and not with another', async () => {
  const pair = () =>
    generateKeyPairSync('ed25519', {
      privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
      publicKeyEncoding: { format: 'pem', type: 'spki' },
    })
  const [mine, theirs] = [pair(), pair()]
  const { folder } = await buildFrom({ 'a.json': A })
  const file = join(makeTestFolder(), 'db.tar')
  const to = join(makeTestFolder(), 'db')
  const codeOf = (key: string) =>
    importDatabase(file, to, { key }).then(
      () => 'imported',
      ({ code }: { code: string }) => code,
    )
  await exportDatabase(folder, file)
  expect(await codeOf(mine.publicKey)).toBe('ADVISORIES_UNSIGNED')
  await exportDatabase(folder, file, { signKey: mine.privateKey })
  expect(await codeOf(theirs.publicKey)).toBe('ADVISORIES_SIGNATURE_WRONG')
  expect(await codeOf('no key')).toBe('ADVISORIES_KEY_INVALID')
  expect(await openDatabase(to)).toBeUndefined()
  expect(await codeOf(mine.publicKey)).toBe('imported')
  // Passed on by one who has no key.
  await exportDatabase(to, file)
  expect(await codeOf(mine.publicKey)).toBe('imported')
  await buildDatabase({ from: [join(folder, '..', 'from')], folder: to, now: new Date('2020-01-01') })
  await exportDatabase(to, file)
  expect(await codeOf(mine.publicKey)).toBe('ADVISORIES_UNSIGNED')
})

test('an open database stays as it is while another takes its place', async () => {
  const first = await buildFrom({ 'a.json': A, 'b.json': B })
  const other = await buildFrom({ 'c.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'right', { versions: ['1.0.0'] }) })
  const file = join(makeTestFolder(), 'db.tar')
  await exportDatabase(other.folder, file)
  using open = await openDatabase(first.folder)
  await importDatabase(file, first.folder)
  expect(open?.advicesOn('AlmaLinux:9', 'bash').map(({ advisory }) => advisory.id)).toEqual(['ALSA-2024:1'])
  using now = await openDatabase(first.folder)
  expect(now?.has('AlmaLinux:9')).toBe(false)
})

test('what differs between two databases', async () => {
  const one = await buildFrom({ 'a.json': A, 'b.json': B })
  const two = await buildFrom({
    'a.json': { ...A, summary: 'new words' },
    'c.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'right', { versions: ['1.0.0'] }),
  })
  expect(await diffDatabases(one.folder, two.folder)).toMatchObject({
    sources: [
      { name: 'AlmaLinux', before: { records: 1 } },
      { name: 'GitHub', before: { records: 1 }, after: { records: 2 } },
    ],
    ecosystems: [
      { name: 'AlmaLinux:9', before: 1, after: 0 },
      { name: 'npm', before: 1, after: 2 },
    ],
    advisories: [
      {
        group: 'languages',
        added: { count: 1, first: ['GHSA-aaaa-bbbb-0002'] },
        removed: { count: 0 },
        changed: { count: 1, first: ['GHSA-aaaa-bbbb-0001'] },
      },
      { group: 'rpm', removed: { count: 1, first: ['ALSA-2024:1'] } },
    ],
  })
})
