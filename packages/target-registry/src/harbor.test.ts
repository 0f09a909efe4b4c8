import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Discovered } from '@veinmind/sdk/target'
import { buildArtifact, buildImage, layer, startRegistry } from '@veinmind/testing'
import type { Access, FakeRegistry, RegistryOptions as FakeOptions } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { fetchToken } from './auth/token.ts'
import { basicCredentials, fixedCredentials, openRegistry, parseTarget } from './index.ts'
import type { CredentialSource, ImageQuery, RegistryOptions } from './index.ts'
import { defaultPlatform } from './platform.ts'

const image = (name: string) => buildImage(layer({ name }), { platform: defaultPlatform() })
const USERS = { admin: 'Harbor12345', ada: 'right', robot$team: 'right', guest: 'right' }

/** `open` is for everybody; ada is a member of `team`, a robot may pull there and not list, a guest may do nothing. */
const allow = (account: string | undefined, { type, name, action }: Access): boolean => {
  if (account === 'admin') return true
  if (type === 'registry') return false
  if (name.split('/')[0] === 'open') return action === 'pull' || action === 'list'
  if (account === 'ada') return action === 'pull' || action === 'list'
  return account === 'robot$team' && action === 'pull'
}

async function start(
  options: Omit<FakeOptions, 'auth'> = {},
  names: readonly string[] = ['open/app', 'team/a', 'team/b', 'team/deep/c'],
) {
  const fake = await startRegistry({
    harbor: true,
    ...options,
    auth: { type: 'bearer', users: USERS, allow, failedLogin: 50 },
  })
  for (const name of names) fake.push(name, '1', image(name))
  return fake
}

const as = (fake: FakeRegistry, user: keyof typeof USERS): CredentialSource =>
  basicCredentials(fake.host, user, USERS[user])

async function scan(
  fake: FakeRegistry,
  path: string,
  options: RegistryOptions = {},
  query: ImageQuery & { readonly include?: string[] } = {},
) {
  await using registry = openRegistry(fake.host, { retry: { attempts: 2, delay: 5 }, ...options })
  const found: Discovered[] = []
  for await (const item of registry.discover(parseTarget(`${fake.host}/${path}`), query)) found.push(item)
  const short = (text: string): string => text.replaceAll(`${fake.host}/`, '')
  return {
    images: found.flatMap((item) => ('entity' in item ? [short(item.entity.name)] : [])),
    skipped: found.flatMap((item) => ('skipped' in item ? [`${short(item.target)}: ${item.skipped}`] : [])),
    errors: found.flatMap((item) => ('error' in item ? [item.error] : [])),
  }
}

const basicRequests = (fake: FakeRegistry, where: RegExp): number =>
  fake.requests.filter(({ path, headers }) => where.test(path) && headers.authorization?.startsWith('Basic ')).length

