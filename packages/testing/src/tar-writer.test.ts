import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeHeader, writePax, writeTar } from './index.ts'
import type { TarEntry } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LONG = `${'a'.repeat(120)}/${'b'.repeat(140)}`

const ENTRIES: TarEntry[] = [
  { name: 'etc/', type: 'directory', uid: 7, gid: 8, userName: 'joe', groupName: 'staff' },
  { name: 'etc/hosts', content: 'localhost\n', mode: 0o4755, mtime: 1_700_000_000 },
  { name: LONG, content: 'long' },
  { name: 'link', linkTarget: `${LONG}/${LONG}` },
  { name: 'hard', hardLink: 'etc/hosts' },
  { name: 'big-ids', content: '', uid: 4_000_000_000, gid: 3_000_000_000, mtime: 1_700_000_000.5 },
  { name: `${'d'.repeat(90)}/${'e'.repeat(60)}`, content: 'split in name and prefix' },
  { name: 'dev/null', type: 'character', device: { major: 1, minor: 3 }, mode: 0o666 },
  { name: 'pipe', type: 'fifo' },
]

/** What GNU tar reads of an archive: a foreign reader, so that writer and reader cannot be wrong together. */
function list(archive: Uint8Array): string[] {
  const file = join(folder, 'a.tar')
  writeFileSync(file, archive)
  const args = ['--numeric-owner', '--full-time', '--utc', '-tvf', file]
  return execFileSync('tar', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } })
    .trimEnd()
    .split('\n')
}

test.each(['pax', 'gnu'] as const)('GNU tar reads every kind of entry in %s format', (format) => {
  const lines = list(writeTar(ENTRIES.map((entry) => ({ ...entry, format }))))
  expect(lines).toHaveLength(ENTRIES.length)
  expect(lines[0]).toMatch(/^drwxr-xr-x 7\/8 +0 1970-01-01 00:00:00 etc\/$/)
  expect(lines[1]).toMatch(/^-rwsr-xr-x 0\/0 +10 2023-11-14 22:13:20 etc\/hosts$/)
  expect(lines[2]).toContain(LONG)
  expect(lines[3]).toContain(`link -> ${LONG}/${LONG}`)
  expect(lines[4]).toContain('hard link to etc/hosts')
  expect(lines[5]).toContain('4000000000/3000000000')
  expect(lines[5]).toContain(format === 'pax' ? '22:13:20.5' : '22:13:20')
  expect(lines[6]).toContain(`${'d'.repeat(90)}/${'e'.repeat(60)}`)
  expect(lines[7]).toMatch(/^crw-rw-rw- 0\/0 +1,3 /)
  expect(lines[8]).toMatch(/^prw-r--r-- /)
})

test('extended attributes are bytes, and the length of a PAX record counts itself', () => {
  const pax = Buffer.from(writePax({ 'SCHILY.xattr.security.capability': Uint8Array.from([1, 0, 0, 2, 255]) }))
  const record = pax.subarray(512, 512 + 42)
  expect(record.toString('latin1')).toBe('42 SCHILY.xattr.security.capability=\x01\0\0\x02\xff\n')
  for (let length = 1; length < 1100; length += 1) {
    const body = Buffer.from(writePax({ key: 'x'.repeat(length) })).subarray(512)
    const size = Number.parseInt(body.toString('latin1', 0, 5), 10)
    expect(body[size - 1]).toBe(10)
    expect(size).toBe(String(size).length + 1 + 'key='.length + length + 1)
  }
})

test('a negative time is base-256 in GNU format, and GNU tar reads it', () => {
  expect(list(writeTar([{ name: 'old', mtime: -86_400, format: 'gnu' }]))[0]).toContain('1969-12-31')
})

test('a header may lie: fields are written as they are given', () => {
  const header = Buffer.from(writeHeader({ name: '../../etc/passwd', size: 'zzz', checksum: 1 }))
  expect(header.toString('latin1', 0, 17)).toBe('../../etc/passwd\0')
  expect(header.toString('latin1', 124, 128)).toBe('zzz\0')
  expect(header.toString('latin1', 148, 155)).toBe('0000001')
  expect(Buffer.from(writeTar([{ name: 'a', content: 'x', header: { typeflag: 'Z' } }]))[156]).toBe(0x5a)
})

test('the same entries give the same bytes, raw blocks stand as they are, and the end can be left out', () => {
  expect(writeTar(ENTRIES)).toEqual(writeTar(ENTRIES))
  expect(writeTar([Buffer.from('raw')], { end: false })).toEqual(Buffer.from('raw'))
  expect(writeTar([]).length).toBe(1024)
})
