import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exitCode, openCache } from '@veinmind/engine'
import { scanWith } from '@veinmind/plugin-testing'
import { requireTool, startService } from '@veinmind/services'
import type { Service } from '@veinmind/services'
import { buildImage, layer, remove } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAddress } from '../src/clamd/address.ts'
import { openSession } from '../src/clamd/session.ts'
import malicious from '../src/index.ts'

const PORT = 33_107
const HASHED = Buffer.from('a file that is known by its digest')
let folder: string
let socket: string
let clamd: Service

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'malicious-clamd-'))
  chmodSync(folder, 0o755)
  socket = join(folder, 'clamd.sock')
  const database = join(folder, 'db')
  mkdirSync(database)
  const hex = (text: string): string => Buffer.from(text).toString('hex')
  writeFileSync(join(database, 'own.ndb'), `Veinmind.Body:0:*:${hex('VEINMIND-TEST-BODY')}\n`)
  const digest = createHash('sha256').update(HASHED).digest('hex')
  writeFileSync(join(database, 'own.hsb'), `${digest}:${HASHED.length}:Veinmind.Hash\n`)
  const logical = `Veinmind.Logical;Engine:81-255,Target:0;0&1;${hex('VEINMIND-FIRST')};${hex('VEINMIND-SECOND')}\n`
  writeFileSync(join(database, 'own.ldb'), logical)
  const lines = [
    'Foreground yes',
    'User root',
    `LocalSocket ${socket}`,
    `TCPSocket ${PORT}`,
    'TCPAddr 127.0.0.1',
    `DatabaseDirectory ${database}`,
    'StreamMaxLength 2M',
    'SelfCheck 3600',
  ]
  writeFileSync(join(folder, 'clamd.conf'), `${lines.join('\n')}\n`)
  clamd = await start()
}, 180_000)

afterAll(async () => {
  await clamd?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<Service> {
  const program = await requireTool('clamd')
  return startService(program, ['-c', join(folder, 'clamd.conf')], {
    timeout: 60_000,
    ready: async () => {
      const session = await openSession(readAddress(`unix:${socket}`), 1000)
      session.close()
      return true
    },
  })
}

const files = {
  'srv/body': 'xx VEINMIND-TEST-BODY xx',
  'srv/hash': HASHED,
  'srv/logical': 'VEINMIND-FIRST and VEINMIND-SECOND',
  'srv/clean': 'nothing',
}

test.each(['unix', 'tcp'])('signatures by body, digest and logic find their files over %s', async (kind) => {
  const options = { clamd: kind === 'unix' ? `unix:${socket}` : `tcp://127.0.0.1:${PORT}` }
  const report = await scanWith(malicious, buildImage(layer(files), layer(remove('srv/body'))), { options })
  expect(report.errors).toEqual([])
  expect(report).toReport({ rule: 'MAL-301', path: '/srv/body', hiddenBy: 1 })
  expect(report).toReport({ rule: 'MAL-301', path: '/srv/hash' })
  expect(report).toReport({ rule: 'MAL-301', path: '/srv/logical' })
  expect(report.findings.map(({ detail }) => detail['malicious_name'] as string).toSorted()).toEqual([
    'Veinmind.Body',
    'Veinmind.Hash',
    'Veinmind.Logical',
  ])
  expect(report.plugins[0]?.note).not.toContain('clamd')
})

test('a file beyond the limit of the daemon is said, and the others are scanned', async () => {
  const image = buildImage(layer({ ...files, 'srv/large': Buffer.alloc(3 * 2 ** 20, 'a') }))
  const report = await scanWith(malicious, image, { options: { clamd: `unix:${socket}` } })
  expect(report.findings).toHaveLength(3)
  expect(report.plugins[0]?.outcome).toBe('partial')
  expect(report.plugins[0]?.coverage.problems.map(({ path, reason }) => [path, reason])).toEqual([
    ['/srv/large', expect.stringMatching(/clamd/)],
  ])
})

test('a daemon that is killed and started again in mid-scan costs the files of that time, and nothing of them is kept', async () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'malicious-cache-'))
  try {
    const cache = await openCache({ directory: cacheFolder, key: Buffer.alloc(32, 1) })
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`srv/${index}`, `${'x'.repeat(200_000)}${index} VEINMIND-TEST-BODY`]),
    )
    const image = buildImage(layer(many))
    const options = { clamd: `unix:${socket}` }
    const scanning = scanWith(malicious, image, { options, cache })
    await sleep(400)
    process.kill(clamd.pid, 'SIGKILL')
    await clamd.stop()
    rmSync(socket, { force: true })
    clamd = await start()
    const broken = await scanning
    const errored = broken.plugins[0]?.coverage.errored ?? 0
    expect(broken.plugins[0]?.outcome).toBe(errored > 0 ? 'partial' : 'ok')
    expect(broken.findings.flatMap(({ locations }) => locations).length + errored).toBe(400)
    expect(errored).toBeGreaterThan(0)
    const again = await scanWith(malicious, image, { options, cache })
    expect(again.plugins[0]?.outcome).toBe('ok')
    expect(again.findings.flatMap(({ locations }) => locations)).toHaveLength(400)
  } finally {
    rmSync(cacheFolder, { recursive: true, force: true })
  }
}, 120_000)

