import type { LookupOptions } from 'node:dns'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import {
  always,
  buildImage,
  firstTimes,
  layer,
  redirectTo,
  shortBody,
  startRegistry,
  TEST_TLS,
} from '@veinmind/testing'
import type { FakeRegistry, Respond } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { createDispatchers } from './http/dispatchers.ts'
import { DEFAULT_TIMEOUTS } from './http/settings.ts'
import { basicCredentials, openRegistry } from './index.ts'
import type { RegistryOptions } from './index.ts'

const IMAGE = buildImage(
  layer({ a: Buffer.alloc(300_000, 'random-ish text, compressed not at all? ') }, { compress: 'none' }),
)
const BLOB = IMAGE.layers[0]!
const QUICK = { retry: { attempts: 4, delay: 5, maxDelay: 1500 } } as const

async function start(respond?: Respond): Promise<FakeRegistry> {
  const fake = await startRegistry({ ...(respond && { respond }) })
  fake.push('app', '1', IMAGE)
  return fake
}

async function digest(host: string, options: RegistryOptions = {}): Promise<string> {
  await using registry = openRegistry(host, { ...QUICK, env: {}, certsDirs: [], ...options })
  return (await registry.readManifest('app', '1')).digest
}

async function blob(host: string, options: RegistryOptions = {}): Promise<number> {
  await using registry = openRegistry(host, { ...QUICK, ...options })
  let size = 0
  for await (const chunk of registry.openBlob('app', BLOB)) size += chunk.length
  return size
}

describe('retries', () => {
  test.each([408, 429, 500, 502, 503, 504])('after %d the request is tried again', async (status) => {
    await using fake = await start(firstTimes(2, /manifests/, { status }))
    expect(await digest(fake.host)).toBe(IMAGE.manifestDigest)
  })

  test('Retry-After is waited for, but not for ever', async () => {
    await using patient = await start(firstTimes(1, /manifests/, { status: 429, headers: { 'retry-after': '1' } }))
    const before = performance.now()
    expect(await digest(patient.host)).toBe(IMAGE.manifestDigest)
    expect(performance.now() - before).toBeGreaterThan(900)
    await using endless = await start(firstTimes(9, /manifests/, { status: 429, headers: { 'retry-after': '3600' } }))
    await expect(digest(endless.host)).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' })
    expect(endless.requests.filter(({ path }) => /manifests/.test(path))).toHaveLength(1)
  })

  test('they end', async () => {
    await using fake = await start(
      firstTimes(99, /manifests/, {
        status: 503,
        body: '{"errors":[{"code":"UNAVAILABLE","message":"down \\u001b[31mfor\\u0007 good"}]}',
      }),
    )
    await expect(digest(fake.host)).rejects.toMatchObject({
      code: 'REGISTRY_UNAVAILABLE',
      message: expect.stringContaining('UNAVAILABLE: down \\x1b[31mfor\\x07 good') as string,
    })
    expect(fake.requests.filter(({ path }) => /manifests/.test(path))).toHaveLength(QUICK.retry.attempts)
  })

  test('a manifest that breaks off is read again', async () => {
    await using fake = await start(shortBody(/manifests/, 20, 2))
    expect(await digest(fake.host)).toBe(IMAGE.manifestDigest)
  })
})

