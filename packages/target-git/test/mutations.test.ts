import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { VeinmindError } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { readPack } from '../src/pack/request-pack.ts'
import { walkTree } from '../src/tree.ts'
import { createRepository } from './git-server.ts'
import type { Outcome } from './mutate.ts'

const execute = promisify(execFile)

test('1,000 mutated packs and 500 mutated trees: read, or refused with an error of ours; nothing is written but the spool', async () => {
  using repository = createRepository()
  const text = 'kind: Pod\n'.repeat(50)
  for (let at = 0; at < 8; at++) repository.commit({ 'a/x.yaml': `${text}# ${at}\n`, [`d${at}/y.yaml`]: text })
  repository.git('repack', '-adq', '--depth=50')
  const packs = join(repository.path, '.git/objects/pack')
  const pack = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '')
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-test-mutate-'))
  try {
    const [spools, work] = [join(folder, 'spools'), join(folder, 'work')]
    for (const each of [spools, work]) mkdirSync(each)
    const allowed = ['--permission', '--allow-fs-read=*', `--allow-fs-write=${spools}/*`]
    const script = join(import.meta.dirname, 'mutate.ts')
    const env = { PATH: process.env['PATH'], TMPDIR: spools, HOME: work }
    // What would write elsewhere ends with ERR_ACCESS_DENIED, which is none of our errors.
    const { stdout } = await execute(
      process.execPath,
      [...allowed, script, pack, repository.git('rev-parse', 'HEAD^{tree}')],
      { env, cwd: work, timeout: 90_000 },
    )
    const outcome = JSON.parse(stdout) as Record<'packs' | 'trees', Outcome>
    expect([readdirSync(spools), readdirSync(work)]).toEqual([[], []])
    expect([outcome.packs.rounds, outcome.trees.rounds]).toEqual([1000, 500])
    expect(outcome.packs.errors['GIT_PROTOCOL']).toBeGreaterThan(700)
    expect(outcome.packs.files).toBeGreaterThan(50)
    expect([outcome.trees.files > 200, outcome.trees.gaps > 500, outcome.trees.failures > 50]).toEqual([
      true,
      true,
      true,
    ])
    expect(outcome.trees.reasons.join('\n')).toMatch(
      /(?=[^]*lead elsewhere)(?=[^]*git’s own folder)(?=[^]*twice)(?=[^]*tell case apart)(?=[^]*leads out)(?=[^]*not followed)(?=[^]*longer than)/,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 120_000)

test('a tree in itself is said when it is too deep, and ends when it is too wide', async () => {
  const tree = (names: readonly string[]) => ({
    type: 'tree',
    content: Buffer.concat(names.map((name) => Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.alloc(20)]))),
  })
  const walk = (names: readonly string[]) =>
    Array.fromAsync(
      walkTree({ count: 1000, read: () => Promise.resolve(tree(names)) }, 'x', {
        inside: '',
        signal: AbortSignal.timeout(60_000),
      }),
    )
  expect(await walk(['a'])).toEqual([
    { gap: { path: expect.stringMatching(/^a(?:\/a){200}$/), reason: 'more than 200 folders deep', isMissing: true } },
  ])
  await expect(walk(Array.from({ length: 4000 }, (_, at) => `folder-${at}`))).rejects.toMatchObject({
    code: 'GIT_TOO_LARGE',
  })
}, 60_000)

test('a hostile tree is said and does no harm', async () => {
  const blob = 'b'.repeat(40)
  const entry = (mode: string, name: string, oid = blob) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')])
  const objects = new Map([
    [
      'root',
      {
        type: 'tree',
        content: Buffer.concat([
          entry('100644', '../evil.yaml'),
          entry('100644', '..'),
          entry('40000', '.GIT', 'c'.repeat(40)),
          entry('120000', 'link.yaml'),
          entry('100644', 'a.yaml'),
          entry('100644', 'a.yaml'),
          entry('100644', '/abs.yaml'),
          entry('100755', 'A.yaml'),
        ]),
      },
    ],
    [blob, { type: 'blob', content: Buffer.from('a: 1') }],
  ])
  const store = { count: 1000, read: (oid: string) => Promise.resolve(objects.get(oid) ?? ('absent' as const)) }
  const items = await Array.fromAsync(walkTree(store, 'root', { inside: '', signal: AbortSignal.timeout(5000) }))
  expect(
    items.map((item) =>
      'file' in item ? item.file.path : 'gap' in item ? `${item.gap.path}: ${item.gap.reason}` : '',
    ),
  ).toEqual([
    '../evil.yaml: its name would lead elsewhere',
    '..: its name would lead elsewhere',
    '.GIT: its name is that of git’s own folder',
    'link.yaml: it is a symbolic link, and links are not followed',
    'a.yaml',
    'a.yaml: its name stands in the folder twice',
    '/abs.yaml: its name would lead elsewhere',
    'A.yaml: read, and beside it a.yaml: on a disk that does not tell case apart, one takes the place of the other',
    'A.yaml',
  ])
})

test.each(['', '0000', '000', 'zzzz', '0008NAK\n', '0008NAK\n0006\u0003x', 'ffff', '0005\u0001'])(
  'the answer %j is refused',
  async (text) => {
    const answer = (async function* () {
      yield Buffer.from(text)
    })()
    const read = Array.fromAsync(readPack(answer, new Set(['side-band-64k'])))
    await expect(
      read.then((chunks) =>
        Buffer.concat(chunks).length === 0 ? Promise.reject(new VeinmindError('GIT_PROTOCOL', 'empty')) : chunks,
      ),
    ).rejects.toBeInstanceOf(VeinmindError)
  },
)
