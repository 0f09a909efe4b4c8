import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listFiles } from './cache-files.ts'
import { openCache } from './cache.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-cache-'))
})
afterEach(() => rm(directory, { recursive: true }))

const key = { subject: `sha256:${'a'.repeat(64)}`, part: 'index' }
const bytes = (text: string) => Buffer.from(text)

test('what was written is read, also by another process’s view of the folder, and empty results too', async () => {
  const cache = await openCache({ directory })
  expect(await cache.read(key)).toBeUndefined()
  expect(await cache.write(key, bytes('records'))).toBe(true)
  expect(await cache.write({ ...key, part: 'empty' }, bytes(''))).toBe(true)
  const other = await openCache({ directory })
  expect(bytes('records').equals((await other.read(key)) ?? bytes(''))).toBe(true)
  expect(await other.read({ ...key, part: 'empty' })).toHaveLength(0)
  expect(await other.info()).toEqual({ directory, entries: 2, bytes: 7 + 2 * 40 })
})

test('files are private, and nothing temporary stays', async () => {
  const cache = await openCache({ directory: join(directory, 'deep', 'er') })
  await cache.write(key, bytes('records'))
  const [file] = await listFiles(join(cache.directory, 'v1'))
  expect((await stat(file?.path ?? '')).mode & 0o777).toBe(0o600)
  expect((await stat(cache.directory)).mode & 0o777).toBe(0o700)
  expect(await readdir(join(cache.directory, 'tmp'))).toEqual([])
})

test('every flipped bit and every cut of a result is noticed, and it is written anew', async () => {
  const cache = await openCache({ directory })
  const value = randomBytes(100)
  await cache.write(key, value)
  const path = (await listFiles(join(directory, 'v1')))[0]?.path ?? ''
  const good = await readFile(path)
  for (let position = 0; position < good.length; position++) {
    const damaged = Buffer.from(good)
    damaged.writeUInt8(damaged.readUInt8(position) ^ (1 << position % 8), position)
    for (const wrong of [damaged, good.subarray(0, position)]) {
      await writeFile(path, wrong)
      expect(await cache.read(key)).toBeUndefined()
    }
  }
  await cache.write(key, value)
  expect(value.equals((await cache.read(key)) ?? bytes(''))).toBe(true)
})

test('names that could leave the folder are not written', async () => {
  const cache = await openCache({ directory })
  for (const subject of ['../../etc', 'a/b', '', '.hidden', 'A', 'a\0']) {
    expect(await cache.write({ subject, part: 'index' }, bytes('x'))).toBe(false)
    expect(await cache.read({ subject, part: 'index' })).toBeUndefined()
  }
  expect(await readdir(join(directory, 'v1'))).toEqual([])
})

test('a folder of somebody else is refused, and never cleared', async () => {
  await writeFile(join(directory, 'thesis.tex'), 'years of work')
  await expect(openCache({ directory })).rejects.toMatchObject({ code: 'CACHE_NOT_OURS' })
  const cache = await openCache({ directory: join(directory, 'cache') })
  await cache.write(key, bytes('x'))
  await writeFile(join(directory, 'cache', 'CACHEDIR.TAG'), 'Signature: of another program')
  await expect(cache.clear()).rejects.toMatchObject({ code: 'CACHE_NOT_OURS' })
  expect((await cache.info()).entries).toBe(1)
})

test('a path that cannot be a folder is CACHE_UNUSABLE', async () => {
  await writeFile(join(directory, 'file'), '')
  await expect(openCache({ directory: join(directory, 'file', 'x') })).rejects.toMatchObject({ code: 'CACHE_UNUSABLE' })
})

test('clear removes results, and the cache is usable after', async () => {
  const cache = await openCache({ directory })
  await cache.write(key, bytes('x'))
  await cache.clear()
  expect((await cache.info()).entries).toBe(0)
  expect(await cache.write(key, bytes('y'))).toBe(true)
})

test('eviction takes the least recently used first, and reading counts as use', async () => {
  const cache = await openCache({ directory, maxBytes: 1000 })
  const value = randomBytes(260)
  for (const part of ['a', 'b', 'c', 'd']) await cache.write({ ...key, part }, value)
  for (const { path } of await listFiles(join(directory, 'v1'))) {
    const past = new Date(Date.now() - 86_400_000 * (5 - ['a', 'b', 'c', 'd'].indexOf(path.slice(-1))))
    await utimes(path, past, past)
  }
  await cache.read({ ...key, part: 'a' })
  await cache.evict()
  const left = (await listFiles(join(directory, 'v1'))).map(({ path }) => path.slice(-1)).sort()
  expect(left).toEqual(['a', 'c', 'd'].slice(0, left.length))
  expect((await cache.info()).bytes).toBeLessThanOrEqual(1000)
  expect(await cache.read({ ...key, part: 'a' })).toBeDefined()
  expect(await cache.read({ ...key, part: 'b' })).toBeUndefined()
})

test('what a killed process left half written is removed at the next opening, a living one’s is kept', async () => {
  await openCache({ directory })
  const temporary = join(directory, 'tmp')
  await mkdir(temporary, { recursive: true })
  const { PROCESS_MARK } = await import('@veinmind/sdk/temporary')
  const dead = PROCESS_MARK.replace(/^\d+-\d+/, `${process.pid}-1`)
  await writeFile(join(temporary, `${dead}-x`), 'half')
  await writeFile(join(temporary, `${PROCESS_MARK}-y`), 'half')
  await openCache({ directory })
  expect(await readdir(temporary)).toEqual([`${PROCESS_MARK}-y`])
})
