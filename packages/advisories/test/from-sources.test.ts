import { crc32, gzipSync } from 'node:zlib'
import { writeTar } from '@veinmind/testing'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDatabase, fetchSources, matchPackage, openDatabase } from '../src/index.ts'
import type { AskedSource } from '../src/index.ts'
import { makeTestFolder, osv, range } from './built-database.ts'
import { startPublicServer } from './public-server.ts'
import type { PublicServer } from './public-server.ts'

const OSV = 'osv-vulnerabilities.storage.googleapis.com'

/** An archive of stored files, as `zip -0` writes it. */
function zip(files: Readonly<Record<string, object>>): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, value] of Object.entries(files)) {
    const content = Buffer.from(JSON.stringify(value))
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt32LE(crc32(content), 14)
    local.writeUInt32LE(content.length, 18)
    local.writeUInt32LE(content.length, 22)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    local.copy(entry, 6, 4, 30)
    entry.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), content)
    central.push(entry, Buffer.from(name))
    at += 30 + name.length + content.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(Buffer.concat(central).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...central, end])
}

const npm = (number: number, fixed: string, modified = '2026-08-01T00:00:00Z'): object =>
  osv(`GHSA-aaaa-bbbb-000${number}`, 'npm', `left-${number}`, { modified, ranges: [range(`i0 f${fixed}`)] })

/** Puts an ecosystem on the server as osv.dev has it: one zip, every record, and the list of what was changed when. */
function publish(server: PublicServer, records: readonly object[]): void {
  const all = records as readonly { id: string; modified: string }[]
  server.files.set(`${OSV}/npm/all.zip`, zip(Object.fromEntries(all.map((each) => [`${each.id}.json`, each]))))
  for (const each of all) server.files.set(`${OSV}/npm/${each.id}.json`, JSON.stringify(each))
  const lines = all
    .toSorted((a, b) => (a.modified < b.modified ? 1 : -1))
    .map(({ id, modified }) => `${modified},${id}`)
  server.files.set(`${OSV}/npm/modified_id.csv`, `${lines.join('\n')}\n`)
}

const states = (asked: readonly AskedSource[]): unknown =>
  Object.fromEntries(asked.map(({ name, state, error }) => [name, error === undefined ? state : error.message]))

const SECDB = (fixed: string): string =>
  JSON.stringify({
    distroversion: 'v3.20',
    reponame: 'main',
    urlprefix: 'https://dl-cdn.alpinelinux.org/alpine',
    packages: [{ pkg: { name: 'curl', secfixes: { [fixed]: ['CVE-2024-0001'] } } }],
  })

const UPDATE_INFO = `<updates><update type="security"><id>ALAS2023-2023-126</id><title>curl</title><severity>medium</severity>
<references><reference id="CVE-2022-0001" type="cve"/></references><pkglist><collection><package name="curl" epoch="0"
version="7.88.1" release="1.amzn2023.0.1" arch="x86_64"/></collection></pkglist></update></updates>`

test('osv.dev: everything once, then what its list says was changed, one by one', async () => {
  await using server = await startPublicServer()
  const folder = makeTestFolder()
  const ask = () => fetchSources({ folder: join(folder, 'sources'), mirror: server.address, only: ['osv-npm'] })
  const fixes = async (): Promise<readonly unknown[]> => {
    await buildDatabase({ from: [join(folder, 'sources')], folder: join(folder, 'db') })
    using database = await openDatabase(join(folder, 'db'))
    if (database === undefined) throw new TypeError('there is no database')
    return [1, 2].map(
      (number) => matchPackage(database, { ecosystem: 'npm', name: `left-${number}`, version: '0' }).flaws[0]?.fixed,
    )
  }
  publish(server, [npm(1, '1.0.0'), npm(2, '1.0.0')])
  expect(states(await ask())).toEqual({ 'osv-npm': 'new' })
  expect(await fixes()).toEqual(['1.0.0', '1.0.0'])
  server.asked.length = 0
  expect(states(await ask())).toEqual({ 'osv-npm': 'unchanged' })
  expect(server.asked.map(({ path, status }) => [path, status])).toEqual([[`${OSV}/npm/modified_id.csv`, 304]])

  server.asked.length = 0
  publish(server, [npm(1, '1.0.0'), npm(2, '1.0.5', '2026-08-02T00:00:00Z')])
  expect(states(await ask())).toEqual({ 'osv-npm': 'new' })
  expect(server.asked.map(({ path }) => path)).toEqual([
    `${OSV}/npm/modified_id.csv`,
    `${OSV}/npm/GHSA-aaaa-bbbb-0002.json`,
  ])
  expect(await fixes()).toEqual(['1.0.0', '1.0.5'])

  // One that was taken back since.
  publish(server, [{ ...npm(1, '1.0.0', '2026-08-03T00:00:00Z'), withdrawn: '2026-08-03T00:00:00Z' }, npm(2, '1.0.5')])
  await ask()
  expect(await fixes()).toEqual([undefined, '1.0.5'])
})

