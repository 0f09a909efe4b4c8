import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPlace, writeOutput } from './index.ts'

const isRoot = process.getuid?.() === 0
const LONG = ['one\n', 'two\n'.repeat(50_000), 'three\n']

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-output-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...names: readonly string[]): string => join(folder, ...names)
const refused = (why: RegExp) =>
  expect.objectContaining({ code: 'OUTPUT_INVALID', isUsage: true, message: expect.stringMatching(why) })

describe('a regular file', () => {
  it('is new, whole, and alone in its folder', async () => {
    await writeOutput(at('a.json'), LONG)
    expect(readFileSync(at('a.json'), 'utf8')).toBe(LONG.join(''))
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('keeps its mode, and its name may be as long as names are', async () => {
    const name = 'n'.repeat(255)
    writeFileSync(at(name), 'old')
    chmodSync(at(name), 0o640)
    await writeOutput(at(name), ['new'])
    expect(readFileSync(at(name), 'utf8')).toBe('new')
    expect(statSync(at(name)).mode & 0o7777).toBe(0o640)
  })

  it('is as it was when making the output fails, and nothing is left beside it', async () => {
    writeFileSync(at('a'), 'old')
    const failing = function* (): Generator<string> {
      yield 'half'.repeat(50_000)
      throw new Error('no more')
    }
    await expect(writeOutput(at('a'), failing())).rejects.toThrow('no more')
    expect(readFileSync(at('a'), 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a'])
  })

  it('is reached by links, which stay links', async () => {
    mkdirSync(at('real'))
    writeFileSync(at('real', 'a'), 'old')
    symlinkSync('real/a', at('link'))
    symlinkSync('link', at('link2'))
    symlinkSync('real', at('folder'))
    await writeOutput(at('link2'), ['new'])
    expect(readFileSync(at('real', 'a'), 'utf8')).toBe('new')
    await writeOutput(at('folder', 'a'), ['newer'])
    expect(readFileSync(at('real', 'a'), 'utf8')).toBe('newer')
    symlinkSync('real/b', at('dangling'))
    await writeOutput(at('dangling'), ['b'])
    expect(readFileSync(at('real', 'b'), 'utf8')).toBe('b')
    expect(readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())).toHaveLength(4)
  })

  it.runIf(isRoot)('keeps its owner (root only)', async () => {
    writeFileSync(at('a'), 'old')
    execFileSync('chown', ['1234:4321', at('a')])
    await writeOutput(at('a'), ['new'])
    expect(statSync(at('a'))).toMatchObject({ uid: 1234, gid: 4321 })
  })

  it.runIf(isRoot)(
    'that is a mount of its own, as containers have them, is written in its place (root only)',
    async ({ skip }) => {
      writeFileSync(at('outside'), 'older and longer')
      writeFileSync(at('inside'), '')
      const mounted = spawnSync('mount', ['--bind', at('outside'), at('inside')])
      if (mounted.status !== 0) skip('no right to mount here')
      try {
        await writeOutput(at('inside'), ['new'])
      } finally {
        execFileSync('umount', [at('inside')])
      }
      expect(readFileSync(at('outside'), 'utf8')).toBe('new')
      expect(readdirSync(folder).toSorted()).toEqual(['inside', 'outside'])
    },
  )

  it.runIf(isRoot)('of another user behind a link in a shared folder is not followed (root only)', async () => {
    mkdirSync(at('shared'))
    chmodSync(at('shared'), 0o1777)
    writeFileSync(at('precious'), 'precious')
    symlinkSync(at('precious'), at('shared', 'r.json'))
    execFileSync('chown', ['-h', '1234', at('shared', 'r.json')])
    await expect(writeOutput(at('shared', 'r.json'), ['x'])).rejects.toEqual(refused(/another user/))
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious')
  })
})

describe('what is no regular file', () => {
  it('a FIFO gives its reader everything, and stays a FIFO', async () => {
    execFileSync('mkfifo', [at('p')])
    symlinkSync('p', at('link'))
    for (const path of ['p', 'link']) {
      const read = readFile(at('p'), 'utf8')
      await writeOutput(at(path), LONG)
      expect(await read).toBe(LONG.join(''))
    }
    expect(statSync(at('p')).isFIFO()).toBe(true)
  })

  it('a FIFO without a reader is waited for, and an interrupt ends that', async () => {
    execFileSync('mkfifo', [at('p')])
    const late = Promise.withResolvers<string>()
    const onWait = () => void readFile(at('p'), 'utf8').then(late.resolve, late.reject)
    await writeOutput(at('p'), ['late'], { onWait })
    expect(await late.promise).toBe('late')
    const stop = new AbortController()
    await expect(writeOutput(at('p'), ['x'], { signal: stop.signal, onWait: () => stop.abort() })).rejects.toEqual(
      refused(/nobody reads it/),
    )
    await expect(writeOutput(at('p'), ['x'], { signal: stop.signal })).rejects.toEqual(refused(/nobody reads it/))
  })

  it('/dev/full says that there is no space, /dev/null takes all', async () => {
    await expect(writeOutput('/dev/full', LONG)).rejects.toMatchObject({ code: 'ENOSPC' })
    await writeOutput('/dev/null', LONG)
    for (const path of ['/dev/full', '/dev/null']) expect(statSync(path).isCharacterDevice()).toBe(true)
  })

  it.runIf(isRoot)('a device of any name is written to and stays (root only)', async () => {
    execFileSync('mknod', [at('z'), 'c', '1', '7'])
    symlinkSync(at('z'), at('link'))
    for (const path of ['z', 'link'])
      await expect(writeOutput(at(path), ['x'])).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(statSync(at('z'))).toMatchObject({ rdev: statSync('/dev/full').rdev })
    execFileSync('mknod', [at('disk'), 'b', '7', '250'])
    await expect(writeOutput(at('disk'), ['x'])).rejects.toEqual(refused(/it is a disk/))
  })

  it('a socket is connected to', async () => {
    const got = Promise.withResolvers<string>()
    const server = createServer((socket) => {
      let text = ''
      socket
        .setEncoding('utf8')
        .on('data', (part: string) => (text += part))
        .on('end', () => got.resolve(text))
    })
    await new Promise<void>((resolve) => server.listen(at('s'), resolve))
    await writeOutput(at('s'), LONG)
    expect(await got.promise).toBe(LONG.join(''))
    server.close()
  })

  it('a descriptor is written to where it stands, by whatever name', async () => {
    writeFileSync(at('log'), 'before\n')
    const fd = openSync(at('log'), 'a')
    symlinkSync(`/proc/self/fd/${fd}`, at('link'))
    for (const path of [`/dev/fd/${fd}`, `/proc/self/fd/${fd}`, at('link')]) await writeOutput(path, ['more\n'])
    closeSync(fd)
    expect(readFileSync(at('log'), 'utf8')).toBe('before\nmore\nmore\nmore\n')
    expect(await findPlace('/dev/stdout')).toMatchObject({ kind: 'descriptor', fd: 1 })
  })
})

describe('what cannot be written is said at once', () => {
  it.each([
    ['.', /is a folder/],
    ['none/a', /the folder .*none is not there/],
    ['file/a', /is no folder|no folder/],
    ['loop', /without end|ELOOP/],
    ['nowhere', /the folder .*none is not there/],
  ])('%s', async (path, why) => {
    writeFileSync(at('file'), '')
    symlinkSync('loop', at('loop'))
    symlinkSync('none/a', at('nowhere'))
    await expect(findPlace(at(path))).rejects.toEqual(refused(why))
    expect(existsSync(at('none'))).toBe(false)
  })

  it('a descriptor that is not open, or only for reading', async () => {
    writeFileSync(at('log'), '')
    const fd = openSync(at('log'), 'r')
    await expect(findPlace(`/dev/fd/${fd}`)).rejects.toEqual(refused(/no such descriptor/))
    closeSync(fd)
    await expect(findPlace('/proc/self/fd/999999')).rejects.toEqual(refused(/no such descriptor/))
  })
})

it('of two names of one file the other stays as it was', async () => {
  writeFileSync(at('a'), 'old')
  linkSync(at('a'), at('b'))
  await writeOutput(at('a'), ['new'])
  expect(readFileSync(at('b'), 'utf8')).toBe('old')
})
