import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { ENTITY_NAMESPACE, LOGGING_NAMESPACE, REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { JsonObject } from '@veinmind/sdk'
import { createJsonSplitter } from '@veinmind/internal/wire'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectHost } from '../src/hosted/connect-host.ts'
import { fixture } from './run-program.ts'

// What a host may do to a plugin of ours: it ends, says why, and takes no more memory than it needs.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-hostile-host-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Request {
  readonly sequence: number
  readonly type: string
  readonly namespace: string
  readonly name: string
  readonly args: readonly JsonObject[]
}

const IMAGE = buildImage(layer({ 'a/empty': '', 'b/empty': '', 'c/empty': '' }))
const DESCRIBED = {
  kind: 'image',
  id: IMAGE.id,
  name: 'app',
  references: [],
  platform: IMAGE.platform,
  config: IMAGE.config.raw,
  history: [],
  layers: IMAGE.layers.map(({ index, digest, diffId, size, mediaType }) => ({
    index,
    digest,
    diffId,
    size,
    mediaType,
  })),
}

/** What a host says that means well. */
function answerOf({ type, namespace, name }: Request): unknown {
  if (type === 'hasNamespace')
    return { ok: [REPORT_NAMESPACE, LOGGING_NAMESPACE, ENTITY_NAMESPACE].includes(namespace) }
  if (name === 'getConfig') return { reply: [{ level: 5, delay: 1 }] }
  if (name === 'describe') return { reply: [DESCRIBED] }
  if (name === 'openLayer') return { reply: [1] }
  if (name === 'readLayer') return { reply: [parts.shift() ?? null] }
  return { reply: [] }
}
let parts: string[] = []

interface Behaviour {
  /** What is answered instead of what is meant well: a text as it is, members of an answer, or `nothing`. */
  readonly answer?: (request: Request, child: ChildProcess) => unknown
  readonly write?: (channel: Duplex, text: string) => void
}

/** Runs the plugin under such a host; how it ended, and the names of what was asked for. */
async function runUnder({ answer = () => undefined, write = (channel, text) => void channel.write(text) }: Behaviour) {
  parts = [Buffer.concat(await Array.fromAsync((await IMAGE.layers[0]?.open()) ?? [])).toString('base64')]
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder }
  const args = [fixture('empty-files.ts'), 'scan', 'image', '--host', 'fd:3', '--id', IMAGE.id]
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const channel = child.stdio[3] as Duplex
  const split = createJsonSplitter(1 << 25)
  const asked: Request[] = []
  channel
    .on('error', () => {})
    .on('data', (chunk: Buffer) => {
      for (const piece of split(chunk)) {
        const request = JSON.parse('text' in piece ? piece.text : '{}') as Request
        asked.push(request)
        const reply = answer(request, child) ?? answerOf(request)
        if (reply !== 'nothing')
          write(
            channel,
            `${typeof reply === 'string' ? reply : JSON.stringify({ sequence: request.sequence, ...(reply as object) })}\n`,
          )
      }
    })
  let stderr = ''
  child.stderr?.on('data', (part: Buffer) => (stderr += part.toString('utf8')))
  const [code] = (await once(child, 'close')) as [number | null]
  const named = (name: string) => asked.filter((request) => request.name === name).map((request) => request.args[0])
  const paths = named('report').map(
    (event) => (event as { readonly locations?: readonly { readonly path: string }[] }).locations?.[0]?.path,
  )
  return { code, stderr, paths, failure: named('fail')[0] }
}

const FOUND = { code: 0, stderr: '', paths: ['/a/empty', '/b/empty', '/c/empty'] }

test('answers split at every byte', async () => {
  const write = (channel: Duplex, text: string) => {
    for (const byte of Buffer.from(text)) channel.write(Buffer.of(byte))
  }
  expect(await runUnder({ write })).toMatchObject(FOUND)
})

test('answers glued together, in the wrong order, twice, and to what was not asked', async () => {
  const held: string[] = []
  const write = (channel: Duplex, text: string) => {
    if (!text.includes('"reply":[]')) {
      channel.write(`{"sequence":999,"reply":[7]} ${text.trimEnd()}${text}`)
      return
    }
    held.unshift(text.trimEnd())
    if (held.length === 1) setTimeout(() => channel.write(held.splice(0).join('')), 50)
  }
  expect(await runUnder({ write })).toMatchObject(FOUND)
})

test.each([
  ['no JSON', 'this is no answer {}'],
  ['broken JSON', '{"sequence":1,,}'],
  ['100 MB', `{"sequence":1,"reply":["${'x'.repeat(100e6)}"]}`],
])('an answer that is %s', async (_what, text) => {
  const { code, stderr } = await runUnder({ answer: () => text })
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(/^error HOST_GONE {2}the connection to the host is broken: /),
  ])
})

test.each([
  ['nothing', { reply: [] }],
  ['null', { reply: [null] }],
  ['an image without layers', { reply: [{ ...DESCRIBED, layers: 'none' }] }],
  ['an image whose configuration is none', { reply: [{ ...DESCRIBED, config: 7 }] }],
])('an entity that is %s', async (_what, described) => {
  const { code, failure, paths } = await runUnder({
    answer: ({ name }) => (name === 'describe' ? described : undefined),
  })
  expect({ code, paths }).toEqual({ code: 3, paths: [] })
  expect(failure).toMatchObject({ code: expect.stringMatching(/^(?:HOST_ENTITY_INVALID|IMAGE_\w+)$/) })
})

test('layers that are not what was said', async () => {
  const { code, paths } = await runUnder({
    answer: ({ name }) =>
      name === 'readLayer'
        ? { reply: [parts.pop() === undefined ? null : Buffer.from('else').toString('base64')] }
        : undefined,
  })
  expect({ code, paths }).toEqual({ code: 0, paths: [] })
})

test('a host that ends in the middle', async () => {
  let asked = 0
  const { code, stderr } = await runUnder({
    write: (channel, text) => {
      if (++asked < 6) channel.write(text)
      else channel.destroy()
    },
  })
  expect([code, stderr]).toEqual([3, expect.stringContaining('HOST_GONE')])
})

test('a host that never answers', async () => {
  const path = join(folder, 'silent.sock')
  const server = createServer(() => {}).listen(path)
  await once(server, 'listening')
  await expect(connectHost([`unix:${path}`], { patience: 100 })).rejects.toMatchObject({ code: 'HOST_SILENT' })
  server.close()
})

test('a host that stops answering: an interruption ends the plugin all the same', async () => {
  const { code, stderr } = await runUnder({
    answer({ name }, child) {
      if (name !== 'report') return undefined
      child.kill('SIGTERM')
      return 'nothing'
    },
  })
  expect([code, stderr]).toEqual([3, expect.stringContaining('INTERRUPTED')])
})
