import { GNU_MAGIC, padToBlocks, writeHeader, writePax, writeTar } from '@veinmind/testing'
import type { TarHeader } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { readTar } from '../../test/read-tar.ts'
import { createTarReader } from './reader.ts'

function raw(header: Partial<TarHeader>, body: string | Uint8Array = ''): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return Buffer.concat([writeHeader({ size: bytes.length, ...header }), padToBlocks(bytes)])
}

test('a file has its path, owner, mode, time and content', () => {
  const [file] = readTar(
    writeTar([
      {
        name: './srv//app/./x',
        content: 'hello',
        mode: 0o4755,
        uid: 7,
        gid: 8,
        userName: 'ada',
        groupName: 'g',
        mtime: 9,
      },
    ]),
  ).files
  expect(file?.entry).toEqual({
    path: '/srv/app/x',
    type: 'file',
    size: 5,
    mode: 0o4755,
    uid: 7,
    gid: 8,
    userName: 'ada',
    groupName: 'g',
    mtime: 9,
  })
  expect(file?.content.toString()).toBe('hello')
})

test.each([1, 7, 511, 512, 513, 4096])('pieces of %i bytes give the same as one', (step) => {
  const tar = writeTar([
    { name: 'n'.repeat(300), content: Buffer.alloc(5000, 'abc'), xattrs: { 'user.a': Buffer.of(0, 255, 61, 10) } },
    { name: 'gnu'.repeat(60), linkTarget: 'l'.repeat(200), format: 'gnu' },
    { name: 'empty' },
    { name: 'last', content: 'x' },
  ])
  expect(readTar(tar, { step })).toEqual(readTar(tar))
  expect(readTar(tar).files).toHaveLength(4)
})

test('an old archive marks a folder by a slash, and a name may fill its field', () => {
  const { files } = readTar(
    writeTar([
      raw({ name: 'folder/', typeflag: '\0', magic: '' }),
      raw({ name: 'x'.repeat(100), typeflag: '\0', magic: '' }),
    ]),
  )
  expect(files.map(({ entry }) => [entry.path, entry.type])).toEqual([
    ['/folder', 'directory'],
    [`/${'x'.repeat(100)}`, 'file'],
  ])
})

test('a checksum of signed bytes is valid', () => {
  const header = Buffer.from(writeHeader({ name: Buffer.of(0xe4, 0xf6) }))
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  expect(readTar(writeTar([header])).files.map(({ entry }) => entry.path)).toEqual(['/\udce4\udcf6'])
})

test('names that are not UTF-8 stay apart', () => {
  const { files } = readTar(
    writeTar([{ name: Buffer.of(0xe4) }, { name: Buffer.of(0xf6) }, { name: Buffer.from('\ufffd') }]),
  )
  expect(new Set(files.map(({ entry }) => entry.path)).size).toBe(3)
})

test('base-256 numbers are read, negative ones too', () => {
  const { files } = readTar(writeTar([raw({ name: 'a', mtime: -5, uid: 2 ** 33 }, 'body'), raw({ name: 'b' })]))
  expect(files.map(({ entry }) => [entry.path, entry.mtime, entry.uid])).toEqual([
    ['/a', -5, 2 ** 33],
    ['/b', 0, 0],
  ])
})

test.each(['0000005 ', '     5\0', '5 \0 ', '5\0xyz'])('a number written as %j is read', (uid) => {
  const { files } = readTar(writeTar([raw({ name: 'a', uid, size: '00000000004 ' }, 'body'), raw({ name: 'b' })]))
  expect(files.map(({ entry, content }) => [entry.uid, content.toString()])).toEqual([
    [5, 'body'],
    [0, ''],
  ])
})

test.each([
  ['both', '00000000012\x0000000000013\0', { atime: 10, ctime: 11 }],
  ['the first', '00000000012\0', { atime: 10 }],
  ['the second', `${'\0'.repeat(12)}00000000013\0`, { ctime: 11 }],
])('times in a header of GNU tar: %s', (_which, prefix, times) => {
  const [file] = readTar(writeTar([raw({ name: 'a', magic: GNU_MAGIC, prefix })])).files
  expect(file?.entry).toMatchObject({ path: '/a', ...times })
  expect([file?.entry.atime, file?.entry.ctime].filter((time) => time !== undefined)).toEqual(Object.values(times))
})

test.each(['folder', 'folder/that/is/as/long/as/two/times'])('a prefix in the place of the times: %s', (prefix) => {
  const [file] = readTar(writeTar([raw({ name: 'a', magic: GNU_MAGIC, prefix })])).files
  expect(file?.entry.path).toBe(`/${prefix}/a`)
  expect([file?.entry.atime, file?.entry.ctime]).toEqual([undefined, undefined])
})

