import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SILENT } from '@veinmind/internal'
import { openUserCache } from './user-cache.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'standalone-cache-'))
})
afterEach(() => rm(home, { recursive: true }))

const SUBJECT = `sha256:${'a'.repeat(64)}`
const PARTS = new Map([['part', [Buffer.from('records')]]])
const KEY = 'k'.repeat(32)

/** Opens it, and returns what was warned of as well. */
async function open(variables: NodeJS.ProcessEnv = {}, directory?: string) {
  const warnings: string[] = []
  const log = {
    ...SILENT,
    warn: (message: string, fields = {}) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
  }
  const environment = { XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), ...variables }
  return { cache: await openUserCache({ isWanted: true, directory, maxBytes: 1e6 }, log, environment), warnings }
}

test('the key is the user’s own, apart from the cache; what it encrypted is read again', async () => {
  const { cache, warnings } = await open()
  expect(await cache?.write(SUBJECT, PARTS)).toBe(true)
  expect(await readdir(join(home, 'config', 'veinmind'))).toEqual(['cache.key'])
  expect(await readdir(join(home, 'cache', 'veinmind'))).not.toContain('cache.key')
  expect((await (await open()).cache?.read(SUBJECT, ['part']))?.size).toBe(1)
  expect(warnings).toEqual([])
})

test('VEINMIND_CACHE_KEY is used instead, and other keys open nothing of it', async () => {
  const { cache } = await open({ VEINMIND_CACHE_KEY: KEY })
  await cache?.write(SUBJECT, PARTS)
  expect(await readdir(home)).not.toContain('config')
  expect((await (await open({ VEINMIND_CACHE_KEY: `${KEY}\n` })).cache?.read(SUBJECT, ['part']))?.size).toBe(1)
  for (const variables of [{ VEINMIND_CACHE_KEY: 'x'.repeat(32) }, {}]) {
    const other = (await open(variables)).cache
    expect((await other?.read(SUBJECT, ['part']))?.size).toBe(0)
    expect(other?.refused).toBe(1)
  }
})

test.each([
  ['a key that is too short', async () => open({ VEINMIND_CACHE_KEY: 'secret' }), 'CACHE_KEY_UNUSABLE'],
  ['a cache folder that holds the key', async () => open({}, home), 'CACHE_KEY_UNUSABLE'],
  ['no folder for the key', async () => open({ XDG_CONFIG_HOME: '/proc/none' }), 'CACHE_KEY_UNUSABLE'],
  ['no folder for the cache', async () => open({ XDG_CACHE_HOME: '/proc/none' }), 'CACHE_UNUSABLE'],
  [
    'a cache folder with a file in its place',
    async () => {
      await writeFile(join(home, 'file'), '')
      return open({}, join(home, 'file'))
    },
    'CACHE_UNUSABLE',
  ],
  [
    'a folder of somebody’s',
    async () => {
      await mkdir(join(home, 'thesis'))
      await writeFile(join(home, 'thesis', 'text'), '')
      return open({}, join(home, 'thesis'))
    },
    'CACHE_NOT_OURS',
  ],
  [
    'a key that others may read',
    async () => {
      await open()
      await chmod(join(home, 'config', 'veinmind', 'cache.key'), 0o644)
      return open()
    },
    'CACHE_KEY_UNUSABLE',
  ],
])('%s is one warning, and no cache', async (_title, attempt, code) => {
  const { cache, warnings } = await attempt()
  expect(cache).toBeUndefined()
  expect(warnings).toEqual([expect.stringContaining(code)])
})
