import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Registry } from '../services/registry.ts'
import { createJsonSplitter, createServiceClient, openChannel, serveRegistry } from './index.ts'

const registry = new Registry().define('ns', {
  manifest: { v: 1 },
  functions: {
    echo: (...args) => args[0],
    fail: () => {
      throw new Error('no such luck')
    },
    slow: () => new Promise((resolve) => setTimeout(resolve, 30, 'late')),
  },
})

function start(options = {}) {
  const [toHost, toPlugin] = [new PassThrough(), new PassThrough()]
  const served = serveRegistry(registry.inherit(), { input: toHost, output: toPlugin }, options)
  return { toHost, toPlugin, served, client: createServiceClient({ input: toPlugin, output: toHost }) }
}

async function raw(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const served = serveRegistry(registry, { input, output }, { maxRequest: 1000 })
  for (const chunk of chunks) {
    input.write(chunk)
    await new Promise(setImmediate)
  }
  input.end()
  await served
  return String(output.read() ?? '')
    .split('\n')
    .filter(Boolean)
}

test('a client calls, and asks what there is', async () => {
  const { client, served } = start()
  expect(await client.call('ns', 'echo', { a: ['é'] })).toEqual([{ a: ['é'] }])
  expect(await client.getManifest('ns')).toEqual({ v: 1 })
  expect(await client.listServices('ns')).toEqual(['echo', 'fail', 'slow'])
  expect([await client.hasNamespace('ns'), await client.hasNamespace('other')]).toEqual([true, false])
  await expect(client.call('ns', 'fail')).rejects.toMatchObject({ code: 'SERVICE_FAILED', message: 'no such luck' })
  await expect(client.call('ns', 'toString')).rejects.toMatchObject({ code: 'SERVICE_FAILED' })
  client.close()
  await served
  await expect(client.call('ns', 'echo', 1)).rejects.toMatchObject({ code: 'HOST_GONE' })
})

test('answers come as they are ready', async () => {
  const { client } = start()
  const order: unknown[] = []
  await Promise.all([
    client.call('ns', 'slow').then((r) => order.push(...r)),
    client.call('ns', 'echo', 1).then((r) => order.push(...r)),
  ])
  expect(order).toEqual([1, 'late'])
})

describe('requests as they come', () => {
  const echo = '{"sequence":1,"type":"call","namespace":"ns","name":"echo","args":["}{\\""]}'
  const reply = '{"sequence":1,"reply":["}{\\""]}'

  test('glued and split anywhere', async () => {
    expect(await raw(echo + echo)).toEqual([reply, reply])
    expect(await raw(...Array.from(echo))).toEqual([reply])
  })

  test('a 64-bit sequence comes back as it was', async () => {
    expect(await raw(echo.replace('1', '18446744073709551615'))).toEqual([reply.replace('1', '18446744073709551615')])
  })

  test.each([
    ['junk', 'garbage ] , 7\n', '{"sequence":0,"error":"bytes that are no JSON object"}'],
    ['broken JSON', '{"sequence":9,,}', '{"sequence":9,"error":"the request is not JSON"}'],
    [
      'too long',
      `{"sequence":8,"args":["${'x'.repeat(5000)}"]}`,
      '{"sequence":8,"error":"a message is longer than 1000 bytes"}',
    ],
    ['a quote too many', '{"sequence":4,"type":""call"}\n', '{"sequence":4,"error":"bytes that are no JSON object"}'],
    ['wrong args', '{"sequence":7,"type":"call","args":{}}', '{"sequence":7,"error":"args must be a list or null"}'],
    ['wrong type', '{"sequence":6,"type":"exec"}', '{"sequence":6,"error":"no request type \\"exec\\""}'],
    [
      'null',
      '{"sequence":5,"type":"call","namespace":"ns","name":"nothing","args":null}',
      '{"sequence":5,"error":"no service ns/nothing"}',
    ],
  ])('%s: an error, and the next is served', async (_what, bad, answer) => {
    expect(await raw(bad, echo)).toEqual([answer, reply])
  })
})

test('a message of 100 MB is dropped without being kept', () => {
  const split = createJsonSplitter(1000)
  const pieces = [...split(Buffer.from('{"sequence":3,"x":"'))]
  const chunk = Buffer.alloc(1 << 20, 120)
  for (let at = 0; at < 100; at++) pieces.push(...split(chunk))
  pieces.push(...split(Buffer.from('"}{"a":1}')))
  expect(pieces).toEqual([
    { error: expect.objectContaining({ code: 'WIRE_TOO_LONG' }), head: expect.stringContaining('"sequence":3') },
    { text: '{"a":1}' },
  ])
})

test('a plugin that reports faster than the host answers is slowed down', async () => {
  let most = 0
  let now = 0
  const slow = new Registry().define('ns', {
    manifest: {},
    functions: {
      report: async () => {
        most = Math.max(most, ++now)
        await new Promise(setImmediate)
        now -= 1
        return undefined
      },
    },
  })
  const [input, output] = [new PassThrough(), new PassThrough()]
  const served = serveRegistry(slow, { input, output }, { concurrency: 4 })
  const client = createServiceClient({ input: output, output: input })
  await Promise.all(Array.from({ length: 2000 }, () => client.call('ns', 'report', { x: 1 })))
  client.close()
  await served
  expect(most).toBeLessThanOrEqual(4)
})

test.each(['not JSON ', '{"sequence":1,,}', '{"sequence":1,"reply":""x"}\n'])(
  'an answer that cannot be read ends the connection: %s',
  async (answer) => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const client = createServiceClient({ input, output })
    const call = client.call('ns', 'echo', 1)
    input.write(answer + '{"sequence":1,"reply":[1]}')
    await expect(call).rejects.toMatchObject({ code: 'HOST_GONE' })
  },
)

test.each([[[]], [['fd:1', 'fd:2', 'fd:3']], [['fd:9999']], [['http://host']], [['file:///nonexistent/pipe']]])(
  '%j is no address of a host',
  (urls) => {
    expect(() => openChannel(urls)).toThrow(expect.objectContaining({ code: 'HOST_ADDRESS_INVALID' }))
  },
)