describe('what is listed', () => {
  test.each(['admin', 'ada', 'robot$team'] as const)(
    '%s gets a project by its name, with and without "/"',
    async (user) => {
      await using fake = await start({ pageSize: 2 })
      for (const path of ['team', 'team/']) {
        const { images, errors } = await scan(fake, path, { credentials: as(fake, user) })
        expect([images, errors]).toEqual([['team/a:1', 'team/b:1', 'team/deep/c:1'], []])
      }
      expect((await scan(fake, 'team/deep', { credentials: as(fake, user) })).images).toEqual(['team/deep/c:1'])
    },
  )

  test('the whole registry: to an administrator by the catalog, to others by what they may see', async () => {
    await using fake = await start({ pageSize: 2 })
    const all = ['open/app:1', 'team/a:1', 'team/b:1', 'team/deep/c:1']
    for (const user of ['admin', 'ada', 'robot$team'] as const) {
      expect((await scan(fake, '', { credentials: as(fake, user) })).images).toEqual(all)
    }
    expect((await scan(fake, '', { credentials: as(fake, 'guest') })).images).toEqual(['open/app:1'])
    expect(await scan(fake, '')).toEqual({
      images: ['open/app:1'],
      skipped: [': what is not public: it is not listed without credentials'],
      errors: [],
    })
    const none = { name: '~/.docker/config.json', find: () => Promise.resolve(undefined) }
    const { errors } = await scan(fake, 'team', { credentials: none })
    expect(errors).toMatchObject([
      {
        code: 'REGISTRY_CATALOG_REFUSED',
        hint: expect.stringContaining('are looked for in: ~/.docker/config.json') as string,
      },
    ])
  })

  test('a project that is called by a number', async () => {
    await using fake = await start({}, ['open/app', '1/app', '2024/app'])
    expect((await scan(fake, '1', { credentials: as(fake, 'ada') })).images).toEqual(['1/app:1'])
    expect((await scan(fake, '2024/', { credentials: as(fake, 'ada') })).images).toEqual(['2024/app:1'])
  })

  test.each([
    ['ada', /^\/api\/v2\.0\/projects\/team\/repositories$/],
    ['robot$team', /^\/api\/v2\.0\/repositories$/],
  ] as const)('nothing is lost when a repository is deleted between two pages (%s)', async (user, where) => {
    const names = Array.from({ length: 9 }, (_, index) => `team/r${index}`)
    let pages = 0
    const deleting = await start(
      {
        pageSize: 3,
        respond(request) {
          if (where.test(request.path) && ++pages === 2) deleting.remove('team/r0')
          return undefined
        },
      },
      names,
    )
    await using fake = deleting
    const { images, errors } = await scan(fake, 'team', { credentials: as(fake, user) })
    expect(images).toEqual(names.slice(1).map((name) => `${name}:1`))
    // It was listed and is gone: that is said.
    expect(errors.map(({ code, message }) => [code, message.includes('team/r0')])).toEqual([
      ['REGISTRY_NOT_FOUND', true],
    ])
  })

  test('a list that changes each time is scanned as far as it was seen, and said to be incomplete', async () => {
    let count = 0
    const changing = await start({
      pageSize: 3,
      respond(request) {
        if (request.path.startsWith('/api/')) changing.push(`team/more${count++}`, '1', image('more'))
        return undefined
      },
    })
    await using fake = changing
    const { images, errors } = await scan(fake, 'team/', { credentials: as(fake, 'ada') })
    expect(images).toEqual(expect.arrayContaining(['team/a:1', 'team/b:1']))
    expect(errors.map(({ code }) => code)).toEqual(['REGISTRY_LIST_INCOMPLETE'])
  })

  test.each([1, 4])(
    'the catalog goes on where %i repositories that it would go on after are deleted',
    async (deleted) => {
      const names = Array.from({ length: 9 }, (_, index) => `team/r${index}`)
      let pages = 0
      const deleting = await start(
        {
          pageSize: 5,
          respond(request) {
            if (request.path === '/v2/_catalog' && request.query.has('last') && ++pages === 1) {
              for (let index = 5 - deleted; index < 5; index++) deleting.remove(`team/r${index}`)
            }
            return undefined
          },
        },
        names,
      )
      await using fake = deleting
      const { images, errors } = await scan(fake, '', { credentials: as(fake, 'admin') })
      expect(images).toEqual(names.filter((_, index) => index < 5 - deleted || index > 4).map((name) => `${name}:1`))
      expect(errors).toHaveLength(deleted)
    },
  )
})

