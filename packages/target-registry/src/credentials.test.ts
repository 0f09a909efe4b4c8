import type { Discovered } from '@veinmind/sdk/target'
import { always, buildImage, layer, startRegistry } from '@veinmind/testing'
import type { Access, FakeRegistry, LoggedRequest, RegistryOptions } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { basicCredentials, fixedCredentials, openRegistry, parseTarget } from './index.ts'
import type { CredentialSource } from './index.ts'
import { defaultPlatform } from './platform.ts'

const IMAGE = buildImage(layer({ a: 'x' }), { platform: defaultPlatform() })
const USERS = { ada: 'right', robot$team: 'right' }
const PUBLIC = (account: string | undefined, { type, name, action }: Access): boolean =>
  type === 'repository' && action === 'pull' && (account !== undefined || name.startsWith('open/'))

/** What hands out tokens to nobody in particular, each in its way. */
const WAYS: readonly (readonly [
  string,
  Omit<RegistryOptions, 'auth'>,
  Partial<NonNullable<RegistryOptions['auth']>>,
])[] = [
  ['Harbor', { harbor: true }, { failedLogin: 200 }],
  ['distribution', {}, {}],
  ['Docker Hub', {}, { way: 'docker-hub' }],
  ['GitLab', {}, { way: 'gitlab' }],
  ['Quay', {}, { way: 'quay' }],
]

async function start(options: Omit<RegistryOptions, 'auth'>, auth: Partial<NonNullable<RegistryOptions['auth']>>) {
  const fake = await startRegistry({ ...options, auth: { type: 'bearer', users: USERS, allow: PUBLIC, ...auth } })
  fake.push('open/app', '1', IMAGE)
  fake.push('team/app', '1', IMAGE)
  return fake
}

async function scan(fake: FakeRegistry, paths: readonly string[], credentials?: CredentialSource) {
  await using registry = openRegistry(fake.host, {
    retry: { attempts: 2, delay: 5 },
    ...(credentials && { credentials }),
  })
  const found: Discovered[] = []
  for (const path of paths) {
    for await (const item of registry.discover(parseTarget(`${fake.host}/${path}`))) found.push(item)
  }
  return {
    images: found.flatMap((item) => ('entity' in item ? [item.entity.name.slice(fake.host.length + 1)] : [])),
    errors: found.flatMap((item) => ('error' in item ? [item.error] : [])),
  }
}

const logins = (fake: FakeRegistry): readonly LoggedRequest[] =>
  fake.requests.filter(({ headers }) => headers.authorization?.startsWith('Basic '))

describe.each(WAYS)('%s', (_name, options, auth) => {
  test.each(['open/app:1', 'open/app', 'open/', '', 'team/app:1', 'team/app', 'team'])(
    'a wrong password ends at its first try, and nothing is scanned as nobody: "%s"',
    async (path) => {
      await using fake = await start(options, auth)
      const { images, errors } = await scan(fake, [path, path], basicCredentials(fake.host, 'ada', 'Wr0ngValue'))
      expect(images).toEqual([])
      expect(errors.map(({ code }) => code)).toEqual(['REGISTRY_UNAUTHORIZED', 'REGISTRY_UNAUTHORIZED'])
      expect(errors[0]!.message).toContain('refused the credentials of the given user name and password')
      expect(errors[0]!.hint).toContain('expired or disabled')
      expect(JSON.stringify(errors.map(({ message, hint }) => [message, hint]))).not.toContain('Wr0ngValue')
      expect(logins(fake)).toHaveLength(1)
    },
  )

  test('a robot that is disabled is refused as well; the right one is proved once', async () => {
    await using fake = await start(options, auth)
    const disabled = await scan(fake, ['open/app'], basicCredentials(fake.host, 'robot$gone', 'right'))
    expect(disabled.errors.map(({ code }) => code)).toEqual(['REGISTRY_UNAUTHORIZED'])
    const { images, errors } = await scan(
      fake,
      ['open/app', 'team/app:1'],
      basicCredentials(fake.host, 'robot$team', 'right'),
    )
    expect([images, errors]).toEqual([['open/app:1', 'team/app:1'], []])
  })

  test('a wrong password is not tried again, so that the right one gets in at once', async () => {
    await using fake = await start(options, { ...auth, failedLogin: 50 })
    await scan(fake, ['open/app', 'team/app', ''], basicCredentials(fake.host, 'ada', 'Wr0ngValue'))
    const { images, errors } = await scan(fake, ['team/app:1'], basicCredentials(fake.host, 'ada', 'right'))
    expect([images, errors]).toEqual([['team/app:1'], []])
  })

  test('without credentials what is public is scanned, and the rest is an error', async () => {
    await using fake = await start(options, auth)
    const { images, errors } = await scan(fake, ['open/app:1', 'team/app:1'])
    expect([images, errors.map(({ code }) => code)]).toEqual([['open/app:1'], ['REGISTRY_UNAUTHORIZED']])
  })
})

