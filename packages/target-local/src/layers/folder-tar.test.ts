import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLayer } from '@veinmind/image'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tarOfFolders } from './folder-tar.ts'
import type { FolderPart } from './folder-tar.ts'
import { canRead } from './open-folder.ts'
import { overlayMarks, overlayOf, parseXattrs, withoutOverlay } from './xattrs.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-tar-'))
  const upper = join(folder, 'upper')
  const long = 'long/'.repeat(60)
  mkdirSync(join(upper, long), { recursive: true })
  mkdirSync(join(upper, 'etc'))
  writeFileSync(join(upper, long, 'name'), 'deep')
  writeFileSync(join(upper, 'etc/a'), 'content', { mode: 0o600 })
  linkSync(join(upper, 'etc/a'), join(upper, 'etc/b'))
  symlinkSync('/etc/shadow', join(upper, 'etc/link'))
  symlinkSync(folder, join(upper, 'out'))
  writeFileSync(Buffer.concat([Buffer.from(`${upper}/`), Buffer.from([0xff])]), 'raw')
  writeFileSync(join(upper, 'holes'), '')
  truncateSync(join(upper, 'holes'), 2 ** 40)
  mkdirSync(join(folder, 'mount'))
  writeFileSync(join(folder, 'mount/data'), 'mounted')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function read(parts: readonly FolderPart[]): Promise<{
  readonly names: readonly string[]
  readonly text: (path: string) => string | undefined
  readonly leftOut: readonly string[]
}> {
  const leftOut: string[] = []
  const open = async (): Promise<AsyncIterable<Uint8Array>> =>
    tarOfFolders(parts, { leftOut: (path) => leftOut.push(path) })
  const layer = createLayer({ digest: '', diffId: '', size: 0, mediaType: '', open }, 0)
  const texts = new Map<string, string>()
  const names: string[] = []
  for await (const entry of layer.entries()) {
    names.push(
      `${entry.type} ${entry.path}${entry.hardLink === undefined ? '' : ` = ${entry.hardLink}`}${entry.linkTarget === undefined ? '' : ` > ${entry.linkTarget}`}`,
    )
    texts.set(entry.path, Buffer.from(await entry.bytes()).toString())
  }
  return { names, text: (path) => texts.get(path), leftOut }
}

test('a folder as a layer, links not followed', async () => {
  const { names, text, leftOut } = await read([{ folder: join(folder, 'upper'), at: '/', opaque: new Set(['/etc']) }])
  expect(names.slice(0, 6)).toEqual([
    'directory /etc',
    'file /etc/.wh..wh..opq',
    'file /etc/a',
    'file /etc/b = /etc/a',
    'symlink /etc/link > /etc/shadow',
    'file /holes',
  ])
  expect(names.slice(-2)).toEqual([`symlink /out > ${folder}`, 'file /\udcff'])
  expect([text('/etc/a'), text('/\udcff'), text(`/${'long/'.repeat(60)}name`)]).toEqual(['content', 'raw', 'deep'])
  expect(leftOut).toEqual(['/holes'])
})

test.each([
  [0x1f, 0x8b, 0x08],
  [0x42, 0x5a, 0x68],
  [0x50, 0x2a, 0x4d, 0x18],
])('a first name that begins as what is compressed does: %#', async (...bytes) => {
  const odd = join(folder, `odd-${bytes[0]}`)
  mkdirSync(odd)
  writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), Buffer.from(bytes)]), 'hidden?')
  const { names, text } = await read([{ folder: odd, at: '/' }])
  expect(names).toHaveLength(1)
  expect(text(names[0]!.replace('file ', ''))).toBe('hidden?')
})

test('names that mark deletions in layers are names like any other where no overlay has made them', async () => {
  const odd = join(folder, 'marks')
  mkdirSync(join(odd, 'etc/.wh.d'), { recursive: true })
  for (const name of ['.wh.shadow', '.wh..wh..opq', '.wh.d/tool', '.wh.full'])
    writeFileSync(join(odd, 'etc', name), name === '.wh.full' ? 'text' : '')
  const shown = [
    'directory /etc',
    'file /etc/%2Ewh..wh..opq',
    'directory /etc/%2Ewh.d',
    'file /etc/%2Ewh.d/tool',
    'file /etc/%2Ewh.full',
    'file /etc/%2Ewh.shadow',
  ]
  const said = ['/etc/.wh..wh..opq', '/etc/.wh.d', '/etc/.wh.full', '/etc/.wh.shadow']
  const kernel = { spaces: ['trusted.overlay'], hasMarkFiles: false }
  for (const overlay of [{}, { overlay: kernel }] as const) {
    const { names, leftOut, text } = await read([{ folder: odd, at: '/', ...overlay }])
    expect([names, leftOut, text('/etc/%2Ewh.full')]).toEqual([shown, said, 'text'])
  }
  const { names, leftOut } = await read([{ folder: odd, at: '/', overlay: { ...kernel, hasMarkFiles: true } }])
  expect([names, leftOut]).toEqual([
    [
      'directory /etc',
      'file /etc/.wh..wh..opq',
      'directory /etc/%2Ewh.d',
      'file /etc/%2Ewh.d/tool',
      'file /etc/%2Ewh.full',
      'file /etc/.wh.shadow',
    ],
    ['/etc/.wh.d', '/etc/.wh.full'],
  ])
})