describe('what is asked', () => {
  test('one password for the catalog, one token for a project', async () => {
    await using fake = await start({}, ['team/a', 'team/b', 'team/c', 'open/app'])
    await scan(fake, '', { credentials: as(fake, 'admin') })
    expect(basicRequests(fake, /^\/v2\/_catalog$/)).toBe(1)
    expect(basicRequests(fake, /^\/v2\/./)).toBe(1)
    const tokens = fake.requests.filter(({ path, url }) => path === '/service/token' && url.includes('scope='))
    expect(tokens).toHaveLength(2)
  })

  test('a token of the environment is sent at once', async () => {
    await using fake = await start()
    const answer = await fetch(`${fake.url}/service/token?service=harbor-registry&scope=repository:team/a:pull`, {
      headers: { authorization: `Basic ${btoa('ada:right')}` },
    })
    const { token } = (await answer.json()) as { token: string }
    const before = fake.requests.length
    const credentials = fixedCredentials(fake.host, { registryToken: token, source: 'VEINMIND_REGISTRY_TOKEN' })
    const { images } = await scan(fake, 'team/a:1', { credentials })
    expect(images).toEqual(['team/a:1'])
    const statuses = fake.requests.slice(before).map(({ path, status }) => [path.replace(/sha256:.*/, '…'), status])
    expect(statuses).toEqual([
      ['/v2/', 401],
      ['/v2/', 200],
      ['/v2/team/a/manifests/1', 200],
      ['/v2/team/a/blobs/…', 200],
    ])
    const all = await scan(fake, '', { credentials })
    expect(all.errors.map(({ code, hint }) => [code, hint])).toEqual([
      ['REGISTRY_CATALOG_REFUSED', expect.stringContaining('user name and a password')],
    ])
  })

  test('a session is kept, so that not every request begins one', async () => {
    await using fake = await start()
    await scan(fake, 'team', { credentials: as(fake, 'ada') })
    const [, ...others] = fake.requests.filter(({ headers }) => headers.cookie === undefined)
    expect(others).toEqual([])
    const cookies = new Set(fake.requests.flatMap(({ headers }) => headers.cookie ?? []))
    expect(cookies.size).toBe(1)
  })
})