describe('blobs', () => {
  test('a broken connection is taken up where it broke', async () => {
    await using fake = await start(shortBody(/blobs/, 65_536, 2))
    expect(await blob(fake.host)).toBe(BLOB.size)
    const ranges = fake.requests.filter(({ path }) => /blobs/.test(path)).map(({ headers }) => headers.range)
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)])
  })

  test('also where the registry knows no ranges', async () => {
    const noRanges: Respond = async (request, next) => {
      if (!/blobs/.test(request.path)) return undefined
      return await shortBody(/blobs/, request.headers.range === undefined ? 1000 : Infinity)(
        { ...request, headers: {} },
        next,
      )
    }
    await using fake = await startRegistry({
      respond: async (request, next) =>
        /blobs/.test(request.path)
          ? await noRanges(request, async () => ({
              ...(await next()),
              status: 200,
              body: IMAGE.blobs.get(BLOB.digest)!,
            }))
          : undefined,
    })
    fake.push('app', '1', IMAGE)
    expect(await blob(fake.host)).toBe(BLOB.size)
  })

  test('leaving early frees the connection', async () => {
    await using fake = await start()
    await using registry = openRegistry(fake.host, QUICK)
    for await (const chunk of registry.openBlob('app', BLOB)) if (chunk.length > 0) break
    expect((await registry.readManifest('app', '1')).digest).toBe(IMAGE.manifestDigest)
  })

  test("a signal ends a download, a retry's pause and a list", async () => {
    await using fake = await start(firstTimes(99, /manifests/, { status: 503 }))
    await using registry = openRegistry(fake.host, { retry: { attempts: 50, delay: 10_000, maxDelay: 60_000 } })
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 100)
    await expect(registry.readManifest('app', '1', { signal: controller.signal })).rejects.toBe(reason)
    const read = async () => {
      for await (const _ of registry.openBlob('app', BLOB, { signal: AbortSignal.abort(reason) })) break
    }
    await expect(read()).rejects.toBe(reason)
    const list = async () => {
      for await (const _ of registry.tags('app', { signal: AbortSignal.abort(reason) })) break
    }
    await expect(list()).rejects.toBe(reason)
  })
})

test('a head that comes byte by byte is not waited for', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
      const timer = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(timer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const before = performance.now()
  await expect(blob(host, { plainHttp: true, timeouts: { headers: 200, connect: 200 } })).rejects.toMatchObject({
    code: 'REGISTRY_TIMEOUT',
  })
  expect(performance.now() - before).toBeLessThan(3000)
  server.close()
})

