import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import type { FakeRegistry, Respond } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { basicCredentials, openRegistry } from './index.ts'
import type { RegistryOptions } from './index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const USERS = { ada: 'secret' }

/** A registry with tokens, which names its token service by this origin. */
async function registryWithTokensAt(origin: string): Promise<FakeRegistry> {
  const respond: Respond = async (_request, next) => {
    const reply = await next()
    const challenge = reply.headers?.['www-authenticate']
    const named = challenge?.replace(/realm="http:\/\/[^/]+/, `realm="${origin}`)
    return named === undefined ? reply : { ...reply, headers: { ...reply.headers, 'www-authenticate': named } }
  }
  const fake = await startRegistry({ auth: { type: 'bearer', users: USERS }, respond })
  fake.push('app', '1', IMAGE)
  return fake
}

/** Reads from `registry.example` through a SOCKS proxy that leads every name to the registry: no name has to exist. */
async function read(fake: FakeRegistry, options: RegistryOptions): Promise<string> {
  const proxy = createServer((client) => {
    // RFC 1928: greeting, then CONNECT by domain name.
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', () => {
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 1]))
        const upstream = connect(Number(fake.host.split(':')[1]), '127.0.0.1')
        upstream.on('error', () => client.destroy())
        client.on('error', () => upstream.destroy())
        upstream.pipe(client).pipe(upstream)
      })
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  try {
    await using registry = openRegistry('registry.example', {
      env: { ALL_PROXY: `socks5h://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      credentials: basicCredentials('registry.example', 'ada', USERS.ada),
      retry: { attempts: 1 },
      certsDirs: [],
      ...options,
    })
    return (await registry.readManifest('app', '1')).digest
  } finally {
    proxy.close()
  }
}

test('where the user takes plain http, the token service of the same host may be asked by http', async () => {
  await using fake = await registryWithTokensAt('http://registry.example')
  expect(await read(fake, { plainHttp: true })).toBe(IMAGE.manifestDigest)
})

test('a token service on another host is not asked by http, unless it is named', async () => {
  await using fake = await registryWithTokensAt('http://tokens.example')
  await expect(read(fake, { plainHttp: true })).rejects.toMatchObject({
    code: 'REGISTRY_REALM_REFUSED',
    message: expect.stringContaining('credentials do not go over plain http') as string,
  })
  expect(fake.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false)
  expect(await read(fake, { plainHttp: true, allowRealms: ['tokens.example'] })).toBe(IMAGE.manifestDigest)
})
