import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { PackFile } from '../src/pack/pack-file.ts'
import { indexPack } from '../src/pack/pack-index.ts'
import { readPack } from '../src/pack/request-pack.ts'
import { walkTree } from '../src/tree.ts'
import { createRepository } from './git-server.ts'

const LIMITS = { objects: 10_000, objectBytes: 1 << 20, chain: 100, totalBytes: 1 << 30 }

test('1,000 mutated packs: read, or refused with an error of ours; never a crash or a hang', async () => {
  using repository = createRepository()
  const text = 'kind: Pod\n'.repeat(50)
  for (let at = 0; at < 8; at++) repository.commit({ 'a/x.yaml': `${text}# ${at}\n`, [`d${at}/y.yaml`]: text })
  repository.git('repack', '-adq', '--depth=50')
  const names = execFileSync('ls', [join(repository.path, '.git/objects/pack')], { encoding: 'utf8' }).split('\n')
  const original = readFileSync(join(repository.path, '.git/objects/pack', names.find((name) => name.endsWith('.pack')) ?? ''))
  const tree = repository.git('rev-parse', 'HEAD^{tree}')
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-test-pack-'))
  const next = createRandom(42)
  let refused = 0
  try {
    for (let round = 0; round < 1000; round++) {
      const bytes = Buffer.from(original)
      for (let change = 0; change <= round % 4; change++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256)
      const path = join(folder, 'pack')
      writeFileSync(path, round % 10 === 9 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes)
      const file = await open(path, 'r')
      try {
        const { size } = await file.stat()
        const store = await indexPack(new PackFile(file.fd, Math.max(0, size - 20)), LIMITS, AbortSignal.timeout(5000))
        await Array.fromAsync(walkTree(store, tree, { inside: '', signal: AbortSignal.timeout(5000) }))
      } catch (error) {
        if (!(error instanceof VeinmindError)) throw error
        refused += 1
      } finally {
        await file.close()
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  expect(refused).toBeGreaterThan(800)
}, 60_000)

test('a hostile tree is said and does no harm', async () => {
  const blob = 'b'.repeat(40)
  const entry = (mode: string, name: string, oid = blob) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')])
  const objects = new Map([
    ['root', { type: 'tree', content: Buffer.concat([
      entry('100644', '../evil.yaml'), entry('100644', '..'), entry('40000', '.GIT', 'c'.repeat(40)), entry('120000', 'link.yaml'),
      entry('100644', 'a.yaml'), entry('100644', 'a.yaml'), entry('100644', '/abs.yaml'), entry('100755', 'A.yaml'),
    ]) }],
    [blob, { type: 'blob', content: Buffer.from('a: 1') }],
  ])
  const store = { read: (oid: string) => Promise.resolve(objects.get(oid) ?? ('absent' as const)) }
  const items = await Array.fromAsync(walkTree(store, 'root', { inside: '', signal: AbortSignal.timeout(5000) }))
  expect(items.map((item) => ('file' in item ? item.file.path : 'gap' in item ? `${item.gap.path}: ${item.gap.reason}` : ''))).toEqual([
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

test.each(['', '0000', '000', 'zzzz', '0008NAK\n', '0008NAK\n0006\u0003x', 'ffff', '0005\u0001'])('the answer %j is refused', async (text) => {
  const answer = (async function* () {
    yield Buffer.from(text)
  })()
  const read = Array.fromAsync(readPack(answer, new Set(['side-band-64k'])))
  await expect(read.then((chunks) => (Buffer.concat(chunks).length === 0 ? Promise.reject(new VeinmindError('GIT_PROTOCOL', 'empty')) : chunks))).rejects.toBeInstanceOf(VeinmindError)
})
