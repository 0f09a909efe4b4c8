import { createHash } from 'node:crypto'
import {
  mkdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  linkSync,
  symlinkSync,
  openSync,
  writeSync,
  closeSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { cleanPath } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Entry } from '@veinmind/sdk'
import { writeHeader, writePax, writeTar } from '@veinmind/testing'
import { removeTemporary, requireTools, run, runBytes, temporaryFolder } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTarReader } from '../src/index.ts'
import type { LayerNote } from '../src/index.ts'

const folder = temporaryFolder('differential')
const goTar = join(folder, 'go-tar')
let tools: Record<'tar' | 'bsdtar' | 'python3', string>

beforeAll(async () => {
  tools = await requireTools(['tar', 'bsdtar', 'python3'])
  await run('go', ['build', '-o', goTar, '.'], { cwd: join(import.meta.dirname, 'go-tar'), env: { CGO_ENABLED: '0' } })
  await makeTree(join(folder, 'short'), false)
  await makeTree(join(folder, 'full'), true)
})

afterAll(() => removeTemporary(folder))

/** Files of every kind that needs no privilege; `full` has names and holes that old formats cannot hold. */
async function makeTree(root: string, full: boolean): Promise<void> {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, 'bin'), { recursive: true })
  writeFileSync(join(root, 'bin/tool'), Buffer.alloc(100_000, 'tool'), { mode: 0o755 })
  writeFileSync(join(root, 'empty'), '')
  writeFileSync(join(root, 'block'), Buffer.alloc(512, 'b'))
  linkSync(join(root, 'bin/tool'), join(root, 'hard'))
  symlinkSync('../etc/passwd', join(root, 'link'))
  utimesSync(join(root, 'empty'), 1, 1.25)
  await run('mkfifo', [join(root, 'fifo')])
  if (!full) return
  const deep = join(root, 'deep-folder-with-a-name-of-some-length/'.repeat(8))
  mkdirSync(deep, { recursive: true })
  writeFileSync(join(deep, 'n'.repeat(200)), 'deep')
  symlinkSync('t'.repeat(300), join(root, 'long-link'))
  writeFileSync(join(root, 'ünïcode-文件'), 'unicode')
  writeFileSync(Buffer.concat([Buffer.from(`${root}/latin1-`), Buffer.from([0xe4, 0xff])]), 'latin1')
  makeSparse(join(root, 'sparse-few'), [0, 200_000, 5_000_000], 6_000_000)
  makeSparse(
    join(root, 'sparse-many'),
    Array.from({ length: 60 }, (_, index) => index * 65_536 + 8192),
    5_000_000,
  )
  makeSparse(join(root, 'sparse-hole'), [], 1_000_000)
}

function makeSparse(path: string, pieces: readonly number[], size: number): void {
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, Buffer.alloc(5000, `at ${piece} `), 0, 5000, piece)
  closeSync(file)
  truncateSync(path, size)
}

interface Listed {
  path: string
  type: string
  link: string
  size: number
  mode: number
  uid: number
  gid: number
  userName: string
  groupName: string
  mtime: string
  device: string
  xattrs: Record<string, string>
  sha256: string
}

const GO_TYPES: Readonly<Record<string, string>> = {
  '0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
}

/** A line of go-tar; names are base64. */
interface GoEntry {
  error?: string
  type: string
  name: string
  link: string
  size: number
  mode: number
  uid: number
  gid: number
  uname: string
  gname: string
  mtime: string
  major: number
  minor: number
  xattrs: Record<string, string>
  sha256: string
}

async function listByGo(archive: Buffer): Promise<Listed[]> {
  const { stdout } = await run(goTar, ['list'], { input: archive })
  const text = (base64: string): string => decodeName(Buffer.from(base64, 'base64'))
  return stdout
    .trim()
    .split('\n')
    .map((line): Listed => {
      const entry = JSON.parse(line) as GoEntry
      if (entry.error !== undefined) throw new Error(entry.error)
      const type = GO_TYPES[entry.type] ?? 'unknown'
      const isDevice = type === 'character' || type === 'block'
      return {
        path: cleanPath(`/${text(entry.name)}`),
        type,
        link: type === 'hard link' ? cleanPath(`/${text(entry.link)}`) : type === 'symlink' ? text(entry.link) : '',
        size: entry.size,
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        userName: text(entry.uname),
        groupName: text(entry.gname),
        mtime: entry.mtime,
        device: isDevice ? `${entry.major}:${entry.minor}` : '',
        xattrs: entry.xattrs,
        sha256: entry.sha256,
      }
    })
}

/** Pushed in chunks of an odd length, so that no boundary of the archive meets one of a chunk. */
function listByUs(archive: Buffer, chunk = 60_001): { entries: Listed[]; notes: LayerNote[] } {
  const entries: Listed[] = []
  const notes: LayerNote[] = []
  const tar = createTarReader({
    entry(entry) {
      const hash = createHash('sha256')
      const listed = toListed(entry)
      entries.push(listed)
      return { data: (bytes) => void hash.update(bytes), end: () => void (listed.sha256 = hash.digest('hex')) }
    },
    note: (note) => void notes.push(note),
  })
  for (let at = 0; at < archive.length; at += chunk) tar.write(archive.subarray(at, at + chunk))
  tar.end()
  return { entries, notes }
}

