import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import malicious from '../src/index.ts'
import { buildProgram } from './build-sample.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const BAD = buildProgram(['bad'])
const GOOD = buildProgram(['good'])
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const asked: { readonly path: string; readonly key: unknown }[] = []
let folder: string
let server: Server
let answer: (path: string, response: ServerResponse) => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'malicious-vt-'))
  writeFileSync(join(folder, 'key'), `${KEY}\n`)
  asked.length = 0
  answer = known
  server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? ''
    asked.push({ path, key: request.headers['x-apikey'] })
    if (request.headers['x-apikey'] === KEY) answer(path, response)
    else response.writeHead(401).end('{"error":{"code":"WrongCredentialsError"}}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** The answers of the interface v3 to `GET /files/{id}`. */
function known(path: string, response: ServerResponse): void {
  if (path !== `/api/v3/files/${sha256(BAD)}`) {
    response.writeHead(404).end('{"error":{"code":"NotFoundError","message":"not found"}}')
    return
  }
  const malware = { category: 'malicious', method: 'blacklist', result: 'Linux.Mirai' }
  const last_analysis_results = {
    A: { ...malware, engine_name: 'A' },
    B: { ...malware, engine_name: 'B' },
    C: { ...malware, engine_name: 'C' },
    D: { category: 'undetected', engine_name: 'D', method: 'blacklist', result: null },
  }
  response.end(JSON.stringify({ data: { type: 'file', id: sha256(BAD), attributes: { last_analysis_results } } }))
}

const image = buildImage(layer({ 'opt/a': BAD, 'opt/b': GOOD, 'opt/text': 'no program' }))

async function scanImage(more: Readonly<Record<string, unknown>> = {}) {
  const { port } = server.address() as AddressInfo
  const options = {
    clamd: 'off',
    'virustotal-key-file': join(folder, 'key'),
    'virustotal-url': `http://127.0.0.1:${port}/api/v3`,
    ...more,
  }
  return scanWith(malicious, image, { options })
}

test('programs are asked for by their own digest, once each, with the key', async () => {
  const report = await scanImage({ 'virustotal-rate': 100 })
  expect(report.errors).toEqual([])
  expect(report).toReport({ rule: 'MAL-304', path: '/opt/a' })
  expect(report.findings).toHaveLength(1)
  expect(report.findings[0]?.evidence).toContain('3 engines: A: Linux.Mirai')
  const paths = asked.map(({ path }) => path.replace('/api/v3/files/', ''))
  expect(paths.slice(1).toSorted()).toEqual([sha256(BAD), sha256(GOOD)].toSorted())
  expect(asked.every(({ key }) => key === KEY)).toBe(true)
})

test('where the quota is used up the rest is not asked, and counted', async () => {
  const report = await scanImage({ 'virustotal-rate': 100, 'virustotal-day': 2 })
  expect(asked).toHaveLength(2)
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', coverage: { skipped: { 'not-asked': 1 } } })
})

test('a quota that the server says is used up is the same', async () => {
  let count = 0
  answer = (path, response) => {
    count += 1
    if (count === 1) known(path, response)
    else response.writeHead(429, { 'retry-after': '600' }).end('{"error":{"code":"QuotaExceededError"}}')
  }
  const report = await scanImage({ 'virustotal-rate': 100 })
  expect(asked).toHaveLength(2)
  expect(report.plugins[0]?.coverage.skipped).toEqual({ 'not-asked': 2 })
})

test('a failure is tried again', async () => {
  let count = 0
  answer = (path, response) => {
    count += 1
    if (count % 2 === 1) response.writeHead(503).end()
    else known(path, response)
  }
  expect(await scanImage({ 'virustotal-rate': 100 })).toReport({ rule: 'MAL-304', path: '/opt/a' })
})

test('a wrong key, and a server that is not there, fail the plugin', async () => {
  writeFileSync(join(folder, 'key'), 'f'.repeat(32))
  const refused = await scanImage()
  expect(refused.plugins[0]?.outcome).toBe('failed')
  expect(refused.errors[0]?.code).toBe('MALICIOUS_VIRUSTOTAL_REFUSED')
  const gone = await scanImage({ 'virustotal-url': 'http://127.0.0.1:1/api/v3' })
  expect(gone.plugins[0]?.outcome).toBe('failed')
  expect(gone.errors[0]?.code).toBe('MALICIOUS_VIRUSTOTAL_UNREACHABLE')
})
