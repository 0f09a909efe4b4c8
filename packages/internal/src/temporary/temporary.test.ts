import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTemporaryFolder, openNamelessFile, PROCESS_MARK, removeAbandonedFolders, temporaryError } from './index.ts'

const [, START, NAMESPACE] = PROCESS_MARK.split('-')
const name = (mark: string): string => `veinmind-spool-${mark}-abcdef`
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sdk-temporary-'))
})

afterEach(() => rm(directory, { recursive: true }))

test('folders of ended processes are removed; those of living ones, of others and links are not', async () => {
  const dead = name(`${process.pid}-${Number(START) - 1}-${NAMESPACE}`)
  const gone = name(`4999999-1-${NAMESPACE}`)
  const alive = name(PROCESS_MARK)
  const elsewhere = name('1-1-1')
  const old = name('2-1-1')
  for (const folder of [dead, gone, alive, elsewhere, old, 'veinmind-spool-x', 'thesis'])
    await mkdir(join(directory, folder))
  await writeFile(join(directory, dead, '1'), 'content')
  await writeFile(join(directory, 'thesis', 'text'), 'kept')
  await symlink(join(directory, 'thesis'), join(directory, name(`4999998-1-${NAMESPACE}`)))
  await utimes(join(directory, old), 1, 1)
  await removeAbandonedFolders(directory)
  expect(new Set(await readdir(directory))).toEqual(
    new Set([alive, elsewhere, 'veinmind-spool-x', 'thesis', name(`4999998-1-${NAMESPACE}`)]),
  )
  expect(await readFile(join(directory, 'thesis', 'text'), 'utf8')).toBe('kept')
})

test('a folder is private; making it removes what is abandoned beside it', async () => {
  await mkdir(join(directory, name(`4999999-1-${NAMESPACE}`)))
  const folder = await makeTemporaryFolder('test', directory)
  expect(await readdir(directory)).toEqual([basename(folder)])
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a nameless file is in no folder', async () => {
  await using file = await openNamelessFile(directory)
  await file.writeFile('content')
  expect(await readdir(directory)).toEqual([])
  expect((await file.read(Buffer.alloc(7), 0, 7, 0)).buffer.toString()).toBe('content')
})

test('a folder that is missing, is none, or is full is named as such', async () => {
  const none = join(directory, 'none')
  const file = join(directory, 'file')
  await writeFile(file, '')
  for (const [parent, reason] of [
    [none, 'does not exist'],
    [file, 'is no folder'],
  ] as const) {
    const error = {
      code: 'TEMPORARY_UNUSABLE',
      message: expect.stringContaining(`${parent}, ${reason}`) as string,
      hint: expect.stringContaining('TMPDIR') as string,
    }
    await expect(makeTemporaryFolder('test', parent)).rejects.toMatchObject(error)
    await expect(openNamelessFile(parent)).rejects.toMatchObject(error)
  }
  const full: unknown = await writeFile('/dev/full', 'content').catch((error: unknown) =>
    temporaryError(error, directory),
  )
  expect(full).toMatchObject({
    code: 'TEMPORARY_UNUSABLE',
    message: expect.stringContaining(`${directory}, is full`) as string,
  })
})