test('where much has changed, all of it in one archive', async () => {
  await using server = await startPublicServer()
  const folder = join(makeTestFolder(), 'sources')
  const ask = () => fetchSources({ folder, mirror: server.address, only: ['osv-npm'] })
  publish(server, [npm(1, '1.0.0')])
  await ask()
  server.asked.length = 0
  publish(
    server,
    Array.from({ length: 300 }, (_, at) =>
      osv(`GHSA-aaaa-bbbb-${1000 + at}`, 'npm', `right-${at}`, { modified: '2026-08-05T00:00:00Z', versions: ['1'] }),
    ),
  )
  await ask()
  expect(server.asked.map(({ path, status }) => [path.slice(OSV.length), status])).toEqual([
    ['/npm/modified_id.csv', 200],
    ['/npm/all.zip', 200],
  ])
})

test('each kind of source; one thing at a time of a server; what fails is said and stops no other', async () => {
  await using server = await startPublicServer()
  const folder = makeTestFolder()
  const { files } = server
  files.set(
    'secdb.alpinelinux.org/',
    '<a href="v3.2/">v3.2/</a> <a href="v3.20/">v3.20/</a> <a href="last-update">x</a>',
  )
  files.set('secdb.alpinelinux.org/v3.20/main.json', SECDB('8.0-r0'))
  files.set(
    'cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list',
    'https://cdn.amazonlinux.com/al2023/core/guids/abc/x86_64/\n',
  )
  const repodata = 'cdn.amazonlinux.com/al2023/core/guids/abc/x86_64/repodata'
  files.set(
    `${repodata}/repomd.xml`,
    '<repomd><data type="primary"><location href="repodata/p.xml.gz"/></data><data type="updateinfo"><location href="repodata/1f-updateinfo.xml.gz"/></data></repomd>',
  )
  files.set(`${repodata}/1f-updateinfo.xml.gz`, gzipSync(UPDATE_INFO))
  files.set(
    'codeload.github.com/rubysec/ruby-advisory-db/tar.gz/refs/heads/master',
    gzipSync(
      Buffer.from(
        writeTar([
          {
            name: 'ruby-advisory-db-master/gems/left/CVE-2024-1.yml',
            content: 'gem: left\ncve: 2024-0001\ntitle: x\npatched_versions:\n  - ">= 2.0"\n',
          },
        ]),
      ),
    ),
  )
  files.set(
    'epss.empiricalsecurity.com/epss_scores-current.csv.gz',
    gzipSync('#model_version:v1,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n'),
  )
  const csaf = 'security.access.redhat.com/data/csaf/v2/vex'
  files.set(`${csaf}/changes.csv`, '"2024/cve-2024-0001.json","2026-05-15T10:00:00+00:00"\n')
  files.set(`${csaf}/archive_latest.txt`, 'csaf_vex_2026-05-16.tar.gz\n')
  files.set(`${csaf}/csaf_vex_2026-05-16.tar.gz`, gzipSync(Buffer.alloc(1024)))
  files.set('packages.vmware.com/photon/photon_cve_metadata/photon_versions.json', '{"branches": ["5.0"]}')
  files.set(
    'packages.vmware.com/photon/photon_cve_metadata/cve_data_photon5.0.json',
    JSON.stringify([{ cve_id: 'CVE-2024-0001', pkg: 'curl', cve_score: 7.5, aff_ver: 'all', res_ver: '8.1-2.ph5' }]),
  )
  const only = ['alpine', 'amazon', 'ruby', 'epss', 'red-hat', 'photon', 'wolfi', 'kev']
  server.trouble.set('packages.wolfi.dev/os/security.json', { status: 403, times: 9 })
  const told: string[] = []
  const ask = () =>
    fetchSources({ folder: join(folder, 's'), mirror: server.address, only, onDone: ({ name }) => told.push(name) })
  const asked = await ask()
  expect(states(asked)).toEqual({
    alpine: 'new',
    // Three of its four repositories are not there.
    amazon: expect.stringContaining('answers 404'),
    ruby: 'new',
    epss: 'new',
    'red-hat': 'new',
    photon: 'new',
    wolfi: expect.stringContaining('answers 403'),
    kev: expect.stringContaining('answers 404'),
  })
  expect(told.toSorted()).toEqual(only.toSorted())
  expect(asked.filter((each) => each.folder === undefined).map(({ name }) => name)).toEqual(['kev', 'wolfi'])
  expect([...server.most.values()].every((most) => most === 1)).toBe(true)
  expect(new Set(server.asked.map(({ agent }) => agent))).toEqual(new Set(['veinmind (db update --from-sources)']))

  const info = await buildDatabase({ from: asked.flatMap((each) => each.folder ?? []), folder: join(folder, 'db') })
  expect(info.sources.map(({ name, records }) => [name, records])).toEqual([
    ['Alpine', 1],
    ['Amazon', 1],
    ['EPSS', 1],
    ['Photon', 1],
    ['RubySec', 1],
  ])
  expect(info.unknown.count).toBe(0)

  // Again: nothing is sent twice, and what was had of a source stays when it fails.
  server.asked.length = 0
  server.trouble.set('packages.vmware.com/photon/photon_cve_metadata/cve_data_photon5.0.json', {
    status: 404,
    times: 9,
  })
  const again = await ask()
  expect(server.asked.filter(({ status }) => status === 200)).toEqual([])
  expect(again.find(({ name }) => name === 'photon')).toMatchObject({
    state: 'failed',
    isNew: false,
    folder: join(folder, 's', 'photon'),
  })
})