test('Harbor behind a proxy that gives it a path of its own', async () => {
  await using fake = await start()
  const proxy = createServer((request, response) => {
    const headers = new Headers(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    )
    const { method = 'GET', url = '/' } = request
    void fetch(fake.url + url.replace('/v2/harbor/', '/v2/'), { method, headers }).then(async (answer) => {
      const body = Buffer.from(await answer.arrayBuffer())
      response.writeHead(
        answer.status,
        Object.fromEntries(
          [...answer.headers].filter(([name]) => !/^(?:connection|keep-alive|set-cookie)$/.test(name)),
        ),
      )
      response.end(body)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    await using registry = openRegistry(host, { credentials: basicCredentials(host, 'ada', 'right') })
    const names: string[] = []
    for await (const found of registry.images('harbor/team/a')) names.push(found.name)
    expect(names).toEqual([`${host}/harbor/team/a:1`])
    expect((await registry.readManifest('harbor/team/b', '1')).digest).toBe(image('team/b').manifestDigest)
  } finally {
    proxy.close()
    proxy.closeAllConnections()
  }
})

describe('what is refused, in words of its own', () => {
  test.each([
    ['none/app:1', 'ada', 'REGISTRY_PROJECT_UNKNOWN', 'project none not found'],
    ['none/', 'admin', 'REGISTRY_PROJECT_UNKNOWN', 'project none not found'],
    ['team/a:2', 'ada', 'REGISTRY_NOT_FOUND', '404'],
    ['team/none:1', 'ada', 'REGISTRY_NOT_FOUND', '404'],
    ['team/a:1', 'guest', 'REGISTRY_UNAUTHORIZED', 'unauthorized to access repository: team/a'],
    ['team', 'guest', 'REGISTRY_CATALOG_REFUSED', '403'],
    ['team/b:1', 'ada', 'REGISTRY_POLICY_REFUSED', 'cannot be pulled due to configured policy'],
    ['team/b', 'ada', 'REGISTRY_POLICY_REFUSED', 'cannot be pulled due to configured policy'],
  ] as const)('%s, asked by %s: %s', async (path, user, code, words) => {
    await using fake = await start({ harbor: { emptyProjects: ['empty'], blocked: /^team\/b$/ } })
    fake.push('team/b', '2', image('second'))
    const { errors } = await scan(fake, path, { credentials: as(fake, user) })
    expect(new Set(errors.map((error) => error.code))).toEqual(new Set([code]))
    expect(errors[0]!.message).toContain(words)
    expect(errors[0]!.hint).toMatch(/./)
    expect(errors[0]!.message).toContain('X-Request-Id ')
  })

  test.each(['empty', 'empty/'])('the project "%s" has no repositories', async (path) => {
    await using fake = await start({ harbor: { emptyProjects: ['empty'] } })
    for (const user of ['admin', 'ada'] as const) {
      const { errors } = await scan(fake, path, { credentials: as(fake, user) })
      expect(errors).toMatchObject([{ code: 'REGISTRY_PROJECT_EMPTY', hint: expect.any(String) as string }])
    }
  })

  test('a right password that gives no permission is not called wrong', async () => {
    await using fake = await start()
    const { errors } = await scan(fake, 'team/a:1', { credentials: as(fake, 'guest') })
    expect(errors[0]!.hint).toContain('they are right, and do not give this permission')
  })

  test('an --include that lets nothing through', async () => {
    await using fake = await start()
    const { errors } = await scan(fake, 'team', { credentials: as(fake, 'ada') }, { include: ['other/*'] })
    expect(errors).toMatchObject([
      { code: 'REGISTRY_NOTHING_MATCHES', message: expect.stringContaining('none of the 3 repositories') as string },
    ])
  })
})

describe('a token service whose scheme is wrong is named as such', () => {
  test('https, where it speaks http', async () => {
    const misled = await start({
      async respond(_request, next) {
        const reply = await next()
        const challenge = reply.headers?.['www-authenticate']?.replace('http:', 'https:')
        return challenge === undefined
          ? reply
          : { ...reply, headers: { ...reply.headers, 'www-authenticate': challenge } }
      },
    })
    await using fake = misled
    const { errors } = await scan(fake, 'team/a:1', { credentials: as(fake, 'ada'), plainHttp: true })
    expect(errors).toMatchObject([
      { code: 'REGISTRY_REALM_REFUSED', hint: expect.stringContaining('external_url') as string },
    ])
    expect(errors[0]!.message).toContain('but that speaks http')
  })

  test('http, where the registry is reached by https', async () => {
    const request = {
      registry: 'harbor.test',
      realm: 'http://harbor.test/service/token',
      service: 'harbor-registry',
      scopes: [],
      credential: undefined,
    }
    const asked = fetchToken(request, { allowed: new Set(), plainHttp: false }, undefined as never)
    await expect(asked).rejects.toMatchObject({
      code: 'REGISTRY_REALM_REFUSED',
      message: expect.stringContaining('named with http, although') as string,
      hint: expect.stringContaining('external_url') as string,
    })
  })
})

describe('images without a tag', () => {
  const untagged = async () => {
    const fake = await start({ pageSize: 2 }, ['team/a'])
    for (const name of ['two', 'three', 'four']) fake.push('team/a', name, image(name))
    fake.push('team/gone', 'x', image('gone'))
    for (const [repository, tag] of [
      ['team/a', 'two'],
      ['team/a', 'four'],
      ['team/gone', 'x'],
    ] as const)
      fake.remove(repository, tag)
    fake.push(
      'team/a',
      undefined,
      buildArtifact({
        artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
        files: { x: Buffer.from('x') },
      }),
    )
    return fake
  }

  test('are left out, or listed where they are wanted', async () => {
    await using fake = await untagged()
    const without = await scan(fake, 'team', { credentials: as(fake, 'ada') })
    expect(without).toMatchObject({
      images: ['team/a:1', 'team/a:three'],
      skipped: ['team/gone: the repository has no tags'],
      errors: [],
    })
    const all = await scan(fake, 'team', { credentials: as(fake, 'ada') }, { untagged: true })
    const digests = ['two', 'four'].map((name) => `team/a@${image(name).manifestDigest}`)
    expect(all.images.toSorted()).toEqual(
      [...digests, `team/gone@${image('gone').manifestDigest}`, 'team/a:1', 'team/a:three'].toSorted(),
    )
    expect(all.skipped).toHaveLength(1)
    expect((await scan(fake, 'team/gone', { credentials: as(fake, 'ada') }, { untagged: true })).images).toHaveLength(1)
  })

  test('elsewhere, and where artifacts may not be listed, that is said', async () => {
    await using fake = await untagged()
    const robot = await scan(fake, 'team/a', { credentials: as(fake, 'robot$team') }, { untagged: true })
    expect([robot.images, robot.errors.map(({ code }) => code)]).toEqual([
      ['team/a:1', 'team/a:three'],
      ['REGISTRY_UNTAGGED_UNLISTED'],
    ])
    await using other = await startRegistry()
    other.push('app', '1', image('app'))
    expect((await scan(other, 'app', {}, { untagged: true })).errors.map(({ code }) => code)).toEqual([
      'REGISTRY_UNTAGGED_UNLISTED',
    ])
  })
})
