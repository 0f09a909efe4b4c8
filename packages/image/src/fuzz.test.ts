import { gzipSync, zstdCompressSync } from 'node:zlib'
import { digestOf, GNU_MAGIC, writeHeader, writePax, writeTar } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { codeOf, countEach, createRandom, mutate, outcomeOf, readTar } from '../test/read-tar.ts'
import { createLayer, readLayer } from './index.ts'

/** `VEINMIND_LONG_TESTS=1` damages ten times as many. */
const ROUNDS = process.env['VEINMIND_LONG_TESTS'] ? 10_000 : 1000

const TAR = writeTar([
  { name: 'etc/', type: 'directory' },
  { name: 'etc/passwd', content: 'root:x:0:0', xattrs: { 'user.a': Buffer.of(1, 2, 3) } },
  { name: 'p'.repeat(200), content: Buffer.alloc(3000, 'p'), mtime: 1.5 },
  { name: 'g'.repeat(200), linkTarget: 'h'.repeat(200), format: 'gnu' },
  { name: 'hard', hardLink: 'etc/passwd' },
  writeHeader({ name: 'sparse', typeflag: 'S', magic: GNU_MAGIC, size: 512 }),
  Buffer.alloc(512, 'x'),
  writePax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '9000', 'GNU.sparse.name': 's' }),
  writeHeader({ name: 's', size: 1024 }),
  Buffer.concat([Buffer.from('1\n100\n512\n'), Buffer.alloc(502)]),
  Buffer.alloc(512, 'y'),
  { name: 'null', type: 'character', device: { major: 1, minor: 3 } },
])

/** Changes anything, and then makes the checksums right again, so that the damage is seen by what comes after them. */
function mutateDeep(random: (below: number) => number): Buffer {
  const tar = mutate(TAR, random)
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar.toString('latin1', at + 257, at + 262) !== 'ustar') continue
    const block = tar.subarray(at, at + 512).fill(0x20, 148, 156)
    block.write(
      `${block
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    )
  }
  return tar
}

test('damaged tars are read, said to be damaged, or refused', () => {
  const random = createRandom(20_261_124)
  let noted = 0
  const wrong: string[] = []
  const outcomes = Array.from({ length: ROUNDS }, (_, round) => {
    const tar = round % 2 === 0 ? mutate(TAR, random) : mutateDeep(random)
    return outcomeOf(() => {
      const { files, notes } = readTar(tar, {
        step: 1 + random(2000),
        limits: { holeBytes: 1_000_000, tarBytes: 1_000_000 },
      })
      noted += notes.length > 0 ? 1 : 0
      for (const { entry, state, content } of files) {
        const isRight =
          entry.path.startsWith('/') && (state === 'complete' ? content.length === entry.size : state === 'aborted')
        if (!isRight) wrong.push(`${entry.path}: ${state}, ${content.length} of ${entry.size} bytes`)
      }
    })
  })
  expect(wrong).toEqual([])
  expect(outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'TAR_LIMIT_EXCEEDED')).toEqual([])
  expect(noted).toBeGreaterThan(300)
})

const KINDS: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(TAR)],
  ['zstd', zstdCompressSync(TAR)],
  ['gzip members', Buffer.concat([gzipSync(TAR.subarray(0, 3000)), gzipSync(TAR.subarray(3000))])],
]

/** What layers end with that are damaged `rounds` times, in the thread that asks or in one for each. */
async function readDamaged(stored: Buffer, rounds: number, threadFrom: number): Promise<readonly string[]> {
  const random = createRandom(99)
  const codes: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const bytes = mutate(stored, random)
    const step = 1 + random(bytes.length + 1)
    const layer = createLayer(
      {
        digest: round % 2 === 0 ? digestOf(stored) : digestOf(bytes),
        diffId: round % 4 === 1 ? digestOf(TAR) : '',
        size: 0,
        mediaType: '',
        open: async () => pieces(bytes, step),
      },
      0,
    )
    const code = await readLayer(
      layer,
      { entry: () => ({ data: () => {}, end: () => {} }), note: () => {} },
      { limits: { holeBytes: 1_000_000 }, threadFrom },
    ).then(() => 'read', codeOf)
    codes.push(code)
  }
  return codes
}

// A thread for each takes its time to start.
test.each(KINDS)(
  '12 damaged layers (%s) end in a thread as they do without',
  { timeout: 120_000 },
  async (_kind, stored) => {
    expect(await readDamaged(stored, 12, 0)).toEqual(await readDamaged(stored, 12, Infinity))
  },
)

test.each(KINDS)('damaged layers (%s) end with their error or as layers', async (_kind, stored) => {
  const counts = countEach(await readDamaged(stored, ROUNDS, Infinity))
  const known = [
    'read',
    'IMAGE_DIGEST_MISMATCH',
    'IMAGE_LAYER_CORRUPT',
    'IMAGE_COMPRESSION_UNSUPPORTED',
    'TAR_LIMIT_EXCEEDED',
  ]
  expect(Object.keys(counts).filter((code) => !known.includes(code))).toEqual([])
  expect(counts['IMAGE_LAYER_CORRUPT']).toBeGreaterThan(100)
  expect(counts['IMAGE_DIGEST_MISMATCH']).toBeGreaterThan(10)
})

async function* pieces(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}
