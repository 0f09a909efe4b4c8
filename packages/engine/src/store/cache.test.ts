import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { PROCESS_MARK } from '@veinmind/internal/temporary'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listFiles } from './cache-files.ts'
import { clearCache, inspectCache, openCache } from './cache.ts'

const KEY = randomBytes(32)
const subject = `sha256:${'a'.repeat(64)}`
const other = `sha256:${'b'.repeat(64)}`
const bytes = (text: string) => Buffer.from(text)
const part = (name: string, ...value: Uint8Array[]) => new Map([[name, value]])

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-cache-'))
})
afterEach(() => rm(directory, { recursive: true }))

const open = (more: { readonly maxBytes?: number; readonly key?: Uint8Array } = {}) =>
  openCache({ directory, key: KEY, ...more })
const results = () => listFiles(join(directory, 'v2'))
const textOf = async (cache: Awaited<ReturnType<typeof open>>, of: string, name: string) => {
  const value = (await cache.read(of, [name])).get(name)
  return value && Buffer.from(value).toString()
}

test('what was written is read, also by another process’s view of the folder, and empty results too', async () => {
  const cache = await open()
  expect((await cache.read(subject, ['index'])).size).toBe(0)
  expect(await cache.write(subject, part('index', bytes('rec'), bytes('ords')))).toBe(true)
  expect(await cache.write(subject, part('empty'))).toBe(true)
  const again = await open()
  expect(await textOf(again, subject, 'index')).toBe('records')
  expect(await textOf(again, subject, 'empty')).toBe('')
  expect([...(await again.read(subject, ['index', 'none', 'empty'])).keys()]).toEqual(['index', 'empty'])
  expect(again.refused).toBe(0)
})

test('all parts of a subject are one file, written over by name, and not without a bound', async () => {
  const cache = await open()
  await cache.write(
    subject,
    new Map(Array.from({ length: 299 }, (_value, number) => [`part-${number}`, [bytes(String(number))]])),
  )
  await cache.write(subject, part('part-299', bytes('old')))
  await cache.write(subject, part('part-299', bytes('new')))
  expect(await results()).toHaveLength(1)
  expect(await textOf(cache, subject, 'part-299')).toBe('new')
  expect(await textOf(cache, subject, 'part-44')).toBe('44')
  expect(await textOf(cache, subject, 'part-43')).toBeUndefined()
})

test('files are private, tell nothing of what is in them, and nothing temporary stays', async () => {
  directory = join(directory, 'deep', 'er')
  const cache = await open()
  await cache.write(subject, part('index', bytes('a password of somebody')))
  const [file] = await results()
  expect((await stat(file?.path ?? '')).mode & 0o777).toBe(0o600)
  expect((await stat(cache.directory)).mode & 0o777).toBe(0o700)
  expect(await readdir(join(cache.directory, 'tmp'))).toEqual([])
  expect((await readFile(file?.path ?? '')).includes('password')).toBe(false)
  directory = join(directory, '..', '..')
})

test('every flipped bit and every cut of a result is noticed, and it is written anew', async () => {
  const cache = await open()
  const value = randomBytes(100)
  await cache.write(subject, part('index', value))
  const path = (await results())[0]?.path ?? ''
  const good = await readFile(path)
  for (let position = 0; position < good.length; position++) {
    const damaged = Buffer.from(good)
    damaged.writeUInt8(damaged.readUInt8(position) ^ (1 << (position % 8)), position)
    for (const wrong of [damaged, good.subarray(0, position)]) {
      await writeFile(path, wrong)
      expect((await cache.read(subject, ['index'])).size).toBe(0)
    }
  }
  expect(cache.refused).toBeGreaterThan(good.length)
  await cache.write(subject, part('index', value))
  expect(value.equals((await cache.read(subject, ['index'])).get('index') ?? bytes(''))).toBe(true)
})

test('what was copied to another subject, moved to another part, or written under another key is no result', async () => {
  const cache = await open()
  await cache.write(subject, part('index-1', bytes('nothing was found')))
  const path = (await results())[0]?.path ?? ''
  await copyFile(path, join(directory, 'v2', other.replace(':', '-')))
  expect(await textOf(cache, other, 'index-1')).toBeUndefined()
  expect(cache.refused).toBe(1)
  const renamed = Buffer.from((await readFile(path, 'latin1')).replace('index-1', 'index-2'), 'latin1')
  await writeFile(path, renamed)
  expect(await textOf(cache, subject, 'index-2')).toBeUndefined()
  expect(cache.refused).toBe(2)
  const theirs = await open({ key: randomBytes(32) })
  await theirs.write(subject, part('index-1', bytes('nothing was found')))
  expect(await textOf(cache, subject, 'index-1')).toBeUndefined()
  expect(cache.refused).toBe(3)
  await cache.write(subject, part('index-1', bytes('mine')))
  expect(await textOf(cache, subject, 'index-1')).toBe('mine')
  expect(await textOf(theirs, subject, 'index-1')).toBeUndefined()
  await expect(open({ key: bytes('short') })).rejects.toThrow(RangeError)
})

test('a link in the place of a result is not followed', async () => {
  const cache = await open()
  await cache.write(subject, part('index', bytes('records')))
  const path = (await results())[0]?.path ?? ''
  await rename(path, join(directory, 'elsewhere'))
  await symlink(join(directory, 'elsewhere'), path)
  expect(await textOf(cache, subject, 'index')).toBeUndefined()
})

test('what is no file under the name of a result is neither waited for nor replaced', async () => {
  const cache = await open()
  await cache.write(subject, part('index', bytes('records')))
  const path = (await results())[0]?.path ?? ''
  for (const make of [() => execFileSync('mkfifo', [path]), () => symlink('/dev/full', path), () => mkdir(path)]) {
    await rm(path)
    await make()
    const before = await lstat(path)
    expect([await textOf(cache, subject, 'index'), await cache.write(subject, part('index', bytes('more')))]).toEqual([
      undefined,
      false,
    ])
    expect((await lstat(path)).ino).toBe(before.ino)
  }
})

