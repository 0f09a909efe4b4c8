import { mkdtemp, rm, stat } from 'node:fs/promises'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from './index.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'veinmind-folder-'))
})
afterAll(() => rm(root, { recursive: true }))

test('with those that it stands in; twice is as good as once', async () => {
  await makeFolder(join(root, 'a/b/c'), 0o700)
  await makeFolder(join(root, 'a/b/c'), 0o700)
  expect((await stat(join(root, 'a/b'))).mode & 0o777).toBe(0o700)
})

test('it ends where no folder can be made', async () => {
  const nowhere = platform() === 'linux' ? '/proc/veinmind/x' : join(root, 'file\0')
  await expect(makeFolder(nowhere)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) })
})
