import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCacheKey } from './cache-key.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-key-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('a key is made once, whoever comes first, for its owner’s eyes, and read from then on', async () => {
  const path = join(directory, 'veinmind', 'cache.key')
  const keys = await Promise.all([1, 2, 3].map(() => readCacheKey(path)))
  expect(keys[0]).toHaveLength(32)
  expect(new Set([...keys, await readCacheKey(path)].map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(directory, 'veinmind'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(directory, 'veinmind'))).toEqual(['cache.key'])
})

test('what others may read, what is no key, a link and a folder are refused with the reason, and stay as they are', async () => {
  const path = join(directory, 'cache.key')
  const good = `${'0a'.repeat(32)}\n`
  await writeFile(path, good, { mode: 0o600 })
  expect(await readCacheKey(path)).toEqual(Buffer.alloc(32, 0x0a))
  await chmod(path, 0o640)
  await expect(readCacheKey(path)).rejects.toMatchObject({
    code: 'CACHE_KEY_UNUSABLE',
    message: expect.stringContaining('other users may read it') as string,
  })
  for (const wrong of ['', good.slice(0, 60), `${good}more`]) {
    await writeFile(path, wrong)
    await chmod(path, 0o600)
    await expect(readCacheKey(path)).rejects.toMatchObject({
      message: expect.stringContaining('holds no key') as string,
    })
    expect(await readFile(path, 'utf8')).toBe(wrong)
  }
  await symlink(path, join(directory, 'link'))
  await mkdir(join(directory, 'folder'), { mode: 0o700 })
  for (const name of ['link', 'folder', 'cache.key/x']) {
    await expect(readCacheKey(join(directory, name))).rejects.toMatchObject({ code: 'CACHE_KEY_UNUSABLE' })
  }
})

test.runIf(process.getuid?.() === 0)('root takes no key of a user, and makes none in a user’s folder', async () => {
  const path = join(directory, 'cache.key')
  await writeFile(path, '0a'.repeat(32), { mode: 0o600 })
  await chown(path, 1000, 1000)
  await expect(readCacheKey(path)).rejects.toMatchObject({
    message: expect.stringContaining('belongs to another user') as string,
  })
  await rm(path)
  await chown(directory, 1000, 1000)
  await expect(readCacheKey(join(directory, 'deep', 'er', 'cache.key'))).rejects.toMatchObject({
    code: 'CACHE_KEY_UNUSABLE',
  })
  expect(await readdir(directory)).toEqual([])
})
