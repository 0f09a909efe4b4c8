import { runPlugin } from '@veinmind/standalone'
import { buildImage, dockerArchive, layer, startRegistry } from '@veinmind/testing'
import { createReadStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import vuln from '../src/index.ts'
import { dataWith, osv } from './database.ts'
import { nodeModule } from './images.ts'

const RECORDS = [
  osv('GHSA-aaaa-bbbb-0001', ['npm', 'left'], '1.0.0'),
  osv('DSA-1-1', ['Debian:12', 'openssl'], '3', { upstream: ['CVE-2024-0001'] }),
]

let out = ''
let err = ''
beforeEach(() => {
  out = ''
  err = ''
  const write = (add: (text: string) => void) =>
    ((text: unknown, done?: unknown) => {
      add(String(text))
      if (typeof done === 'function') (done as () => void)()
      return true
    }) as never
  vi.spyOn(process.stdout, 'write').mockImplementation(write((text) => void (out += text)))
  vi.spyOn(process.stderr, 'write').mockImplementation(write((text) => void (err += text)))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

const db = (...args: readonly string[]): Promise<number> => runPlugin(vuln, ['db', ...args, '--lang', 'en'])

test('built, shown, compared', async () => {
  const data = await dataWith(RECORDS)
  writeFileSync(join(data, 'more.json'), JSON.stringify(RECORDS[0]))
  expect(await db('build', '--from', join(data, 'more.json'), '--data-dir', join(data, 'other'))).toBe(0)
  expect(out).toMatch(/other[\\/]advisories\n1 records of 1 sources, the newest of \d{4}-01-01\n/)
  out = ''
  expect(await db('info', '--data-dir', data)).toBe(0)
  expect(out).toMatch(/Debian +\d{4}-01-01 +1 +MIT\nGitHub +\d{4}-01-01 +1 +CC-BY-4.0\n/)
  out = ''
  expect(await db('info', '--json', '--data-dir', data)).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ schema: 1, sources: [{ name: 'Debian' }, { name: 'GitHub' }] })
  out = ''
  expect(await db('diff', join(data, 'other', 'advisories'), '--data-dir', data)).toBe(0)
  expect(out).toContain('debian: +1 -0 ~0\n  + DSA-1-1\n')
})

test('pushed to a registry, pulled from it; what has not changed is not fetched again', async () => {
  const data = await dataWith(RECORDS)
  await using registry = await startRegistry()
  const reference = `${registry.host}/team/advisories:1`
  expect([await db('push', reference, '--data-dir', data), err]).toEqual([0, ''])
  expect(out).toMatch(/\/team\/advisories@sha256:[0-9a-f]{64}\n$/)
  out = ''
  const other = join(data, 'other')
  expect([await db('update', `oci://${reference}`, '--data-dir', other), err]).toEqual([0, ''])
  expect(out).toContain('2 of 2 files are new')
  out = ''
  expect(await db('pull', reference, '--data-dir', other)).toBe(0)
  expect(out).toContain('nothing has changed')
  expect(await db('pull', `${registry.host}/none:1`, '--data-dir', join(data, 'none'))).toBe(3)
  expect(existsSync(join(data, 'none', 'advisories', 'index.json'))).toBe(false)
})

test('fetched from an address that breaks off and is busy, continued, held against its digest', async () => {
  // More than what is on its way at a time.
  const many = Array.from({ length: 5000 }, (_, at) =>
    osv(`GHSA-aaaa-bbbb-${at}`, ['npm', hash('sha512', String(at))], '1.0.0'),
  )
  const data = await dataWith([...RECORDS, ...many])
  const file = join(data, 'db.tar')
  expect(await db('export', file, '--data-dir', data)).toBe(0)
  const size = readFileSync(file).length
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.headers.range)
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
    if (asked.length === 2) return void response.writeHead(429, { 'retry-after': '0' }).end()
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': size - start })
    const half = size >> 1
    if (asked.length > 1) return void createReadStream(file, { start }).pipe(response)
    return void createReadStream(file, { end: half - 1 })
      .on('end', () => response.destroy())
      .pipe(response, { end: false })
  }).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/db.tar`
    out = ''
    expect([await db('update', 'https://mirror.invalid.:1/x', address, '--data-dir', join(data, 'o')), out]).toEqual([
      0,
      expect.stringContaining('2 of 2 files are new'),
    ])
    expect(asked).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]/), expect.stringMatching(/^bytes=[1-9]/)])
    expect(err).toContain('the next is asked')
  } finally {
    server.close()
  }
})

test('without a place it says which there are; VEINMIND_DB is one', async () => {
  const data = await dataWith(RECORDS)
  expect(await db('update', '--data-dir', data)).toBe(2)
  expect(err).toMatch(/DB_SOURCE_MISSING.*\n.*oci:.*VEINMIND_DB.*db build/)
  vi.stubEnv('VEINMIND_DB', 'http://example.com/x')
  expect(await db('update', '--data-dir', data)).toBe(3)
  expect(err).toMatch(/DOWNLOAD_FAILED.*no address with https/)
})

test('from the public sources, of which one fails; nothing is built where nothing has changed', async () => {
  const data = await dataWith(RECORDS)
  const secdb = { reponame: 'main', urlprefix: 'https://packages.wolfi.dev', packages: [] as object[] }
  secdb.packages.push({ pkg: { name: 'curl', secfixes: { '8.0-r0': ['CVE-2024-0001'] } } })
  const server = createServer((request, response) => {
    if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end()
    if (!request.url?.endsWith('/packages.wolfi.dev/os/security.json')) return void response.writeHead(403).end()
    return void response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(secdb))
  }).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const update = (sources: string): Promise<number> =>
      db('update', '--from-sources', '--sources', sources, '--source-mirror', mirror, '--data-dir', data)
    expect(await update('wolfi,kev')).toBe(0)
    expect(out).toMatch(/^2 sources: 1 new, 0 as they were, 1 failed\n.*\n1 records of 1 sources/)
    expect(err).toMatch(/nothing of it is in the database.*"?kev/)
    out = ''
    expect(await db('info', '--data-dir', data)).toBe(0)
    expect(out).toContain('Wolfi')
    out = ''
    expect(await update('wolfi')).toBe(0)
    expect(out).toContain('nothing has changed')
    expect([await update('kev'), err]).toEqual([3, expect.stringContaining('DB_SOURCES_FAILED')])
    expect([await update('nobody'), err]).toEqual([2, expect.stringContaining('ADVISORIES_SOURCE_UNKNOWN')])
  } finally {
    server.close()
  }
})

test('places and keys of the configuration; a place that has not changed sends nothing', async () => {
  const data = await dataWith(RECORDS)
  const file = join(data, 'db.tar')
  expect(await db('export', file, '--data-dir', data)).toBe(0)
  const sent: number[] = []
  const server = createServer((request, response) => {
    const isKnown = request.headers['if-none-match'] === '"a"'
    sent.push(isKnown ? 304 : 200)
    response.writeHead(isKnown ? 304 : 200, { etag: '"a"' }).end(isKnown ? undefined : readFileSync(file))
  }).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const config = join(data, 'veinmind.yaml')
    writeFileSync(config, `mirrors: [http://127.0.0.1:${(server.address() as AddressInfo).port}/db.tar]\n`)
    const update = (): Promise<number> => db('update', '--config', config, '--data-dir', join(data, 'o'))
    out = ''
    expect([await update(), await update(), err]).toEqual([0, 0, ''])
    expect(out).toMatch(/2 of 2 files are new\n[^\n]*\nnothing has changed/)
    expect(sent).toEqual([200, 304])
    rmSync(join(data, 'o', 'advisories', 'index.json'))
    expect([await update(), sent]).toEqual([0, [200, 304, 200]])
  } finally {
    server.close()
  }
})

