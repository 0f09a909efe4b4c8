import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { LOGGING_NAMESPACE, Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { Service } from '@veinmind/internal/services'
import type { Json } from '@veinmind/sdk'
import { serveRegistry } from '@veinmind/internal/wire'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixture } from './run-program.ts'

let folder = ''
const image = buildImage(layer({ 'a/empty': '', 'b/empty': '' }), { references: ['app:latest'] })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-hosted-'))
  await writeFile(join(folder, 'app.tar'), dockerArchive(image))
  await writeFile(join(folder, 'slow.tar'), dockerArchive(buildImage(layer({ slow: 'x' }))))
})
afterAll(() => rm(folder, { recursive: true }))

/** A host that keeps what it is told. */
function createHost(report?: Service['functions'][string]) {
  const events: Json[] = []
  const lines: Json[] = []
  const registry = new Registry()
    .define(REPORT_NAMESPACE, {
      manifest: {},
      functions: { report: report ?? ((event) => void events.push(event ?? null)) },
    })
    .define(LOGGING_NAMESPACE, {
      manifest: {},
      functions: {
        getConfig: () => ({ level: 4, delay: 1000 }),
        log: (list) => void lines.push(...(list as readonly Json[])),
      },
    })
  return { registry, events, lines }
}

interface Started {
  readonly args: readonly string[]
  readonly stdio?: readonly ('ignore' | 'pipe')[]
}

function start({ args, stdio = ['ignore', 'pipe', 'pipe', 'pipe'] }: Started) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder }
  const child = spawn(process.execPath, [fixture('empty-files.ts'), 'scan', 'image', '--no-cache', ...args], {
    cwd: folder,
    env,
    stdio: [...stdio],
  })
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }))
  return { child, ended, channel: child.stdio[3] as Duplex }
}

const EVENT = {
  id: image.id,
  source: 'empty-files',
  level: 'Low',
  object: { id: image.id, type: 'Image', runtime_type: expect.any(String) },
  event_type: 'Risk',
  detect_type: 'Image',
  alert_type: 'EmptyFile',
  alert_detail: {},
}

test('events and log go to the host over fd:3, nothing is rendered, findings are no failure', async () => {
  const { registry, events, lines } = createHost()
  const { child, ended, channel } = start({ args: ['--id', '--host', 'fd:3', './app.tar', './none.tar'] })
  let stdout = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  await serveRegistry(registry, { input: channel, output: channel })
  expect(await ended).toMatchObject({ code: 3, stderr: '' })
  expect(stdout).toBe('')
  expect(events).toEqual([expect.objectContaining(EVENT), expect.objectContaining(EVENT)])
  expect(lines).toEqual([
    expect.objectContaining({
      level: 2,
      msg: expect.stringContaining('none.tar'),
      fields: expect.objectContaining({ code: 'IMAGE_ARCHIVE_NOT_FOUND' }),
    }),
  ])
})

test('over a socket', async () => {
  const { registry, events } = createHost()
  const path = join(folder, 'host.sock')
  const server = createServer(
    (socket: Socket) => void serveRegistry(registry, { input: socket, output: socket }),
  ).listen(path)
  await once(server, 'listening')
  const { ended } = start({ args: ['--host', `unix:${path}`, './app.tar', '--', 'empty-files.below=/a'] })
  expect(await ended).toMatchObject({ code: 0 })
  expect(events).toHaveLength(1)
  server.close()
})

test('over standard input and output', async () => {
  const { registry, events } = createHost()
  const { child, ended } = start({ args: ['--host', 'stdio:', './app.tar'], stdio: ['pipe', 'pipe', 'pipe'] })
  if (!child.stdin || !child.stdout) throw new Error('no pipes')
  await serveRegistry(registry, { input: child.stdout, output: child.stdin })
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
  expect(events).toHaveLength(2)
})

test('an event that the host refuses fails the run, and the others are sent', async () => {
  const { registry, lines } = createHost(() => {
    throw new Error('disk full')
  })
  const { ended, channel } = start({ args: ['--host', 'fd:3', './app.tar'] })
  await serveRegistry(registry, { input: channel, output: channel })
  expect((await ended).code).toBe(3)
  expect(lines).toHaveLength(2)
  expect(JSON.stringify(lines)).toContain('the host has not taken an event: disk full')
})

test('it ends soon after its host', async () => {
  const { registry, lines } = createHost()
  const { ended, channel } = start({ args: ['--host', 'fd:3', './slow.tar'] })
  void serveRegistry(registry, { input: channel, output: channel }).catch(() => {})
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  channel.destroy()
  const { code, stderr } = await ended
  expect([code, stderr]).toEqual([3, expect.stringContaining('HOST_GONE')])
})

test.each([
  [['--host', 'http://x'], 'HOST_ADDRESS_INVALID', 2],
  [['--host', 'fd:3', '--mode', 'remote', '--remote-root', '/x'], 'HOST_MODE_UNSUPPORTED', 2],
  [['--host', 'fd:3', '--docker', '--docker-data-root', '/elsewhere'], 'HOST_MODE_UNSUPPORTED', 2],
])('%j is refused', async (args, code, exit) => {
  const { ended, channel } = start({ args: [...args, './app.tar'] })
  channel.on('error', () => {}).resume()
  expect(await ended).toMatchObject({ code: exit, stderr: expect.stringContaining(code) })
})

test('a host without a report service', async () => {
  const { ended, channel } = start({ args: ['--host', 'fd:3', './app.tar'] })
  await serveRegistry(new Registry(), { input: channel, output: channel })
  expect(await ended).toMatchObject({ code: 3, stderr: expect.stringContaining('HOST_SERVICE_MISSING') })
})