test('a daemon that hangs in mid-scan costs the files of that time: each is said, none is kept, the scan ends', async () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'malicious-cache-'))
  const { address, close } = await answersThenStops(20)
  try {
    const cache = await openCache({ directory: cacheFolder, key: Buffer.alloc(32, 1) })
    const names = Array.from({ length: 200 }, (_, index) => `srv/${index}`)
    const image = buildImage(layer(Object.fromEntries(names.map((name) => [name, `${name} VEINMIND-TEST-BODY`]))))
    const hung = await scanWith(malicious, image, { options: { clamd: address }, cache })
    const coverage = hung.plugins[0]?.coverage
    expect(hung.plugins[0]?.outcome).toBe('partial')
    expect(coverage?.errored).toBeGreaterThan(100)
    expect(hung.findings.flatMap(({ locations }) => locations).length + (coverage?.errored ?? 0)).toBe(200)
    expect(new Set(coverage?.problems.map(({ reason }) => reason.includes('clamd has not answered')))).toEqual(
      new Set([true]),
    )
    process.kill(clamd.pid, 'SIGCONT')
    const again = await scanWith(malicious, image, { options: { clamd: `unix:${socket}` }, cache })
    expect(again.plugins[0]?.outcome).toBe('ok')
    expect(again.findings.flatMap(({ locations }) => locations)).toHaveLength(200)
  } finally {
    process.kill(clamd.pid, 'SIGCONT')
    close()
    rmSync(cacheFolder, { recursive: true, force: true })
  }
}, 180_000)

/** A way to the daemon on which it is stopped, as by SIGSTOP, once it has answered so often. */
async function answersThenStops(count: number): Promise<{ readonly address: string; readonly close: () => void }> {
  const path = join(folder, 'between.sock')
  let answers = 0
  const server = createServer((client) => {
    const daemon = connect(socket)
    client.pipe(daemon)
    daemon.on('data', (chunk: Buffer) => {
      answers += chunk.toString('latin1').split('\0').length - 1
      client.write(chunk)
      if (answers >= count) process.kill(clamd.pid, 'SIGSTOP')
    })
    for (const [one, other] of [
      [client, daemon],
      [daemon, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { address: `unix:${path}`, close: () => void server.close() }
}

test('a daemon that was asked for and is not there fails the plugin', async () => {
  const report = await scanWith(malicious, buildImage(layer(files)), { options: { clamd: 'tcp://127.0.0.1:1' } })
  expect(report.plugins[0]).toMatchObject({ outcome: 'failed' })
  expect(exitCode(report, { failOn: 'low' })).toBe(3)
  expect(report.errors[0]?.code).toBe('MALICIOUS_CLAMD_UNREACHABLE')
})