test('names that could leave the folder are not written', async () => {
  const cache = await open()
  for (const wrong of ['../../etc', 'a/b', '', '.hidden', 'A', 'a\0', `sha256:../${'a'.repeat(61)}`]) {
    expect(await cache.write(wrong, part('index', bytes('x')))).toBe(false)
    expect((await cache.read(wrong, ['index'])).size).toBe(0)
  }
  expect(await readdir(join(directory, 'v2'))).toEqual([])
})

test('a folder of somebody else is refused, and never cleared', async () => {
  await writeFile(join(directory, 'thesis.tex'), 'years of work')
  await expect(open()).rejects.toMatchObject({ code: 'CACHE_NOT_OURS' })
  await rm(join(directory, 'thesis.tex'))
  const cache = await open()
  await cache.write(subject, part('index', bytes('x')))
  await writeFile(join(directory, 'CACHEDIR.TAG'), 'Signature: of another program')
  await expect(clearCache(directory)).rejects.toMatchObject({ code: 'CACHE_NOT_OURS' })
  expect(await results()).toHaveLength(1)
})

test('a new volume, a kept folder of git, and a cache whose tag is lost, empty or cut are used', async () => {
  await mkdir(join(directory, 'lost+found'))
  await writeFile(join(directory, '.gitkeep'), '')
  const cache = await open()
  await cache.write(subject, part('index', bytes('records')))
  const tag = join(directory, 'CACHEDIR.TAG')
  const whole = await readFile(tag)
  for (const left of [undefined, whole.subarray(0, 0), whole.subarray(0, 20)]) {
    await (left ? writeFile(tag, left) : rm(tag))
    expect(await textOf(await open(), subject, 'index')).toBe('records')
    expect(whole.equals(await readFile(tag))).toBe(true)
  }
})

test('results that an earlier version left in the clear are removed', async () => {
  await open()
  await mkdir(join(directory, 'v1'))
  await writeFile(join(directory, 'v1', 'result'), 'a password of somebody')
  await open()
  expect(await readdir(directory)).not.toContain('v1')
})

test('a path that cannot be a folder is CACHE_UNUSABLE', async () => {
  await writeFile(join(directory, 'file'), '')
  await expect(openCache({ directory: join(directory, 'file', 'x'), key: KEY })).rejects.toMatchObject({
    code: 'CACHE_UNUSABLE',
  })
})

test('clear removes results, and the cache is usable after', async () => {
  const cache = await open()
  await cache.write(subject, part('index', bytes('x')))
  expect(await inspectCache(directory)).toMatchObject({ directory, entries: 1 })
  await clearCache(directory)
  expect(await inspectCache(directory)).toEqual({ directory, entries: 0, bytes: 0 })
  expect(await cache.write(subject, part('index', bytes('y')))).toBe(true)
})

test('the disk loses no more than the limit, at no time; the least recently used goes first, and reading counts as use', async () => {
  const maxBytes = 160 * 1024
  const cache = await open({ maxBytes })
  const subjects = Array.from({ length: 60 }, (_value, number) => `sha256:${number.toString(16).padStart(64, '0')}`)
  for (const [number, each] of subjects.entries()) {
    expect(await cache.write(each, part('index', randomBytes(100 + 150 * number)))).toBe(true)
    expect(await diskUsage(directory)).toBeLessThanOrEqual(maxBytes)
    const path = join(directory, 'v2', each.replace(':', '-'))
    const past = new Date(Date.now() - 86_400_000 + number * 1000)
    await utimes(path, past, past)
    await cache.read(subjects[0] ?? '', ['index'])
  }
  const left = (await results()).map(({ path }) => basename(path).replace('-', ':')).toSorted()
  expect(left).toEqual([subjects[0], ...subjects.slice(subjects.length - left.length + 1)])
  expect(await cache.write(other, part('index', randomBytes(maxBytes)))).toBe(false)
})

/** As `du` counts. */
async function diskUsage(folder: string): Promise<number> {
  let total = (await stat(folder)).blocks * 512
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    total += entry.isDirectory() ? await diskUsage(path) : (await stat(path)).blocks * 512
  }
  return total
}

test('what a killed process left half written is removed at the next opening, a living one’s is kept', async () => {
  await open()
  const temporary = join(directory, 'tmp')
  const dead = PROCESS_MARK.replace(/^\d+-\d+/, `${process.pid}-1`)
  await writeFile(join(temporary, `${dead}-x`), 'half')
  await writeFile(join(temporary, `${PROCESS_MARK}-y`), 'half')
  await open()
  expect(await readdir(temporary)).toEqual([`${PROCESS_MARK}-y`])
})

test('what a process of another container writes is kept for a week, since nobody here can see whether it lives', async () => {
  await open()
  const foreign = `${PROCESS_MARK.replace(/\d+$/, '1')}-z`
  const path = join(directory, 'tmp', foreign)
  await writeFile(path, 'half')
  await open()
  expect(await readdir(join(directory, 'tmp'))).toEqual([foreign])
  const longAgo = Date.now() / 1000 - 8 * 24 * 3600
  await utimes(path, longAgo, longAgo)
  await open()
  expect(await readdir(join(directory, 'tmp'))).toEqual([])
})

test('a result that is larger than the whole cache may be is not read', async () => {
  await (await open()).write(subject, part('index', randomBytes(100_000)))
  const small = await open({ maxBytes: 50_000 })
  expect((await small.read(subject, ['index'])).size).toBe(0)
})
