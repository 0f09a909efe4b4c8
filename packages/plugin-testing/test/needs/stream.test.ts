import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { defineInspector, definePlugin, imageCommand, option, stream } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const OPTIONS = { socket: option.number('port of clamd on this machine', { default: 3310 }) }

/** Every body streamed to a daemon in the protocol of clamd (INSTREAM): nothing is held in memory. */
const clamd = defineInspector({
  id: 'clamd',
  version: 1,
  options: OPTIONS,
  wants: ({ type, size }) => type === 'file' && size > 0 && stream(),
  async inspect(file, { options }) {
    const socket = connect(options.socket, '127.0.0.1')
    try {
      await once(socket, 'connect')
      const answer = readAll(socket)
      await send(socket, Buffer.from('zINSTREAM\0'))
      for await (const chunk of file.chunks()) {
        await send(socket, Buffer.concat([lengthOf(chunk.length), chunk]))
      }
      await send(socket, lengthOf(0))
      const found = /^stream: (.+) FOUND\0$/.exec(await answer)
      return found ? { name: found[1] ?? '' } : undefined
    } finally {
      socket.destroy()
    }
  },
})

const plugin = definePlugin({
  name: 'malicious',
  title: 'Malware',
  needs: ['network'],
  options: OPTIONS,
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

test('every file goes to the daemon in chunks, whatever its size', async () => {
  const sizes: number[] = []
  const server = await startClamd(sizes)
  try {
    const big = Buffer.alloc(3 * 1024 * 1024, 'a')
    const image = buildImage(
      layer({ clean: 'hello', big: Buffer.concat([big, Buffer.from('VEINMIND-TEST-MALWARE')]), empty: '' }),
    )
    const { port } = server.address() as { port: number }
    const report = await scanWith(plugin, image, { options: { socket: port } })
    expect(report.errors).toEqual([])
    expect(report.findings).toHaveLength(1)
    expect(report).toReport({ rule: 'NEED-AV', path: '/big', evidence: 'Test.Malware' })
    expect(sizes.sort((a, b) => a - b)).toEqual([5, big.length + 21])
  } finally {
    server.close()
  }
})

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

/** A server that speaks the part of clamd's protocol that is used here; the real one is for the plugin's own tests. */
async function startClamd(sizes: number[]): Promise<Server> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const body = readChunks(received.subarray('zINSTREAM\0'.length))
      if (!body) return
      sizes.push(body.length)
      socket.end(body.includes('VEINMIND-TEST-MALWARE') ? 'stream: Test.Malware FOUND\0' : 'stream: OK\0')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
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