test('a dot at the beginning of a name stays, but for that of the folder itself', () => {
  const { files } = readTar(writeTar(['.env', 'a/b', './c', './.d'].map((name) => ({ name }))))
  expect(files.map(({ entry }) => entry.path)).toEqual(['/.env', '/a/b', '/c', '/.d'])
})

test.each(['V', 'M'])('a volume header of GNU tar (%s) is no file, and said', (typeflag) => {
  const { files, notes } = readTar(writeTar([raw({ name: 'backup', typeflag, magic: GNU_MAGIC }), { name: 'a' }]))
  expect(files.map(({ entry }) => entry.path)).toEqual(['/a'])
  expect(notes).toMatchObject([{ code: 'tar-type-skipped', path: 'backup' }])
})

test('what an entry does not say is not taken from the one before', () => {
  const [, second, third] = readTar(
    writeTar([
      raw({ name: 'a', typeflag: '4', magic: GNU_MAGIC, major: 8, minor: 1, prefix: '00000000012\x0000000000013\0' }),
      raw({ name: 'b', typeflag: '3', userName: 'ada', groupName: 'g', major: 8, minor: 1, linkName: 'x' }),
      raw({ name: 'c', typeflag: '3', magic: '' }),
    ]),
  ).files
  expect([second?.entry.atime, second?.entry.ctime]).toEqual([undefined, undefined])
  expect(third?.entry).toMatchObject({ userName: '', groupName: '', device: { major: 0, minor: 0 } })
})

test('PAX records win over the header; extended attributes stay bytes', () => {
  const capability = Buffer.from('0100000200200000ff0a3d00', 'hex')
  const [file] = readTar(
    writeTar([
      writePax({
        path: 'päth',
        uid: '4294967296',
        mtime: '-1.5',
        gid: '4294967297',
        atime: '2.25',
        ctime: '3.5',
        uname: 'ünal',
        gname: 'größe',
        'SCHILY.xattr.security.capability': capability,
        'LIBARCHIVE.xattr.user.a%25b': 'AAEC',
      }),
      raw({ name: 'other', uid: 1, gid: 1, mtime: 3, userName: 'a', groupName: 'b' }, 'x'),
    ]),
  ).files
  expect(file?.entry).toMatchObject({
    path: '/päth',
    uid: 2 ** 32,
    gid: 2 ** 32 + 1,
    userName: 'ünal',
    groupName: 'größe',
  })
  expect(file?.entry).toMatchObject({ mtime: -1.5, atime: 2.25, ctime: 3.5 })
  expect(file?.entry.xattrs?.get('security.capability')).toEqual(Uint8Array.from(capability))
  expect(file?.entry.xattrs?.get('user.a%b')).toEqual(Uint8Array.of(0, 1, 2))
})

test('a PAX size is that of the body', () => {
  const { files } = readTar(
    writeTar([writePax({ size: '700' }), writeHeader({ name: 'a', size: 0 }), Buffer.alloc(1024, 'a'), { name: 'b' }]),
  )
  expect(files.map(({ entry, content }) => [entry.path, content.length])).toEqual([
    ['/a', 700],
    ['/b', 0],
  ])
})

test.each([
  ['a size with zeros in front', [writePax({ size: '000000000000000000000000700' })]],
  ['a size with a plus', [writePax({ size: '+700' })]],
  ['a record whose length has zeros in front', [raw({ typeflag: 'x' }, '0000000000023 size=700\n')]],
  ['a record whose length has a plus', [raw({ typeflag: 'x' }, '+13 size=700\n')]],
  [
    'times and owners with signs and zeros',
    [writePax({ size: '700', uid: '+0000000000000000000001', mtime: '-00000000000000000001.5', atime: '+1.' })],
  ],
])('%s is read as Go does', (_what, headers) => {
  const { files, notes } = readTar(
    writeTar([...headers, writeHeader({ name: 'a', size: 0 }), Buffer.alloc(1024, 'a'), { name: 'b' }]),
  )
  expect(files.map(({ entry, content }) => [entry.path, content.length])).toEqual([
    ['/a', 700],
    ['/b', 0],
  ])
  expect(notes).toEqual([])
})

test.each(['-700', '7e2', '0x2bc', '7_00', '9999999999999999999', '1'.repeat(70)])(
  'a PAX size of %s ends the archive as it does for Go',
  (size) => {
    const { files, notes } = readTar(
      writeTar([{ name: 'a' }, writePax({ size }), writeHeader({ name: 'b', size: 0 }), Buffer.alloc(1024)]),
    )
    expect(files.map(({ entry }) => entry.path)).toEqual(['/a'])
    expect(notes).toMatchObject([{ code: 'tar-header-invalid', incomplete: true }])
  },
)

