import { expect, test } from 'vitest'
import { buildImage, buildIndex, layer, startRegistry } from '../index.ts'
import type { Access, RegistryOptions } from '../index.ts'

// What is expected here was seen on a real Harbor 2.16.0, by its access log.
const IMAGE = buildImage(layer({ a: 'x' }))
const USERS = { admin: 'Harbor12345', ada: 'right', robot$team: 'right' }
const FAILED_LOGIN = 60

const allow = (account: string | undefined, { type, name, action }: Access): boolean => {
  if (account === 'admin' || (name.split('/')[0] === 'open' && action !== 'push')) return true
  return account !== undefined && type !== 'registry' && (account === 'ada' || action === 'pull')
}

async function open(options: RegistryOptions = {}) {
  const registry = await startRegistry({
    harbor: { emptyProjects: ['empty'], blocked: /^team\/blocked$/ },
    auth: { type: 'bearer', users: USERS, allow, failedLogin: FAILED_LOGIN },
    ...options,
  })
  for (const name of ['open/app', 'team/app', 'team/other', 'team/blocked', '2024/app']) registry.push(name, '1', IMAGE)
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await fetch(registry.url + path, { headers, method })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (/^[[{]/.test(text) ? JSON.parse(text) : text) as never,
    }
  }
  return { registry, get, [Symbol.asyncDispose]: () => registry.close() }
}

const basic = (user: string, password = 'right') => ({ authorization: `Basic ${btoa(`${user}:${password}`)}` })
const ADMIN = basic('admin', 'Harbor12345')
const TOKEN = '/service/token?service=harbor-registry'
const said = (body: { errors: { code: string; message: string }[] }) => [body.errors[0]!.code, body.errors[0]!.message]

test('the catalog asks for a password, takes no token, and is for administrators', async () => {
  await using harbor = await open()
  for (const headers of [{}, basic('ada')]) {
    const { status, headers: answer } = await harbor.get('/v2/_catalog', headers)
    expect([status, answer.get('www-authenticate')]).toEqual([401, 'Basic realm="harbor"'])
  }
  const { token } = (await harbor.get(`${TOKEN}&scope=registry:catalog:*`, ADMIN)).body as { token: string }
  expect((await harbor.get('/v2/_catalog', { authorization: `Bearer ${token}` })).status).toBe(401)
  expect((await harbor.get('/v2/_catalog', ADMIN)).status).toBe(200)
  const unknown = await harbor.get('/v2/_catalog?last=team/gone', ADMIN)
  expect([unknown.status, ...said(unknown.body)]).toEqual([
    400,
    'BAD_REQUEST',
    'the last: team/gone should be a valid repository name',
  ])
})

test('a name of one component is refused before any login', async () => {
  await using harbor = await open()
  const { status, body } = await harbor.get('/v2/team/tags/list', basic('ada', 'wrong'))
  expect([status, ...said(body)]).toEqual([400, 'BAD_REQUEST', 'invalid repository name: team'])
})

test('the token service: with a scope everybody gets a token, without one only who is known', async () => {
  await using harbor = await open()
  const scope = `${TOKEN}&scope=repository:team/app:pull&scope=repository:open/app:pull`
  const wrong = await harbor.get(scope, basic('ada', 'wrong'))
  expect(wrong.status).toBe(200)
  const bearer = { authorization: `Bearer ${(wrong.body as { token: string }).token}` }
  expect((await harbor.get('/v2/open/app/manifests/1', bearer)).status).toBe(200)
  const refused = await harbor.get('/v2/team/app/manifests/1', bearer)
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="harbor"'])
  for (const path of [TOKEN, '/v2/']) {
    expect((await harbor.get(path, basic('robot$team'))).status).toBe(200)
    expect((await harbor.get(path, basic('robot$team', 'wrong'))).status).toBe(401)
    expect((await harbor.get(path)).status).toBe(401)
  }
  const { body } = await harbor.get(TOKEN, basic('robot$team'))
  expect(Object.keys(body).toSorted()).toEqual(['access_token', 'expires_in', 'issued_at', 'token'])
  expect(body).toMatchObject({ expires_in: 1800 })
})

test('a token for one repository reads the others of its project', async () => {
  await using harbor = await open()
  const { token } = (await harbor.get(`${TOKEN}&scope=repository:team/app:pull`, basic('ada'))).body as {
    token: string
  }
  const bearer = { authorization: `Bearer ${token}` }
  const statuses = ['team/app', 'team/other', '2024/app'].map(
    async (name) => (await harbor.get(`/v2/${name}/manifests/1`, bearer)).status,
  )
  expect(await Promise.all(statuses)).toEqual([200, 200, 401])
})

test('a failed login is answered late', async () => {
  await using harbor = await open()
  const start = performance.now()
  expect((await harbor.get('/v2/', basic('ada', 'wrong'))).status).toBe(401)
  expect(performance.now() - start).toBeGreaterThanOrEqual(FAILED_LOGIN)
  expect((await harbor.get('/v2/', basic('ada'))).status).toBe(200)
})

