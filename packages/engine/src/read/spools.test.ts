import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSpools } from './spools.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-spools-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('a spool is private, there when it is needed, and gone at the end', async () => {
  const spools = createSpools(directory)
  expect(await readdir(directory)).toEqual([])
  const file = spools.create()
  file.write(Buffer.from('ab'))
  file.write(Buffer.from('c'))
  file.end()
  expect(await readFile(file.path, 'utf8')).toBe('abc')
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(file.path, '..'))).mode & 0o777).toBe(0o700)
  await file.remove()
  expect(await readdir(join(file.path, '..'))).toEqual([])
  spools.create()
  await spools.close()
  expect(await readdir(directory)).toEqual([])
})

test('a folder that somebody has cleaned away is no failure', async () => {
  const spools = createSpools(directory)
  const file = spools.create()
  await rm(join(file.path, '..'), { recursive: true })
  await file.remove()
  await spools.close()
  expect(await readdir(directory)).toEqual([])
})