test('a global header changes no entry, and that is said', () => {
  const { files, notes } = readTar(
    writeTar([writePax({ path: 'evil', uname: 'evil' }, 'g'), { name: 'a' }, { name: 'b' }]),
  )
  expect(files.map(({ entry }) => entry.path + entry.userName)).toEqual(['/a', '/b'])
  expect(notes.map(({ code }) => code)).toEqual(['tar-global-header-ignored'])
})

test.each(['1', '2', '3', '4', '5', '6'])('type %s has no body whatever its size says', (typeflag) => {
  const { files, notes } = readTar(
    writeTar([writeHeader({ name: 'a', linkName: 'b', typeflag, size: 5000 }), { name: 'next', content: 'x' }]),
  )
  expect(files.map(({ entry }) => [entry.path, entry.size])).toEqual([
    ['/a', 0],
    ['/next', 1],
  ])
  expect(notes).toEqual([])
})

test('links, devices and what is not known', () => {
  const { files, notes } = readTar(
    writeTar([
      { name: 'hard', hardLink: './x/../target' },
      { name: 'soft', linkTarget: '../../x' },
      { name: 'null', type: 'character', device: { major: 1, minor: 3 } },
      raw({ name: 'disk', typeflag: '4', major: 8, minor: 1 }),
      raw({ name: 'odd', typeflag: 'Q' }, 'odd'),
    ]),
  )
  expect(files.map(({ entry }) => entry)).toMatchObject([
    { type: 'file', hardLink: '/target', size: 0 },
    { type: 'symlink', linkTarget: '../../x' },
    { type: 'character', device: { major: 1, minor: 3 } },
    { type: 'block', device: { major: 8, minor: 1 } },
    { type: 'file', size: 3 },
  ])
  expect(notes.map(({ code }) => code)).toEqual(['tar-type-unknown'])
})

test('a path that climbs out of the root is taken inside it, and said', () => {
  const { files, notes } = readTar(
    writeTar([{ name: '../../etc/passwd' }, { name: 'a/../b' }, { name: 'c', hardLink: '../../etc/shadow' }]),
  )
  expect(files.map(({ entry }) => [entry.path, entry.hardLink])).toEqual([
    ['/etc/passwd', undefined],
    ['/b', undefined],
    ['/c', '/etc/shadow'],
  ])
  expect(notes.map(({ code, path }) => [code, path])).toEqual([
    ['tar-path-escapes', '/etc/passwd'],
    ['tar-path-escapes', '/c'],
  ])
})

test('a file in the place of the root and paths that Linux does not take are left out, and said', () => {
  const { files, notes } = readTar(
    writeTar([{ name: '.', content: 'x' }, { name: 'n/'.repeat(3000), content: 'y' }, { name: 'z' }]),
  )
  expect(files.map(({ entry }) => entry.path)).toEqual(['/z'])
  expect(notes.map(({ code, incomplete }) => [code, incomplete])).toEqual([
    ['tar-path-is-root', true],
    ['tar-path-too-long', true],
  ])
})

test.each([
  ['in a header', 1100, 'tar-truncated'],
  ['in a body', 1400, 'tar-truncated'],
  ['after an entry', 1024, 'tar-no-end'],
  ['in the padding of a body', 514, 'tar-no-end'],
])('an archive that breaks off %s is said to', (_where, length, code) => {
  const { files, notes } = readTar(
    writeTar([
      { name: 'a', content: 'a' },
      { name: 'b', content: 'b'.repeat(600) },
    ]).subarray(0, length),
  )
  expect(notes.map((note) => note.code)).toEqual([code])
  expect(files.some(({ state }) => state === 'open')).toBe(false)
})

test('a damaged header ends the archive, and the rest is said not to be read', () => {
  const tar = Buffer.from(writeTar([{ name: 'a' }, { name: 'b' }, { name: 'c' }]))
  tar[512] = 0x7a
  const { files, notes } = readTar(tar)
  expect(files.map(({ entry }) => entry.path)).toEqual(['/a'])
  expect(notes).toMatchObject([{ code: 'tar-header-invalid', incomplete: true }])
})