test('a service that wants a scope proves nothing: refusals are judged by repository', async () => {
  await using fake = await start({ respond: wantsScope }, {})
  const right = await scan(fake, ['open/app:1', 'team/app:1'], basicCredentials(fake.host, 'ada', 'right'))
  expect([right.images, right.errors]).toEqual([['open/app:1', 'team/app:1'], []])
  const wrong = await scan(fake, ['team/app:1'], basicCredentials(fake.host, 'ada', 'wrong'))
  expect([wrong.images, wrong.errors.map(({ code }) => code)]).toEqual([[], ['REGISTRY_UNAUTHORIZED']])
})

const wantsScope: NonNullable<RegistryOptions['respond']> = ({ path, query }) =>
  path === '/token' && query.get('scope') === null
    ? { status: 400, body: '{"errors":[{"code":"INVALID_SCOPE"}]}' }
    : undefined

test('a wrong token, and a wrong refresh token', async () => {
  await using fake = await start({ harbor: true }, {})
  const token = await scan(
    fake,
    ['open/app:1'],
    fixedCredentials(fake.host, { registryToken: 'ended', source: 'here' }),
  )
  expect([token.images, token.errors.map(({ code }) => code)]).toEqual([[], ['REGISTRY_UNAUTHORIZED']])
  await using other = await start({}, {})
  const refresh = await scan(
    other,
    ['open/app:1'],
    fixedCredentials(other.host, { identityToken: 'ended', source: 'here' }),
  )
  expect([refresh.images, refresh.errors.map(({ code }) => code)]).toEqual([[], ['REGISTRY_UNAUTHORIZED']])
})

test('a registry whose /v2/ is open to all is not shown the credentials, until a repository asks for them', async () => {
  await using fake = await start(
    { respond: always(/^\/v2\/$/, { status: 200 }) },
    { allow: (account) => account !== undefined },
  )
  const wrong = await scan(fake, ['team/app:1', 'team/app:1'], basicCredentials(fake.host, 'ada', 'wrong'))
  expect(wrong.errors.map(({ code }) => code)).toEqual(['REGISTRY_UNAUTHORIZED', 'REGISTRY_UNAUTHORIZED'])
  expect(logins(fake)).toHaveLength(1)
  await using open = await startRegistry()
  open.push('app', '1', IMAGE)
  expect((await scan(open, ['app:1'], basicCredentials(open.host, 'ada', 'wrong'))).images).toEqual(['app:1'])
  expect(logins(open)).toEqual([])
})

test('a service that repeats the secret in its refusal is not quoted', async () => {
  const respond = always(/^\/token$/, {
    status: 401,
    body: '{"errors":[{"code":"UNAUTHORIZED","message":"no: Wr0ngValue"}]}',
  })
  await using fake = await start({ respond }, {})
  const { errors } = await scan(fake, ['open/app:1'], basicCredentials(fake.host, 'ada', 'Wr0ngValue'))
  expect(errors[0]).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  expect(String(errors[0])).not.toContain('Wr0ng')
})
