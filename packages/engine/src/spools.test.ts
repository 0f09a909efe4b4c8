import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROCESS_MARK } from './process-mark.ts'
import { createSpools, removeAbandonedSpools } from './spools.ts'

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
  spools.create()
  await spools.close()
  expect(await readdir(directory)).toEqual([])
})

test('folders of ended processes are removed; those of living ones, of others and links are not', async () => {
  const [, start, namespace] = PROCESS_MARK.split('-')
  const name = (mark: string) => `veinmind-spool-${mark}-abcdef`
  const dead = name(`${process.pid}-${Number(start) - 1}-${namespace}`)
  const gone = name(`4999999-1-${namespace}`)
  const alive = name(PROCESS_MARK)
  const elsewhere = name('1-1-1')
  const old = name('2-1-1')
  for (const folder of [dead, gone, alive, elsewhere, old, 'veinmind-spool-x', 'thesis']) await mkdir(join(directory, folder))
  await writeFile(join(directory, dead, '1'), 'content')
  await writeFile(join(directory, 'thesis', 'text'), 'kept')
  await symlink(join(directory, 'thesis'), join(directory, name(`4999998-1-${namespace}`)))
  await utimes(join(directory, old), 1, 1)
  await removeAbandonedSpools(directory)
  expect(new Set(await readdir(directory))).toEqual(new Set([alive, elsewhere, 'veinmind-spool-x', 'thesis', name(`4999998-1-${namespace}`)]))
  expect(await readFile(join(directory, 'thesis', 'text'), 'utf8')).toBe('kept')
})