function toListed(entry: Entry): Listed {
  const xattrs = [...(entry.xattrs ?? [])].map(
    ([name, value]) => [name, Buffer.from(value).toString('base64')] as const,
  )
  return {
    path: entry.path,
    type: entry.hardLink === undefined ? entry.type : 'hard link',
    link: entry.hardLink ?? entry.linkTarget ?? '',
    size: entry.size,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    userName: entry.userName,
    groupName: entry.groupName,
    mtime: entry.mtime.toFixed(6),
    device: entry.device === undefined ? '' : `${entry.device.major}:${entry.device.minor}`,
    xattrs: Object.fromEntries(xattrs),
    sha256: 'content not complete',
  }
}

type Make = () => Promise<Buffer>

const gnu =
  (tree: string, ...options: string[]): Make =>
  async () =>
    (await runBytes(tools.tar, [...options, '--xattrs', '-C', join(folder, tree), '-cf', '-', '.'])).bytes

const bsd =
  (tree: string, ...options: string[]): Make =>
  async () =>
    (
      await runBytes(tools.bsdtar, [...options, '-C', join(folder, tree), '-cf', '-', '.'], {
        env: { LC_ALL: 'C.UTF-8' },
      })
    ).bytes

const python =
  (format: string): Make =>
  async () =>
    (await runBytes(tools.python3, [join(import.meta.dirname, 'write-tar.py'), format])).bytes

const go =
  (format: string): Make =>
  async () =>
    (await runBytes(goTar, ['write', format])).bytes

/** Numbers as no known tool writes them, and Go takes them. */
const oddNumbers: Make = async () =>
  Buffer.from(
    writeTar([
      writePax({ size: '0000000000000000000000000000700', mtime: '+00001700000000.5' }),
      writeHeader({ name: 'zeros', size: 0 }),
      Buffer.alloc(1024, 'a'),
      writePax({ size: '+700', uid: '+00000000000000000000007', gid: '+8', atime: '+1.' }),
      writeHeader({ name: 'plus', size: 0 }),
      Buffer.alloc(1024, 'b'),
      writePax({
        'GNU.sparse.map': '+1000,0000000000000000000003,6000,+3',
        'GNU.sparse.numblocks': '+02',
        'GNU.sparse.size': '0000000000000000000010000',
      }),
      { name: 'sparse', content: 'onetwo' },
      writePax({ 'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.size': '5000' }),
      { name: 'hole' },
    ]),
  )

const ARCHIVES: readonly (readonly [string, Make])[] = [
  [
    'GNU tar, v7',
    async () =>
      (
        await runBytes(tools.tar, [
          '--format=v7',
          '-C',
          join(folder, 'short'),
          '-cf',
          '-',
          'bin',
          'empty',
          'block',
          'link',
        ])
      ).bytes,
  ],
  ['GNU tar, oldgnu', gnu('full', '--format=oldgnu')],
  ['GNU tar, gnu', gnu('full', '--format=gnu')],
  ['GNU tar, ustar', gnu('short', '--format=ustar')],
  ['GNU tar, pax', gnu('full', '--format=posix')],
  ['GNU tar, gnu, sparse', gnu('full', '--format=gnu', '--sparse')],
  ['GNU tar, oldgnu, sparse', gnu('full', '--format=oldgnu', '--sparse')],
  ['GNU tar, pax, sparse 0.0', gnu('full', '--format=posix', '--sparse', '--sparse-version=0.0')],
  ['GNU tar, pax, sparse 0.1', gnu('full', '--format=posix', '--sparse', '--sparse-version=0.1')],
  ['GNU tar, pax, sparse 1.0', gnu('full', '--format=posix', '--sparse', '--sparse-version=1.0')],
  ['bsdtar, pax', bsd('full', '--format=pax')],
  ['bsdtar, pax where needed', bsd('full', '--format=paxr')],
  ['bsdtar, ustar', bsd('short', '--format=ustar')],
  ['bsdtar, gnutar', bsd('full', '--format=gnutar')],
  ['bsdtar, v7', bsd('short', '--format=v7', '--exclude', './fifo')],
  ['Python, ustar', python('ustar')],
  ['Python, gnu', python('gnu')],
  ['Python, pax', python('pax')],
  ['Go, ustar', go('ustar')],
  ['Go, gnu', go('gnu')],
  ['Go, pax', go('pax')],
  ['numbers with signs and zeros in front', oddNumbers],
]

test.each(ARCHIVES)('%s is read as Go reads it', async (_name, make) => {
  const archive = await make()
  const { entries, notes } = listByUs(archive)
  expect(entries).toEqual(await listByGo(archive))
  expect(entries.length).toBeGreaterThan(3)
  expect(notes.filter((note) => note.incomplete)).toEqual([])
})