describe('TLS', () => {
  const tls = { key: TEST_TLS.key, cert: TEST_TLS.cert }

  test('an own authority: by option, by certs.d, not at all', async () => {
    await using fake = await startRegistry({ tls })
    fake.push('app', '1', IMAGE)
    await expect(digest(fake.host)).rejects.toMatchObject({
      code: 'REGISTRY_TLS',
      hint: expect.stringContaining('--ca-file') as string,
    })
    expect(await digest(fake.host, { ca: TEST_TLS.ca })).toBe(IMAGE.manifestDigest)
    expect(await digest(fake.host, { insecureSkipVerify: true })).toBe(IMAGE.manifestDigest)
    await expect(digest(fake.host, { plainHttp: true })).rejects.toMatchObject({
      code: expect.stringMatching(/^REGISTRY_(ANSWER_INVALID|UNREACHABLE)$/) as string,
    })
  })

  test('a client certificate, by option or by certs.d', async () => {
    await using fake = await startRegistry({ tls: { ...tls, clientCa: TEST_TLS.ca } })
    fake.push('app', '1', IMAGE)
    await expect(digest(fake.host, { ca: TEST_TLS.ca })).rejects.toMatchObject({
      code: expect.stringMatching(/^REGISTRY_(TLS|UNREACHABLE)$/) as string,
    })
    expect(
      await digest(fake.host, { ca: TEST_TLS.ca, clientCert: TEST_TLS.clientCert, clientKey: TEST_TLS.clientKey }),
    ).toBe(IMAGE.manifestDigest)
    await expect(digest(fake.host, { ca: TEST_TLS.ca, clientCert: TEST_TLS.clientCert })).rejects.toMatchObject({
      code: 'REGISTRY_OPTION_INVALID',
    })
    const folder = await mkdtemp(join(tmpdir(), 'veinmind-certs-'))
    try {
      await mkdir(join(folder, fake.host))
      await writeFile(join(folder, fake.host, 'ca.crt'), TEST_TLS.ca)
      await writeFile(join(folder, fake.host, 'client.cert'), TEST_TLS.clientCert)
      await writeFile(join(folder, fake.host, 'client.key'), TEST_TLS.clientKey)
      expect(await digest(fake.host, { certsDirs: [folder] })).toBe(IMAGE.manifestDigest)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('plain http is tried by itself on loopback only', async () => {
    await using fake = await start()
    expect(await digest(fake.host)).toBe(IMAGE.manifestDigest)
    expect(await digest(fake.host.replace('127.0.0.1', 'localhost'))).toBe(IMAGE.manifestDigest)
    await expect(digest(fake.host, { plainHttp: false })).rejects.toMatchObject({ code: 'REGISTRY_TLS' })
  })
})

test('a 400 without a word is taken for a registry that speaks https alone', async () => {
  await using silent = await start(always(/manifests/, { status: 400 }))
  await expect(digest(silent.host)).rejects.toMatchObject({
    code: 'REGISTRY_ANSWER_INVALID',
    hint: expect.stringContaining('leave --plain-http away') as string,
  })
  const said = JSON.stringify({ errors: [{ code: 'NAME_INVALID', message: 'no such name' }] })
  await using wordy = await start(always(/manifests/, { status: 400, body: said }))
  await expect(digest(wordy.host)).rejects.toMatchObject({ hint: undefined })
})

describe('redirects', () => {
  test('are followed to another host without the credentials', async () => {
    await using store = await start()
    const elsewhere = `http://${store.host}/v2/app/blobs/${BLOB.digest}`
    await using fake = await startRegistry({
      auth: { type: 'basic', users: { ada: 'secret' } },
      respond: redirectTo(/blobs/, elsewhere),
    })
    expect(await blob(fake.host, { credentials: basicCredentials(fake.host, 'ada', 'secret') })).toBe(BLOB.size)
    expect(store.requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  test('are followed five times, and no more', async () => {
    const again = { status: 307, headers: { location: `/v2/app/blobs/${BLOB.digest}?again` } }
    await using five = await start(firstTimes(5, /blobs/, again))
    expect(await blob(five.host)).toBe(BLOB.size)
    await using six = await start(firstTimes(6, /blobs/, again))
    await expect(blob(six.host)).rejects.toMatchObject({ message: expect.stringContaining('more than 5 redirects') })
  })

  test.each([
    ['file:///etc/passwd', 'only http and https'],
    ['http://ada:secret@127.0.0.1/', 'credentials in an address'],
    ['http://169.254.169.254/latest/meta-data/', 'link-local'],
    ['http://[fd00:ec2::254]/', 'link-local'],
    ['/v2/app/blobs/again', 'on and on'],
    ['http://%zz/', 'no address'],
  ])('to %s are refused', async (location, why) => {
    await using fake = await start(redirectTo(/blobs/, location))
    await expect(blob(fake.host)).rejects.toMatchObject({
      code: 'REGISTRY_REDIRECT_REFUSED',
      message: expect.stringContaining(why) as string,
    })
  })

  test('from https to http are refused', async () => {
    await using store = await start()
    await using fake = await startRegistry({
      tls: { key: TEST_TLS.key, cert: TEST_TLS.cert },
      respond: redirectTo(/blobs/, `${store.url}/x`),
    })
    await expect(blob(fake.host, { ca: TEST_TLS.ca })).rejects.toMatchObject({
      code: 'REGISTRY_REDIRECT_REFUSED',
      message: expect.stringContaining('from https to http') as string,
    })
    expect(store.requests).toEqual([])
  })

  test('a public registry leads nowhere near: by address or by a name that resolves to one', async () => {
    const addresses: Record<string, string> = {
      'inside.example': '10.0.0.5',
      'here.example': '127.0.0.1',
      'cloud.example': '169.254.169.254',
    }
    const lookup = ((name: string, _: LookupOptions, callback: (error: null, found: unknown) => void) =>
      callback(null, [{ address: addresses[name], family: 4 }])) as never
    const dispatchers = createDispatchers({
      registry: 'registry.example',
      trustedHosts: new Set(['named.example']),
      tls: {},
      timeouts: DEFAULT_TIMEOUTS,
      env: {},
      lookup,
    })
    const { request } = await import('undici')
    for (const address of ['http://127.0.0.1/', 'http://10.0.0.1/', 'http://[::1]/', 'http://localhost/']) {
      await expect(dispatchers.get(new URL(address))).rejects.toMatchObject({ code: 'REGISTRY_REDIRECT_REFUSED' })
    }
    for (const name of Object.keys(addresses)) {
      const url = new URL(`http://${name}/`)
      await expect(request(url, { dispatcher: await dispatchers.get(url) })).rejects.toMatchObject({
        code: 'REGISTRY_REDIRECT_REFUSED',
      })
    }
    await dispatchers.destroy()
  })
})

test('a registry is itself with or without its default port', async () => {
  const lookup = ((_: string, options: LookupOptions, callback: (error: null, found: unknown) => void) =>
    callback(null, [{ address: '127.0.0.1', family: options.family || 4 }])) as never
  const { request } = await import('undici')
  for (const [registry, address] of [
    ['registry.example:1', 'https://registry.example:1/'],
    ['registry.example:443', 'https://registry.example/'],
    ['registry.example', 'https://registry.example/'],
  ] as const) {
    const dispatchers = createDispatchers({
      registry,
      trustedHosts: new Set(),
      tls: {},
      timeouts: DEFAULT_TIMEOUTS,
      env: {},
      lookup,
    })
    const error: unknown = await request(address, { dispatcher: await dispatchers.get(new URL(address)) }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).not.toMatchObject({ code: 'REGISTRY_REDIRECT_REFUSED' })
    await dispatchers.destroy()
  }
})

describe('a proxy of the environment', () => {
  /** Joins a client to the fake registry, whatever host it asked for: the name does not exist here. */
  const bridge = (client: Duplex, port: number, head: Uint8Array = Buffer.alloc(0)): void => {
    const upstream = connect(port, '127.0.0.1', () => {
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  }
  const listen = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  test('over HTTP, with credentials of its own', async () => {
    await using fake = await startRegistry({
      tls: { key: TEST_TLS.key, cert: TEST_TLS.cert },
      auth: { type: 'basic', users: { ada: 'secret' } },
    })
    fake.push('app', '1', IMAGE)
    const seen: string[] = []
    const proxy = createHttpServer().on('connect', (request, socket, head) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization']} ${request.headers.authorization}`)
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      bridge(socket, Number(fake.host.split(':')[1]), head)
    })
    try {
      const env = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${await listen(proxy)}` }
      const credentials = basicCredentials('registry.example', 'ada', 'secret')
      expect(await digest('registry.example', { env, credentials, insecureSkipVerify: true })).toBe(
        IMAGE.manifestDigest,
      )
      await expect(digest('registry.example', { env, credentials, ca: TEST_TLS.ca })).rejects.toMatchObject({
        code: 'REGISTRY_TLS',
      })
      expect(new Set(seen)).toEqual(
        new Set([`registry.example:443 Basic ${Buffer.from('user:pass').toString('base64')} undefined`]),
      )
    } finally {
      proxy.close()
      proxy.closeAllConnections()
    }
  })

  test('over SOCKS, which resolves the name', async () => {
    await using fake = await startRegistry({ tls: { key: TEST_TLS.key, cert: TEST_TLS.cert } })
    fake.push('app', '1', IMAGE)
    const asked: string[] = []
    // RFC 1928: greeting, CONNECT by domain name.
    const proxy = createServer((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]))
        socket.once('data', (request: Buffer) => {
          asked.push(request.subarray(5, 5 + request[4]!).toString())
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 1]))
          bridge(socket, Number(fake.host.split(':')[1]))
        })
      })
    })
    try {
      const env = { ALL_PROXY: `socks5h://127.0.0.1:${await listen(proxy)}` }
      expect(await digest('registry.example', { env, insecureSkipVerify: true })).toBe(IMAGE.manifestDigest)
      expect(new Set(asked)).toEqual(new Set(['registry.example']))
    } finally {
      proxy.close()
    }
  })
})