test.each([
  ['one block of zeros between entries', [{ name: 'a' }, Buffer.alloc(512), { name: 'b' }], 'tar-header-invalid'],
  ['an archive behind the first', [{ name: 'a' }, Buffer.alloc(1024), { name: 'b' }], 'tar-data-after-end'],
  ['a negative size', [{ name: 'a' }, writeHeader({ name: 'b', size: -1 })], 'tar-header-invalid'],
  ['a size that is no number', [{ name: 'a' }, writeHeader({ name: 'b', size: '12x4' })], 'tar-header-invalid'],
  [
    'a PAX record with a wrong length',
    [{ name: 'a' }, raw({ typeflag: 'x' }, '99 path=b\n'), { name: 'b' }],
    'tar-header-invalid',
  ],
  ['a NUL in a PAX path', [{ name: 'a' }, writePax({ path: 'b\0c' }), { name: 'b' }], 'tar-header-invalid'],
])('%s ends it as it does for Go', (_what, entries, code) => {
  const { files, notes } = readTar(writeTar(entries))
  expect(files.map(({ entry }) => entry.path)).toEqual(['/a'])
  expect(notes.map((note) => note.code)).toEqual([code])
})

test.each([
  ['entries', { entries: 2 }, writeTar([{ name: 'a' }, { name: 'b' }, { name: 'c' }])],
  ['bytes', { tarBytes: 2000 }, writeTar([{ name: 'a' }, { name: 'b' }, { name: 'c' }])],
  ['header bytes', { headerBytes: 1000 }, writeTar([{ name: 'n'.repeat(2000) }])],
])('a limit of %s is kept', (_what, limits, tar) => {
  expect(() => readTar(tar, { limits })).toThrow(expect.objectContaining({ code: 'TAR_LIMIT_EXCEEDED' }))
})

test.each([
  ['before the data', '4000,1'],
  ['behind the data', '0,1'],
  ['without data', '0,0'],
])(
  'more holes than the limit, %s, cost their own file, and that is said; the rest of the archive is read',
  (_where, map) => {
    const sparse = (name: string, size: number) => [
      writePax({ 'GNU.sparse.map': map, 'GNU.sparse.numblocks': '1', 'GNU.sparse.size': String(size) }),
      raw({ name }, map === '0,0' ? '' : 'x'),
    ]
    const tar = writeTar([...sparse('huge', 60 * 2 ** 30), { name: 'next', content: 'y' }, ...sparse('small', 5000)])
    for (const step of [1000, 512, 7]) {
      const { files, notes } = readTar(tar, { step, limits: { holeBytes: 10_000 } })
      expect(files.map(({ entry, state, content }) => [entry.path, state, content.length])).toEqual([
        ['/huge', 'aborted', 0],
        ['/next', 'complete', 1],
        ['/small', 'complete', 5000],
      ])
      expect(notes).toMatchObject([{ code: 'tar-holes-too-large', path: '/huge', incomplete: true }])
    }
  },
)

test.each([
  [
    'an archive that breaks off',
    writeTar([{ name: 'a', content: Buffer.alloc(500) }]).subarray(0, 700),
    'tar-truncated',
  ],
  ['one without an end', writeTar([{ name: 'a' }]).subarray(0, 512), 'tar-no-end'],
])('the end of %s is told once, and nothing is read behind it', (_what, tar, code) => {
  const notes: string[] = []
  const paths: string[] = []
  const reader = createTarReader({
    entry: ({ path }) => void paths.push(path),
    note: (note) => void notes.push(note.code),
  })
  reader.write(tar)
  reader.end()
  reader.end()
  reader.write(writeTar([{ name: 'b' }]))
  expect([paths, notes]).toEqual([['/a'], [code]])
})

test('data behind the end of an archive is told once, in however many pieces it comes', () => {
  const tar = Buffer.concat([writeTar([{ name: 'a' }]), Buffer.alloc(5000, 'x')])
  expect(readTar(tar, { step: 512 }).notes.map(({ code }) => code)).toEqual(['tar-data-after-end'])
})

test('notes of one code are no more than twenty', () => {
  const { notes } = readTar(writeTar(Array.from({ length: 100 }, (_, index) => ({ name: `../${index}` }))))
  expect(notes).toHaveLength(20)
})

test('a body that nobody wants can be passed over', () => {
  const tar = writeTar([
    { name: 'a', content: Buffer.alloc(10_000) },
    { name: 'b', content: 'b' },
  ])
  const offsets: number[] = []
  const reader = createTarReader({ entry: () => void offsets.push(reader.offset), note: () => expect.unreachable() })
  reader.write(tar.subarray(0, 600))
  const at = 600 + reader.skip()
  reader.write(tar.subarray(at))
  reader.end()
  expect(offsets).toEqual([512, 512 + 10_240 + 512])
})
