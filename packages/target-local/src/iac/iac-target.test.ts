import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Discovered } from '@veinmind/sdk/target'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { discoverFiles } from '../index.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'veinmind-iac-'))
})
afterEach(() => rm(root, { recursive: true }))

async function write(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
}

async function discover(target = root) {
  const found: Discovered[] = await Array.fromAsync(discoverFiles(target, new AbortController().signal))
  // Targets are named with the folder that was asked for.
  const shown = (name: string): string => name.replace(`${root}/`, '')
  return found.map((item) => {
    if ('entity' in item) return shown(item.entity.name)
    return 'error' in item
      ? `${shown(item.target)}: ${item.error.code}`
      : `${shown(item.target)}: skipped, ${item.skipped}`
  })
}

test('candidates of a folder, sorted; other people’s folders, links and other files are left out', async () => {
  await write({
    'b/Dockerfile': 'FROM a',
    'b/a.yaml': 'a: 1',
    'a.json': '{}',
    'main.go': '',
    '.git/x.yaml': '',
    'node_modules/x.json': '',
    'b/node_modules/y.json': '',
    '.github/ci.yml': '',
  })
  await symlink('/etc', join(root, 'etc'))
  await symlink('/etc/passwd', join(root, 'passwd.yaml'))
  expect(await discover()).toEqual([
    'a.json',
    'passwd.yaml: skipped, a symbolic link, which is not followed',
    '.github/ci.yml',
    'b/Dockerfile',
    'b/a.yaml',
    '.git: skipped, nothing of one’s own is in it',
    'node_modules: skipped, nothing of one’s own is in the 2 folders of this name',
  ])
})

test('names that are no UTF-8, or have two lines, are read; what is no file is said', async () => {
  const folder = Buffer.concat([Buffer.from(`${root}/a`), Buffer.from([0xff])])
  await mkdir(folder)
  for (const byte of [0xfe, 0xff])
    await writeFile(Buffer.concat([folder, Buffer.from('/'), Buffer.from([byte]), Buffer.from('.yaml')]), 'a: 1')
  await writeFile(join(root, 'two\nlines.yaml'), '')
  await promisify(execFile)('mkfifo', [join(root, 'fifo.yaml')])
  const found = await Array.fromAsync(discoverFiles(root, new AbortController().signal))
  const files = found.flatMap((item) => ('entity' in item && item.entity.kind === 'iac' ? [item.entity] : []))
  expect(files.map(({ path, bytes }) => [path, bytes.length])).toEqual([
    ['two\nlines.yaml', 0],
    ['a\udcff/\udcfe.yaml', 4],
    ['a\udcff/\udcff.yaml', 4],
  ])
  expect(new Set(files.map(({ id }) => id)).size).toBe(3)
  expect(await discover()).toContain('fifo.yaml: skipped, not a regular file')
})

test('a link that is named is followed', async () => {
  await write({ 'releases/1/Dockerfile': 'FROM a' })
  await symlink('releases/1', join(root, 'current'))
  await symlink('releases/1/Dockerfile', join(root, 'link'))
  expect(await discover(join(root, 'current'))).toEqual(['current/Dockerfile'])
  expect(await discover(join(root, 'link'))).toEqual([expect.stringMatching(/releases\/1\/Dockerfile$/)])
})

test('a file is named with its folder, as its user would name it; its path is from that folder', async () => {
  await write({ 'in/a/Dockerfile': '' })
  const named = async (target: string) =>
    (await Array.fromAsync(discoverFiles(target, new AbortController().signal))).map((item) =>
      'entity' in item && item.entity.kind === 'iac' ? [item.entity.name, item.entity.path] : item,
    )
  expect(await named(join(root, 'in'))).toEqual([[join(root, 'in/a/Dockerfile'), 'a/Dockerfile']])
  expect(await named(join(root, 'in/a/Dockerfile'))).toEqual([[join(root, 'in/a/Dockerfile'), 'Dockerfile']])
})

test('what .veinmindignore names is said', async () => {
  await write({
    '.veinmindignore': '# ours\n*.json\n!keep.json\nold/\n/deploy/secret.yaml\n',
    'a.json': '{}',
    'keep.json': '{}',
    'old/Dockerfile': '',
    'deploy/secret.yaml': '',
    'x/deploy/secret.yaml': '',
  })
  expect(await discover()).toEqual(
    [
      'a.json: skipped, named in .veinmindignore',
      'keep.json',
      'old: skipped, named in .veinmindignore',
      'deploy/secret.yaml: skipped, named in .veinmindignore',
      'x/deploy/secret.yaml',
    ].sort((a, b) => order(a) - order(b)),
  )
})

test('an ignore file that is a link to something without end is said, and leaves nothing out', async () => {
  await write({ 'a.json': '{}' })
  await symlink('/dev/zero', join(root, '.veinmindignore'))
  expect(await discover()).toEqual(['.veinmindignore: LOCAL_IAC_UNREADABLE', 'a.json'])
})

test('one file by its name, whatever that is; one that is not there is an error', async () => {
  await write({ 'infra.txt': 'FROM a' })
  expect(await discover(join(root, 'infra.txt'))).toEqual(['infra.txt'])
  expect(await discover(join(root, 'none'))).toEqual(['none: LOCAL_IAC_NOT_FOUND'])
})

test('a file gives the others of its folder, nothing outside of it and no links', async () => {
  await write({ 'in/a/compose.yaml': '', 'in/b/base.txt': 'b', 'in/large.yaml': '', 'out.yaml': 'o' })
  await symlink(join(root, 'out.yaml'), join(root, 'in', 'link.yaml'))
  await symlink(root, join(root, 'in', 'folder'))
  await truncate(join(root, 'in', 'large.yaml'), 9 << 20)
  const [first] = await Array.fromAsync(discoverFiles(join(root, 'in'), new AbortController().signal)).then((found) =>
    found.flatMap((item) => ('entity' in item ? [item.entity] : [])),
  )
  if (first?.kind !== 'iac') throw new Error('there is no file')
  expect(
    await first.sibling?.('b/base.txt').then((other) => [other?.path, other && Buffer.from(other.bytes).toString()]),
  ).toEqual(['b/base.txt', 'b'])
  for (const path of [
    '../out.yaml',
    'a/../../out.yaml',
    '/etc/passwd',
    'link.yaml',
    'folder/out.yaml',
    'a',
    '',
    'a//compose.yaml',
    'none',
    'a\0b',
  ]) {
    expect([path, await first.sibling?.(path)]).toEqual([path, undefined])
  }
  const below = async (folder: string) =>
    (await Array.fromAsync(first.below?.(folder) ?? []))
      .map(({ path }) => path)
      .toSorted((one, other) => (one < other ? -1 : 1))
  expect(await below('b')).toEqual(['b/base.txt'])
  expect((await below('')).filter((path) => path.includes('link') || path.includes('folder'))).toEqual([])
  for (const path of ['..', '/etc', 'folder', 'b/..', 'none', 'a\0b'])
    expect([path, await below(path)]).toEqual([path, []])
  expect(await first.sibling?.('large.yaml').then((large) => [large?.bytes.length, large?.isCut])).toEqual([
    8 << 20,
    true,
  ])
})

/** Files of a folder come before its folders. */
const order = (line: string): number =>
  ['a.json', 'keep.json', 'old', 'deploy', 'x'].findIndex((start) => line.startsWith(start))