test('until it is answered, the account is locked; robots never are', async () => {
  await using harbor = await open({ auth: { type: 'bearer', users: USERS, allow, failedLogin: 3_600_000 } })
  const failing = harbor.get('/api/v2.0/projects', basic('ada', 'wrong')).catch(() => 'ended')
  await expect.poll(() => harbor.registry.requests.length).toBe(1)
  expect((await harbor.get('/v2/', basic('ada'))).status).toBe(401)
  expect((await harbor.get('/v2/', basic('robot$team', 'wrong'))).status).toBe(401)
  expect((await harbor.get('/v2/', basic('robot$team'))).status).toBe(200)
  await harbor.registry.close()
  expect(await failing).toBe('ended')
})

test('without a header what is public is given by GET, and HEAD is challenged', async () => {
  await using harbor = await open()
  expect((await harbor.get('/v2/open/app/manifests/1')).status).toBe(200)
  const head = await harbor.get('/v2/open/app/manifests/1', {}, 'HEAD')
  expect([head.status, head.headers.get('www-authenticate')]).toEqual([
    401,
    `Bearer realm="${harbor.registry.url}/service/token",service="harbor-registry",scope="repository:open/app:pull"`,
  ])
})

test('unknown projects, policies, repositories without tags', async () => {
  await using harbor = await open()
  const unknown = await harbor.get('/v2/none/app/tags/list', basic('ada'))
  expect([unknown.status, unknown.headers.get('www-authenticate'), said(unknown.body)[1]]).toEqual([
    401,
    '',
    'project none not found',
  ])
  const blocked = await harbor.get('/v2/team/blocked/manifests/1', basic('ada'))
  expect([blocked.status, said(blocked.body)[0]]).toEqual([412, 'PROJECTPOLICYVIOLATION'])
  expect(await harbor.get('/v2/team/blocked/manifests/1', basic('ada'), 'HEAD')).toMatchObject({
    status: 412,
    body: '',
  })
  harbor.registry.remove('team/app', '1')
  expect(await harbor.get('/v2/team/app/tags/list', basic('ada'))).toMatchObject({ status: 200, body: { tags: [] } })
})

test('every answer has a number, and begins a session where there is none', async () => {
  await using harbor = await open()
  for (const path of ['/v2/', TOKEN, '/api/v2.0/projects', '/v2/open/app/manifests/1']) {
    const { headers } = await harbor.get(path)
    expect([headers.get('set-cookie'), headers.get('x-request-id')]).toEqual([
      expect.stringContaining('sid='),
      expect.any(String),
    ])
    expect((await harbor.get(path, { cookie: 'sid=x' })).headers.get('set-cookie')).toBeNull()
  }
})

test('the API: nobody sees what is public, an account its projects', async () => {
  await using harbor = await open()
  const names = async (path: string, headers: Record<string, string> = {}) =>
    ((await harbor.get(`/api/v2.0/${path}`, headers)).body as { name: string }[]).map(({ name }) => name)
  expect(await names('repositories')).toEqual(['open/app'])
  expect(await names('repositories', basic('ada', 'wrong'))).toEqual(['open/app'])
  expect(await names('repositories?sort=name', basic('robot$team'))).toEqual([
    '2024/app',
    'open/app',
    'team/app',
    'team/blocked',
    'team/other',
  ])
  expect(await names('repositories?q=name%3D~team%2F', basic('robot$team'))).toEqual([
    'team/blocked',
    'team/other',
    'team/app',
  ])
  expect(await names('projects/open/repositories')).toEqual(['open/app'])
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await harbor.get(`/api/v2.0/${path}`, headers)).status
  expect(await status('projects/team/repositories')).toBe(401)
  expect(await status('projects/team/repositories', basic('robot$team'))).toBe(403)
  expect(await status('projects/none/repositories', basic('ada'))).toBe(403)
  expect(await status('projects/none/repositories', ADMIN)).toBe(404)
  expect(await status('projects/2024/repositories', ADMIN)).toBe(404)
  expect(await names('projects/2024/repositories', { ...ADMIN, 'x-is-resource-name': 'true' })).toEqual(['2024/app'])
  expect(await names('projects/empty/repositories', ADMIN)).toEqual([])
  expect(await status('repositories?page_size=101')).toBe(422)
})

test('the API: pages are counted, newest first, with links to both sides', async () => {
  await using harbor = await open()
  const { headers, body } = await harbor.get('/api/v2.0/projects/team/repositories?page=2&page_size=1', ADMIN)
  const at = (page: number) => `/api/v2.0/projects/team/repositories?page=${page}&page_size=1`
  expect([headers.get('x-total-count'), headers.get('link')]).toEqual([
    '3',
    `<${at(1)}>; rel="prev" , <${at(3)}>; rel="next"`,
  ])
  expect(body).toMatchObject([{ name: 'team/other' }])
})

test('the API: artifacts with and without a tag; the images of an index are none by themselves', async () => {
  await using harbor = await open()
  const index = buildIndex([
    buildImage(layer({ b: 'x' })),
    buildImage(layer({ c: 'x' }), { platform: { os: 'linux', architecture: 'arm64' } }),
  ])
  harbor.registry.push('team/deep/er', 'both', index)
  harbor.registry.push('team/deep/er', undefined, IMAGE)
  const { body } = await harbor.get('/api/v2.0/projects/team/repositories/deep%252Fer/artifacts?with_tag=true', ADMIN)
  expect(body).toMatchObject([
    { digest: IMAGE.manifestDigest, tags: null },
    { digest: index.manifestDigest, tags: [{ name: 'both' }] },
  ])
})
