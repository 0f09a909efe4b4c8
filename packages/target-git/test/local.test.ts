import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'
import { createRepository } from './git-server.ts'
import type { TestRepository } from './git-server.ts'

let repository: TestRepository
let folder = ''
let bare = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-test-local-'))
  repository = createRepository()
  const text = 'kind: Pod\n'.repeat(200)
  for (const at of [1, 2, 3])
    repository.commit({ 'a/pod.yaml': `${text}# ${at}\n`, 'b/pod.yaml': `# b ${at}\n${text}` })
  repository.git('tag', '-a', 'v1', '-m', 'x', 'HEAD~1')
  bare = join(folder, 'app.git')
  repository.git('clone', '-q', '--bare', repository.path, bare)
})
afterEach(() => {
  repository[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

async function read(path: string, ref?: string): Promise<string[]> {
  await using opened = await openRepository(parseAddress(path), {
    signal: AbortSignal.timeout(10_000),
    ...(ref === undefined ? {} : { ref }),
  })
  const items = await Array.fromAsync(opened.files())
  return items.map((item) =>
    'file' in item
      ? `${item.file.path} ${/# .*/.exec(item.file.content.toString())?.[0]}`
      : 'failure' in item
        ? `${item.failure.path} ${item.failure.error.code}`
        : JSON.stringify(item),
  )
}

const NEWEST = ['a/pod.yaml # 3', 'b/pod.yaml # b 3']
const inBare = (...args: string[]): string =>
  execFileSync('git', ['-C', bare, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }).trim()

test('loose objects, packs with chains of deltas, packed references: the same', async () => {
  expect(await read(repository.path)).toEqual(NEWEST)
  expect(await read(bare)).toEqual(NEWEST)
  inBare('repack', '-adfq', '--depth=50')
  inBare('pack-refs', '--all')
  expect(await read(bare)).toEqual(NEWEST)
  expect(await read(bare, 'v1')).toEqual(['a/pod.yaml # 2', 'b/pod.yaml # b 2'])
  expect(await read(bare, 'refs/heads/main')).toEqual(NEWEST)
  expect(await read(bare, inBare('rev-parse', 'main~2'))).toEqual(['a/pod.yaml # 1', 'b/pod.yaml # b 1'])
  expect(await read(bare, inBare('rev-parse', '--short', 'main'))).toEqual(NEWEST)
  inBare('update-ref', '--no-deref', 'HEAD', 'main~2')
  expect(await read(bare)).toEqual(['a/pod.yaml # 1', 'b/pod.yaml # b 1'])
})

test('a branch that is called like a commit is not that commit', async () => {
  const first = inBare('rev-parse', 'main~2')
  writeFileSync(join(bare, 'refs/heads', first), `${inBare('rev-parse', 'main')}\n`)
  expect(await read(bare, first)).toEqual(['a/pod.yaml # 1', 'b/pod.yaml # b 1'])
})

test('an object that is damaged, another’s or gone fails alone', async () => {
  const objects = join(repository.path, '.git/objects')
  const pathOf = (name: string): string =>
    repository.git('rev-parse', `HEAD:${name}`).replace(/^../, (start) => `${join(objects, start)}/`)
  const [one, other] = [pathOf('a/pod.yaml'), pathOf('b/pod.yaml')]
  chmodSync(one, 0o644)
  const kept = readFileSync(one)
  for (const content of [Buffer.from('nonsense'), kept.subarray(0, 20), readFileSync(other)]) {
    writeFileSync(one, content)
    expect(await read(repository.path)).toEqual(['a/pod.yaml GIT_DAMAGED', 'b/pod.yaml # b 3'])
  }
  rmSync(one)
  expect(await read(repository.path)).toEqual(['a/pod.yaml GIT_DAMAGED', 'b/pod.yaml # b 3'])
  rmSync(pathOf('b'))
  expect(await read(repository.path)).toEqual(['a/pod.yaml GIT_DAMAGED', 'b GIT_DAMAGED'])
})

test('what is no file of git’s is not opened: links, pipes, indexes that lie', async () => {
  inBare('repack', '-adfq')
  const packs = join(bare, 'objects/pack')
  const [index = ''] = readdirSync(packs).filter((name) => name.endsWith('.idx'))
  chmodSync(join(packs, index), 0o644)
  const bytes = readFileSync(join(packs, index))
  for (const at of [0, 7, 8, 8 + 255 * 4, bytes.length - 60]) {
    writeFileSync(
      join(packs, index),
      Buffer.concat([bytes.subarray(0, at), Buffer.from([bytes[at]! ^ 0x7f]), bytes.subarray(at + 1)]),
    )
    const items = await read(bare).catch((error: { code: string }) => [error.code])
    expect(
      items.filter((item) => !NEWEST.includes(item) && !item.endsWith('GIT_DAMAGED') && item !== 'GIT_REF_NOT_FOUND'),
    ).toEqual([])
  }
  writeFileSync(join(packs, index), bytes.subarray(0, 500))
  await expect(read(bare)).rejects.toMatchObject({ code: 'GIT_DAMAGED' })
  const pack = join(packs, index.replace('.idx', '.pack'))
  writeFileSync(join(packs, index), bytes)
  renameSync(pack, join(folder, 'pack'))
  symlinkSync('/dev/zero', pack)
  await expect(read(bare)).rejects.toMatchObject({ code: 'GIT_DAMAGED' })
  rmSync(join(bare, 'HEAD'))
  execFileSync('mkfifo', [join(bare, 'HEAD')])
  await expect(read(bare)).rejects.toMatchObject({ code: 'GIT_NOT_FOUND' })
})

test('objects of alternates are not read, and that is said', async () => {
  const shared = join(folder, 'shared.git')
  repository.git('clone', '-q', '--bare', '--shared', repository.path, shared)
  await expect(read(shared)).rejects.toMatchObject({
    code: 'GIT_UNSUPPORTED',
    message: expect.stringContaining('alternates'),
  })
})

test('a folder, an empty repository, a format of tomorrow', async () => {
  mkdirSync(join(folder, 'plain'))
  await expect(read(join(folder, 'plain'))).rejects.toMatchObject({ code: 'GIT_NOT_FOUND' })
  const empty = join(folder, 'empty.git')
  repository.git('init', '-q', '--bare', empty)
  await expect(read(empty)).rejects.toMatchObject({ code: 'GIT_REF_NOT_FOUND' })
  writeFileSync(join(empty, 'config'), '[extensions]\n\trefStorage = reftable\n')
  await expect(read(empty)).rejects.toMatchObject({ code: 'GIT_UNSUPPORTED' })
})
