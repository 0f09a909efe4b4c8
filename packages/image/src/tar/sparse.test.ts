import { GNU_MAGIC, padToBlocks, writeHeader, writePax, writeTar } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { readTar } from '../../test/read-tar.ts'
import { createTarReader } from './reader.ts'

const SPARSE_FILE = Buffer.concat([
  Buffer.alloc(1000),
  Buffer.from('one'),
  Buffer.alloc(4997),
  Buffer.from('two'),
  Buffer.alloc(3997),
])
const OCTAL = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`

function gnuSparse(pieces: readonly (readonly [number, number])[], size: number, body: string): Uint8Array {
  const header = Buffer.from(writeHeader({ name: 'sparse', typeflag: 'S', magic: GNU_MAGIC, size: body.length }))
  const write = (block: Buffer, at: number, list: typeof pieces): void => {
    for (const [index, [offset, length]] of list.entries())
      block.write(OCTAL(offset) + OCTAL(length), at + index * 24, 'latin1')
  }
  write(header, 386, pieces.slice(0, 4))
  header[482] = pieces.length > 4 ? 1 : 0
  header.write(OCTAL(size), 483, 'latin1')
  header.fill(0x20, 148, 156)
  header.write(
    `${header
      .reduce((total, byte) => total + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  )
  const extension = Buffer.alloc(pieces.length > 4 ? 512 : 0)
  write(extension, 0, pieces.slice(4))
  return Buffer.concat([header, extension, padToBlocks(Buffer.from(body))])
}

const PIECES = [
  [1000, 3],
  [6000, 3],
  [10_000, 0],
] as const
const MAP_1_0 = padToBlocks(Buffer.from(`2\n1000\n3\n6000\n3\n`))

test.each([
  ['GNU', [gnuSparse(PIECES, 10_000, 'onetwo')]],
  [
    'GNU with an extension',
    [
      gnuSparse(
        [
          [1000, 1],
          [1001, 1],
          [1002, 1],
          [6000, 1],
          [6001, 1],
          [6002, 1],
        ],
        10_000,
        'onetwo',
      ),
    ],
  ],
  [
    'PAX 0.1',
    [
      writePax({
        'GNU.sparse.map': '1000,3,6000,3',
        'GNU.sparse.numblocks': '2',
        'GNU.sparse.size': '10000',
        'GNU.sparse.name': 'sparse',
      }),
      { name: 'GNUSparseFile.1/sparse', content: 'onetwo' },
    ],
  ],
  [
    'PAX 1.0',
    [
      writePax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': '10000',
        'GNU.sparse.name': 'sparse',
      }),
      { name: 'x', content: Buffer.concat([MAP_1_0, Buffer.from('onetwo')]) },
    ],
  ],
])('a sparse file (%s) is delivered with its holes', (_kind, entries) => {
  const tar = writeTar([...entries, { name: 'next', content: 'n' }])
  for (const step of [1, 2, 100, tar.length]) {
    const { files, notes } = readTar(tar, { step })
    expect(files.map(({ entry }) => [entry.path, entry.size])).toEqual([
      ['/sparse', 10_000],
      ['/next', 1],
    ])
    expect(files[0]?.content.equals(SPARSE_FILE)).toBe(true)
    expect(notes).toEqual([])
  }
})

test.each([
  [
    'pieces that overlap',
    gnuSparse(
      [
        [0, 5],
        [3, 3],
      ],
      100,
      'onetwooo',
    ),
  ],
  ['a piece behind the end', gnuSparse([[99, 6]], 100, 'onetwo')],
  [
    'less data than the map says',
    gnuSparse(
      [
        [0, 3],
        [10, 9],
      ],
      100,
      'one',
    ),
  ],
])('a sparse map with %s ends the archive', (_what, entry) => {
  const { files, notes } = readTar(writeTar([entry, { name: 'next' }]))
  expect(notes).toMatchObject([{ code: 'tar-header-invalid', incomplete: true }])
  expect(files.some(({ state }) => state !== 'aborted')).toBe(false)
})

test.each(['1.5', '2.0', '0.2', '7.1'])(
  'sparse format %s is none that is known: the file is read as it stands',
  (version) => {
    const [major = '', minor = ''] = version.split('.')
    const pax = writePax({ 'GNU.sparse.major': major, 'GNU.sparse.minor': minor, 'GNU.sparse.realsize': '10000' })
    const { files } = readTar(writeTar([pax, { name: 'x', content: Buffer.concat([MAP_1_0, Buffer.from('onetwo')]) }]))
    expect(files.map(({ entry, content }) => [entry.path, content.length])).toEqual([['/x', 518]])
  },
)

test('the map of a sparse file is as long as an extended header may be', () => {
  const pieces = Array.from({ length: 5 }, (_, at) => [1000 * at, 1] as const)
  const tar = writeTar([gnuSparse(pieces, 10_000, 'abcde')])
  expect(readTar(tar, { limits: { headerBytes: 512 } }).files.map(({ state }) => state)).toEqual(['complete'])
  expect(() => readTar(tar, { limits: { headerBytes: 511 } })).toThrow(
    expect.objectContaining({ code: 'TAR_LIMIT_EXCEEDED', message: expect.stringContaining('bytes in a sparse map') }),
  )
})

test('a huge sparse file costs nothing when nobody reads it', () => {
  const reader = createTarReader({ entry: () => undefined, note: () => expect.unreachable() })
  reader.write(writeTar([gnuSparse([[2 ** 32, 3]], 2 ** 33 - 1, 'one')]))
  reader.end()
  expect(reader.entries).toBe(1)
})