test('no two names become one', async () => {
  const odd = join(folder, 'alike')
  for (const name of ['.wh.d', '%2Ewh.d', '%252Ewh.d', 'x.wh.d', '%2Ewhd']) {
    mkdirSync(join(odd, name), { recursive: true })
    writeFileSync(join(odd, name, 'tool'), name)
  }
  const { text, leftOut } = await read([{ folder: odd, at: '/' }])
  const shown = ['%2Ewh.d', '%252Ewh.d', '%25252Ewh.d', 'x.wh.d', '%2Ewhd']
  expect(shown.map((name) => text(`/${name}/tool`))).toEqual(['.wh.d', '%2Ewh.d', '%252Ewh.d', 'x.wh.d', '%2Ewhd'])
  expect(leftOut.toSorted()).toEqual(['/%252Ewh.d', '/%2Ewh.d', '/.wh.d'])
})

test('empty files are marks where fuse-overlayfs writes', () => {
  const storage = join(folder, 'storage/overlay')
  const upper = join(storage, '0123/diff')
  mkdirSync(upper, { recursive: true })
  expect(overlayOf(upper).hasMarkFiles).toBe(false)
  // As containers-storage writes it.
  for (const [text, has] of [
    ['false', false],
    ['true', true],
  ] as const) {
    writeFileSync(join(storage, '.has-mount-program'), text)
    expect(overlayOf(upper).hasMarkFiles).toBe(has)
  }
  expect(overlayOf('/var/lib/docker/fuse-overlayfs/0123/diff').hasMarkFiles).toBe(true)
})

test('a mount hides what is below it', async () => {
  const { names, text } = await read([
    { folder: join(folder, 'mount'), at: '/srv/data', opaque: new Set(['/srv/data']) },
  ])
  expect(names).toEqual(['file /srv/data/.wh..wh..opq', 'file /srv/data/data'])
  expect(text('/srv/data/data')).toBe('mounted')
})

test('one file of a folder; a link in its place is none', async () => {
  const { names, text } = await read([{ folder: join(folder, 'mount'), at: '/etc/config', only: Buffer.from('data') }])
  expect([names, text('/etc/config')]).toEqual([['file /etc/config'], 'mounted'])
  expect(canRead(join(folder, 'mount'), Buffer.from('data'))).toBe(true)
  for (const name of ['etc/link', 'out', 'etc', 'none'])
    expect(canRead(join(folder, 'upper'), Buffer.from(name))).toBe(false)
})

test('of a copy only what differs from what it was copied from', async () => {
  const [base, copy] = [join(folder, 'base'), join(folder, 'copy')]
  mkdirSync(join(base, 'etc/kept'), { recursive: true })
  for (const name of ['etc/same', 'etc/kept/same', 'etc/gone', 'etc/longer', 'etc/mode', 'etc/setcap', 'gone']) {
    writeFileSync(join(base, name), 'old')
    // cp does not keep the last digits of a time.
    utimesSync(join(base, name), 1_700_000_000, 1_700_000_000)
  }
  cpSync(base, copy, { recursive: true, preserveTimestamps: true })
  rmSync(join(copy, 'etc/gone'))
  rmSync(join(copy, 'gone'))
  writeFileSync(join(copy, 'etc/longer'), 'longer')
  chmodSync(join(copy, 'etc/mode'), 0o600)
  mkdirSync(join(copy, 'new'))
  writeFileSync(join(copy, 'new/file'), 'new')
  const xattrs = new Map([['/etc/setcap', new Map([['security.capability', Buffer.from([1])]])]])
  const { names, text } = await read([{ folder: copy, at: '/', xattrs, base: { folder: base } }])
  expect(names).toEqual([
    'file /.wh.gone',
    'file /etc/.wh.gone',
    'file /etc/longer',
    'file /etc/mode',
    'file /etc/setcap',
    'directory /new',
    'file /new/file',
  ])
  expect([text('/etc/longer'), text('/new/file')]).toEqual(['longer', 'new'])
})

test('a folder that is not there, and a link in its place', async () => {
  await expect(read([{ folder: join(folder, 'gone'), at: '/' }])).rejects.toMatchObject({
    code: 'LOCAL_LAYER_UNREADABLE',
  })
  await expect(read([{ folder: join(folder, 'upper/out'), at: '/' }])).rejects.toMatchObject({
    code: 'LOCAL_LAYER_UNREADABLE',
  })
})

test('what getfattr prints', () => {
  const xattrs = parseXattrs(
    '# file: .\ntrusted.overlay.origin=0x00\n\n# file: a/b\\040c\nsecurity.capability=0x0100\ntrusted.overlay.opaque=0x79\nuser.empty\n\n',
  )
  expect([...overlayMarks(xattrs, { spaces: ['trusted.overlay'], hasMarkFiles: false }).opaque]).toEqual(['/a/b c'])
  expect(withoutOverlay(xattrs)).toEqual(
    new Map([
      [
        '/a/b c',
        new Map([
          ['security.capability', Buffer.from([1, 0])],
          ['user.empty', Buffer.alloc(0)],
        ]),
      ],
    ]),
  )
})
