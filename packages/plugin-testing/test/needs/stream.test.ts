import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache } from '@veinmind/engine'
import type { MainContext } from '@veinmind/sdk'
import { defineInspector, definePlugin, imageCommand, option, stream } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const OPTIONS = { port: option.number('port of clamd on this machine', { default: 3310 }) }

/** What all scans of a run share: where the daemon is, and which signatures it has. */
interface Clamd {
  readonly port: number
  readonly version: string
}

/**
 * Every body streamed to a daemon in the protocol of clamd (INSTREAM): nothing is held in memory. It runs where the daemon's state is, and
 * what it found is kept as long as the signatures are the same.
 */
const clamd = defineInspector({
  id: 'clamd',
  version: 1,
  runs: 'main',
  cacheKey: ({ state }: MainContext<{}, Clamd>) => state.version,
  wants: ({ size }) => size > 0 && stream(),
  async inspect(file, { state }: MainContext<{}, Clamd>) {
    const answer = await ask(state.port, 'zINSTREAM\0', async (socket) => {
      for await (const chunk of file.chunks()) await send(socket, Buffer.concat([lengthOf(chunk.length), chunk]))
      await send(socket, lengthOf(0))
    })
    const found = /^stream: (.+) FOUND\0$/.exec(answer)
    return found ? { name: found[1] ?? '' } : undefined
  },
})

const plugin = definePlugin({
  name: 'malicious',
  title: 'Malware',
  needs: ['network'],
  options: OPTIONS,
  async prepare({ options, skip }): Promise<Clamd> {
    const version = await ask(options.port, 'zVERSION\0').catch(() => skip('there is no clamd'))
    return { port: options.port, version }
  },
  inspectors: [clamd],
  commands: [
    imageCommand((_image, ctx) => {
      for (const { record, location } of ctx.records(clamd)) {
        ctx.report({
          type: 'MaliciousFile',
          class: 'invasion',
          rule: { id: 'NEED-AV', title: 'x', severity: 'critical' },
          evidence: record.name,
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

let directory: string
let server: Server
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'needs-stream-'))
  Object.assign(daemon, { sizes: [], version: 'ClamAV 1.4/1', signatures: ['VEINMIND-TEST-MALWARE'] })
  server = await startClamd()
})
afterEach(async () => {
  server.close()
  await rm(directory, { recursive: true })
})
const options = () => ({ port: (server.address() as { readonly port: number }).port })

test('every file goes to the daemon in chunks, whatever its size', async () => {
  const big = Buffer.alloc(3 * 1024 * 1024, 'a')
  const image = buildImage(
    layer({ clean: 'hello', big: Buffer.concat([big, Buffer.from('VEINMIND-TEST-MALWARE')]), empty: '' }),
  )
  const report = await scanWith(plugin, image, { options: options() })
  expect(report.errors).toEqual([])
  expect(report.findings).toHaveLength(1)
  expect(report).toReport({ rule: 'NEED-AV', path: '/big', evidence: 'Test.Malware' })
  expect(daemon.sizes.sort((a, b) => a - b)).toEqual([5, big.length + 21])
})

test('new signatures find what old ones did not, in layers whose results are cached', async () => {
  const cache = await openCache({ directory, key: Buffer.alloc(32, 1) })
  const image = buildImage(layer({ a: 'hello', b: 'NEW-KIND' }))
  const look = async () => (await scanWith(plugin, image, { cache, options: options() })).findings.length
  expect([await look(), await look(), daemon.sizes.length]).toEqual([0, 0, 2])
  Object.assign(daemon, { version: 'ClamAV 1.4/2', signatures: ['NEW-KIND'] })
  expect([await look(), await look(), daemon.sizes.length]).toEqual([1, 1, 4])
})

test('without a daemon the plugin is skipped, and no file is read for it', async () => {
  const gone = options()
  server.close()
  await once(server, 'close')
  const report = await scanWith(plugin, buildImage(layer({ a: 'hello' })), { options: gone })
  expect(report.plugins[0]).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('there is no clamd') })
  expect(report.targets[0]?.layers?.map(({ source }) => source)).toEqual(['none'])
})

/** Sends a command, and what `more` sends; what is answered. */
async function ask(port: number, command: string, more?: (socket: Socket) => Promise<void>): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    const answer = readAll(socket)
    await send(socket, Buffer.from(command))
    await more?.(socket)
    return await answer
  } finally {
    socket.destroy()
  }
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

async function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain')
}

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

/** What the daemon has seen, and knows. */
const daemon = { sizes: [] as number[], version: '', signatures: [] as string[] }

/** A server that speaks the part of clamd's protocol that is used here; the real one is for the plugin's own tests. */
async function startClamd(): Promise<Server> {
  const made = createServer((socket) => {
    let received = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.toString() === 'zVERSION\0') return socket.end(daemon.version)
      const body = readChunks(received.subarray('zINSTREAM\0'.length))
      if (!body) return undefined
      daemon.sizes.push(body.length)
      return socket.end(
        daemon.signatures.some((one) => body.includes(one)) ? 'stream: Test.Malware FOUND\0' : 'stream: OK\0',
      )
    })
  })
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  return made
}

/** The body, once the chunk of length 0 is there. */
function readChunks(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let position = 0; position + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(position)
    if (length === 0) return Buffer.concat(parts)
    parts.push(bytes.subarray(position + 4, position + 4 + length))
    position += 4 + length
  }
  return undefined
}
