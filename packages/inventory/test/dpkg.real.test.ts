import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTools, run } from '@veinmind/services'
import { buildImage, layer } from '@veinmind/testing'
import { beforeAll, expect, test } from 'vitest'
import { inventoryOf } from './inventory-of.ts'
import type { Inventory } from './inventory-of.ts'

const INFO = '/var/lib/dpkg/info'
let inventory: Inventory

/** This machine's database, as the image of a layer. */
beforeAll(async () => {
  await requireTools(['dpkg'])
  const files = readdirSync(INFO).filter((file) => /\.(?:list|md5sums)$/.test(file))
  const documents = readdirSync('/usr/share/doc').map((name) => join('/usr/share/doc', name, 'copyright'))
  const paths = [
    '/etc/os-release',
    '/var/lib/dpkg/status',
    ...files.map((file) => join(INFO, file)),
    ...documents.filter((path) => existsSync(path)),
  ]
  inventory = await inventoryOf(
    buildImage(layer(Object.fromEntries(paths.map((path) => [path.slice(1), readFileSync(path)])))),
  )
})

const query = async (format: string): Promise<readonly string[]> =>
  (await run('dpkg-query', ['-W', '-f', format])).stdout.split('\n').filter(Boolean).toSorted()

test('the packages that dpkg-query lists as installed', async () => {
  const all = await query(
    '${db:Status-Status} ${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n',
  )
  const isThere = (line: string): boolean => !/^(?:not-installed|config-files) /.test(line)
  expect(inventory.gaps).toEqual([])
  expect(
    inventory.packages
      .filter(({ type }) => type === 'deb')
      .map(({ name, version, arch, source }) =>
        [name, version, arch, source?.name ?? name, source?.version ?? version].join(' '),
      )
      .toSorted(),
  ).toEqual(all.filter(isThere).map((line) => line.slice(line.indexOf(' ') + 1)))
})

test('the files that dpkg -L lists', async () => {
  const names = inventory.packages.filter(({ type }) => type === 'deb').slice(0, 60)
  for (const { name, arch, purl } of names) {
    const { stdout } = await run('dpkg-query', ['-L', arch === 'all' ? name : `${name}:${arch}`])
    const theirs = stdout.split('\n').filter((line) => line.startsWith('/') && line !== '/.')
    const ours = new Set(inventory.owners.filter((file) => file.package === purl).map(({ path }) => path))
    expect(theirs.filter((path) => !ours.has(path))).toEqual([])
  }
})

test('most licences are expressions of SPDX', () => {
  const own = inventory.packages.filter(({ type, licenses }) => type === 'deb' && licenses.length > 0)
  expect(own.length).toBeGreaterThan(100)
  expect(
    own.filter(({ licenses }) => licenses.some((text) => /^[\w.+-]+(?: (?:AND|OR|WITH) .+)?$/.test(text))).length,
  ).toBeGreaterThan(own.length * 0.9)
})
