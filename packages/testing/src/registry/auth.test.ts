import { expect, test } from 'vitest'
import { buildImage, layer, startRegistry } from '../index.ts'
import type { RegistryAuth } from '../index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const USERS = { joe: 'pa:ss' }
const BASIC = { authorization: `Basic ${Buffer.from('joe:pa:ss').toString('base64')}` }

async function open(auth: RegistryAuth) {
  const registry = await startRegistry({ auth })
  registry.push('app', '1', IMAGE)
  const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(registry.url + path, { headers, ...init })
  return { registry, get }
}

async function tokenOf(
  response: Response,
): Promise<{ token: string; scope: string; refresh_token?: string; expires_in: number }> {
  expect(response.status).toBe(200)
  return (await response.json()) as never
}

test('basic', async () => {
  const { registry, get } = await open({
    type: 'basic',
    users: USERS,
    allow: (account, { action }) => account === 'joe' && action === 'pull',
  })
  await using _ = registry
  const refused = await get('/v2/')
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Registry"'])
  expect((await get('/v2/', { authorization: `Basic ${Buffer.from('joe:wrong').toString('base64')}` })).status).toBe(
    401,
  )
  expect((await get('/v2/', { authorization: `Basic ${Buffer.from('toString:x').toString('base64')}` })).status).toBe(
    401,
  )
  expect((await get('/v2/app/manifests/1', BASIC)).status).toBe(200)
  expect((await get('/v2/app/blobs/uploads/', BASIC, { method: 'POST' })).status).toBe(403)
})

test('bearer: the challenge names realm, service and scope; the token opens only what was asked for', async () => {
  const { registry, get } = await open({ type: 'bearer', users: USERS })
  await using _ = registry
  registry.push('other', '1', IMAGE)
  const challenge = (await get('/v2/app/manifests/1')).headers.get('www-authenticate')
  expect(challenge).toBe(`Bearer realm="${registry.url}/token",service="${registry.host}",scope="repository:app:pull"`)
  const query = `/token?service=${registry.host}&scope=repository:app:pull`
  expect((await get(query, { authorization: `Basic ${Buffer.from('joe:no').toString('base64')}` })).status).toBe(401)
  const { token } = await tokenOf(await get(query, BASIC))
  const bearer = { authorization: `Bearer ${token}` }
  expect((await get('/v2/app/manifests/1', bearer)).status).toBe(200)
  const other = await get('/v2/other/manifests/1', bearer)
  expect([other.status, other.headers.get('www-authenticate')]).toEqual([
    401,
    expect.stringContaining('error="insufficient_scope"'),
  ])
  registry.expireTokens()
  expect((await get('/v2/app/manifests/1', bearer)).headers.get('www-authenticate')).toContain('error="invalid_token"')
  const anonymous = await tokenOf(await get(query))
  expect((await get('/v2/app/manifests/1', { authorization: `Bearer ${anonymous.token}` })).status).toBe(401)
})

test('bearer: tokens end by themselves, and anonymous callers may be let in', async () => {
  const { registry, get } = await open({
    type: 'bearer',
    users: USERS,
    lifetime: 0.05,
    allow: (_account, { action }) => action === 'pull',
  })
  await using _ = registry
  const { token, scope } = await tokenOf(await get('/token?service=s&scope=repository:app:pull,push'))
  expect(scope).toBe('repository:app:pull')
  expect((await get('/v2/app/manifests/1', { authorization: `Bearer ${token}` })).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect((await get('/v2/app/manifests/1', { authorization: `Bearer ${token}` })).status).toBe(401)
})

test('bearer: the OAuth2 POST gives refresh tokens and takes them', async () => {
  const { registry, get } = await open({ type: 'bearer', users: USERS, identityTokens: { 'known-token': 'joe' } })
  await using _ = registry
  const post = (form: Record<string, string>) =>
    get(
      '/token',
      {},
      {
        method: 'POST',
        body: new URLSearchParams({ service: 's', client_id: 'test', scope: 'repository:app:pull', ...form }),
      },
    )
  const first = await tokenOf(
    await post({ grant_type: 'password', username: 'joe', password: 'pa:ss', access_type: 'offline' }),
  )
  const again = await tokenOf(await post({ grant_type: 'refresh_token', refresh_token: first.refresh_token! }))
  expect((await get('/v2/app/manifests/1', { authorization: `Bearer ${again.token}` })).status).toBe(200)
  await tokenOf(await post({ grant_type: 'refresh_token', refresh_token: 'known-token' }))
  expect((await post({ grant_type: 'refresh_token', refresh_token: 'made-up' })).status).toBe(401)
  expect((await post({ grant_type: 'password', username: 'joe', password: 'no' })).status).toBe(401)
})

test('bearer: a token service may know nothing of the POST', async () => {
  const { registry, get } = await open({ type: 'bearer', users: USERS, oauth: false })
  await using _ = registry
  expect((await get('/token', {}, { method: 'POST' })).status).toBe(405)
})
