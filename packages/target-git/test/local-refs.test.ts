import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLocalRefs } from '../src/local/local-refs.ts'

const oid = (digit: string): string => digit.repeat(40)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-refs-'))
  await mkdir(join(folder, 'refs/heads'), { recursive: true })
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/main\n')
  await writeFile(join(folder, 'packed-refs'), `${oid('1')} refs/heads/main\n${oid('2')} refs/heads/old\n`)
  await writeFile(join(folder, 'refs/heads/main'), `${oid('3')}\n`)
  await writeFile(join(folder, 'refs/heads/next'), `${oid('4')}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

test('a file of its own is newer than what was packed', async () => {
  expect(await readLocalRefs(folder)).toEqual([
    { ref: 'HEAD', oid: oid('3') },
    { ref: 'refs/heads/main', oid: oid('3') },
    { ref: 'refs/heads/old', oid: oid('2') },
    { ref: 'refs/heads/next', oid: oid('4') },
  ])
})

test('more files than are read are an error, not references that are left out', async () => {
  expect(await readLocalRefs(folder, 2)).toHaveLength(4)
  await expect(readLocalRefs(folder, 1)).rejects.toMatchObject({ code: 'GIT_TOO_LARGE' })
})