test('wrong words', async () => {
  expect(await db('bild')).toBe(2)
  expect(err).toContain('did you mean build?')
  expect(await db('build')).toBe(2)
  expect(await db('push')).toBe(2)
  expect(await db('info', '--data-dir', '/nowhere')).toBe(3)
  expect(err).toContain('ADVISORIES_MISSING')
})

test('--db-update brings the database before the scan, from where VEINMIND_DB says; without a place it says so', async () => {
  const data = await dataWith(RECORDS)
  await using registry = await startRegistry()
  const place = `${registry.host}/team/advisories:1`
  expect(await db('push', place, '--data-dir', data)).toBe(0)
  writeFileSync(join(data, 'app.tar'), dockerArchive(buildImage(layer(nodeModule('left', '0.9.0')))))
  const fresh = join(data, 'fresh')
  const scan = (...args: readonly string[]) =>
    runPlugin(vuln, ['scan', 'image', join(data, 'app.tar'), '--data-dir', fresh, '-f', 'json', '--no-cache', ...args])
  vi.stubEnv('VEINMIND_DB', '')
  await scan('--vuln.db-update')
  expect(err).toContain('DB_SOURCE_MISSING')
  vi.stubEnv('VEINMIND_DB', `oci://${place}`)
  out = ''
  expect(await scan('--vuln.db-update')).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ findings: [{ rule: { id: 'GHSA-aaaa-bbbb-0001' } }] })
  expect(existsSync(join(fresh, 'advisories'))).toBe(true)
})
