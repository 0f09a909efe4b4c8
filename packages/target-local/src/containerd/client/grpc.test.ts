import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http2'
import type { ServerHttp2Stream } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createGrpcClient } from './grpc.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-grpc-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADERS = { ':status': 200, 'content-type': 'application/grpc' } as const
const OF_FIVE = Buffer.from([0, 0, 0, 0, 5])

/** Calls a server that answers as `answer` does; gives what came, as text. */
async function ask(answer: (stream: ServerHttp2Stream) => void, signal?: AbortSignal): Promise<string[]> {
  const socket = join(folder, 'socket')
  const server = createServer().on('stream', answer)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const client = createGrpcClient(socket)
  try {
    const answers = await Array.fromAsync(client.call({ path: '/a/B', message: Buffer.from('x'), signal }))
    return answers.map(String)
  } finally {
    client.close()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Sends chunks, and then a status. */
const send =
  (chunks: readonly Uint8Array[], status: number, message = '') =>
  (stream: ServerHttp2Stream): void => {
    stream.on('error', () => {})
    stream.respond(HEADERS, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status, 'grpc-message': message }))
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
  }

test('answers that come glued, byte by byte, or empty', async () => {
  const both = Buffer.concat([OF_FIVE, Buffer.from('hello'), OF_FIVE, Buffer.from('world'), Buffer.alloc(5)])
  expect(await ask(send([both], 0))).toEqual(['hello', 'world', ''])
  expect(
    await ask(
      send(
        Array.from(both, (byte) => Buffer.of(byte)),
        0,
      ),
    ),
  ).toEqual(['hello', 'world', ''])
  expect(await ask(send([], 0))).toEqual([])
})

test('a status in the trailers or in the headers alone is an error with its text', async () => {
  await expect(ask(send([], 5, 'no%20such'))).rejects.toMatchObject({ status: 5, message: 'no such' })
  const alone = (stream: ServerHttp2Stream): void =>
    stream.respond({ ...HEADERS, 'grpc-status': '7', 'grpc-message': '100%' }, { endStream: true })
  await expect(ask(alone)).rejects.toMatchObject({ status: 7, message: '100%' })
  await expect(ask((stream) => stream.respond({ ':status': 404 }, { endStream: true }))).rejects.toMatchObject({
    status: 2,
  })
})

test('an answer that is too large, compressed, cut off or never comes', async () => {
  await expect(ask(send([Buffer.from([0, 1, 0, 0, 0])], 0))).rejects.toMatchObject({ status: 8 })
  await expect(ask(send([Buffer.from([1, 0, 0, 0, 0])], 0))).rejects.toMatchObject({ status: 8 })
  await expect(ask(send([OF_FIVE, Buffer.from('he')], 0))).rejects.toMatchObject({
    status: 14,
    message: 'an answer ended in the middle',
  })
  await expect(ask((stream) => stream.session?.destroy())).rejects.toMatchObject({ status: 14 })
  const stop = new AbortController()
  const asked = ask((stream) => {
    stream.on('error', () => {})
    stop.abort(new Error('enough'))
  }, stop.signal)
  await expect(asked).rejects.toThrow('enough')
})

test('no socket, then one: the same client', async () => {
  const socket = join(folder, 'later')
  const client = createGrpcClient(socket)
  const call = (): Promise<unknown[]> => Array.fromAsync(client.call({ path: '/a/B', message: Buffer.alloc(0) }))
  await expect(call()).rejects.toMatchObject({ status: 14, message: expect.stringContaining('ENOENT') })
  const server = createServer().on('stream', send([Buffer.alloc(5)], 0))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  expect(await call()).toHaveLength(1)
  client.close()
  await new Promise((resolve) => server.close(resolve))
})