test('busy, broken off, and told to come back tomorrow', async () => {
  await using server = await startPublicServer()
  const folder = makeTestFolder()
  const path = 'packages.wolfi.dev/os/security.json'
  const ask = () => fetchSources({ folder, mirror: server.address, only: ['wolfi'] })
  // More than what is on its way at a time.
  server.files.set(path, SECDB('1') + ' '.repeat(4_000_000))
  server.trouble.set(path, { status: 429, headers: { 'retry-after': '0' }, times: 1 })
  server.cut.add(path)
  expect(states(await ask())).toEqual({ wolfi: 'new' })
  // Busy, the half of it, the rest.
  expect(server.asked.map(({ status }) => status)).toEqual([429, 200, 206])
  server.files.set(path, SECDB('2'))
  server.trouble.set(path, { status: 503, headers: { 'retry-after': '86400' }, times: 1 })
  expect(states(await ask())).toEqual({ wolfi: expect.stringContaining('come back in 86400 seconds') })
})

test('wrong words contact nobody', async () => {
  const folder = join(makeTestFolder(), 'sources')
  await expect(fetchSources({ folder, only: ['wolfy'] })).rejects.toMatchObject({ code: 'ADVISORIES_SOURCE_UNKNOWN' })
  expect(existsSync(folder)).toBe(false)
  for (const mirror of ['http://example.com', 'ftp://x', 'no address'])
    await expect(fetchSources({ folder, mirror, only: ['wolfi'] })).rejects.toMatchObject({
      code: 'ADVISORIES_MIRROR_INVALID',
    })
})
