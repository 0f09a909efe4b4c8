import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, firstTimes, layer, startRegistry } from '@veinmind/testing'
import type { LoggedRequest, RegistryAuth } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  basicCredentials,
  fixedCredentials,
  fromAuthFile,
  fromDockerConfig,
  fromEnvironment,
  openRegistry,
} from './index.ts'
import type { CredentialSource } from './index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const USERS = { ada: 'correct horse:battery' }
const RETRY = { attempts: 2, delay: 5 }

async function start(auth: RegistryAuth) {
  const fake = await startRegistry({ auth })
  fake.push('app', '1', IMAGE)
  fake.push('other', '1', IMAGE)
  const read = async (credentials: CredentialSource | undefined, repository = 'app'): Promise<string> => {
    await using registry = openRegistry(fake.host, { retry: RETRY, ...(credentials && { credentials }) })
    return (await registry.readManifest(repository, '1')).digest
  }
  return { fake, read, [Symbol.asyncDispose]: () => fake.close() }
}

const asksForToken = ({ path, url }: LoggedRequest): boolean => path === '/token' && url.includes('scope=')
/** What a credential is proved by: user name and password where nothing in particular is asked for. */
const proves = ({ path, url, headers }: LoggedRequest): boolean =>
  headers.authorization?.startsWith('Basic ') === true &&
  (path === '/v2/' || (path === '/token' && !url.includes('scope=')))

const good = (host: string): CredentialSource => basicCredentials(host, 'ada', USERS.ada)

describe.each([{ type: 'basic' }, { type: 'bearer' }] as const)('$type authentication', ({ type }) => {
  test('right credentials open it', async () => {
    await using server = await start({ type, users: USERS })
    expect(await server.read(good(server.fake.host))).toBe(IMAGE.manifestDigest)
  })

  test('many requests at once, before it is known how to log in, all get in', async () => {
    await using server = await start({ type, users: USERS })
    await using registry = openRegistry(server.fake.host, { credentials: good(server.fake.host) })
    const digests = await Promise.all(
      Array.from({ length: 8 }, async () => (await registry.readManifest('app', '1')).digest),
    )
    expect(new Set(digests)).toEqual(new Set([IMAGE.manifestDigest]))
    expect(server.fake.requests.filter(asksForToken)).toHaveLength(type === 'bearer' ? 1 : 0)
    expect(server.fake.requests.filter(proves)).toHaveLength(1)
  })

  test('wrong ones are refused, with their source and never the secret', async () => {
    await using server = await start({ type, users: USERS })
    const error = await server
      .read(basicCredentials(server.fake.host, 'ada', 'S3cretValue'))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
    const { message } = error as Error
    expect(message).toContain('the given user name and password')
    expect(message).toContain(server.fake.host)
    expect(JSON.stringify([message, error, (error as { hint?: string }).hint])).not.toContain('S3cretValue')
    expect(server.fake.requests.length).toBeLessThan(6)
  })

  test('without any it says where it looked', async () => {
    await using server = await start({ type, users: USERS })
    const none: CredentialSource = { name: '~/.docker/config.json', find: () => Promise.resolve(undefined) }
    await expect(server.read(none)).rejects.toMatchObject({
      code: expect.stringMatching(/UNAUTHORIZED/) as string,
      hint: expect.stringContaining('~/.docker/config.json') as string,
    })
  })

  test('credentials of another port or host are not sent', async () => {
    await using server = await start({ type, users: USERS })
    const name = server.fake.host.split(':')[0]!
    await expect(server.read(good(name))).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
    const sent = server.fake.requests
      .map(({ headers }) => headers.authorization ?? '')
      .filter((value) => value.startsWith('Basic'))
    expect(sent).toEqual([])
  })
})

test('a password that is asked for at the door is shown with the first request', async () => {
  await using server = await start({ type: 'basic', users: USERS })
  await server.read(good(server.fake.host))
  const asked = server.fake.requests.filter(({ path }) => path.includes('/manifests/'))
  expect(asked.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(['Basic'])
})

test('a token that could not be had once is asked for again by the next request', async () => {
  const respond = firstTimes(1, /^\/token$/, { status: 500 })
  await using fake = await startRegistry({ auth: { type: 'bearer', users: USERS }, respond })
  fake.push('app', '1', IMAGE)
  await using registry = openRegistry(fake.host, { retry: { attempts: 1 } })
  await expect(registry.readManifest('app', '1')).rejects.toMatchObject({ code: 'REGISTRY_TOKEN_REFUSED' })
  await expect(registry.readManifest('app', '1')).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  expect(fake.requests.filter(({ path }) => path === '/token')).toHaveLength(2)
})

describe('bearer tokens', () => {
  test('are asked for once a scope, also by many requests at once, and renewed when they end', async () => {
    await using server = await start({ type: 'bearer', users: USERS })
    await using registry = openRegistry(server.fake.host, { credentials: good(server.fake.host) })
    const tokens = (): number => server.fake.requests.filter(asksForToken).length
    await registry.readManifest('app', '1')
    await Promise.all([1, 2, 3].map(async () => await registry.readManifest('app', '1')))
    expect(tokens()).toBe(1)
    await registry.readManifest('other', '1')
    expect(tokens()).toBe(2)
    server.fake.expireTokens()
    expect((await registry.readManifest('app', '1')).digest).toBe(IMAGE.manifestDigest)
    expect(tokens()).toBe(3)
  })

  test('ask for the permission to read only', async () => {
    await using server = await start({ type: 'bearer', users: USERS })
    await server.read(good(server.fake.host))
    const asked = server.fake.requests.filter(({ path }) => path === '/token')
    expect(asked.flatMap(({ url }) => new URL(url, server.fake.url).searchParams.getAll('scope'))).toEqual([
      'repository:app:pull',
    ])
  })

  test('are had for nothing where reading is open to all', async () => {
    await using server = await start({ type: 'bearer', users: USERS, allow: (_, { action }) => action === 'pull' })
    expect(await server.read(undefined)).toBe(IMAGE.manifestDigest)
  })

  test('come from a refresh token by POST', async () => {
    await using server = await start({ type: 'bearer', users: USERS, identityTokens: { 'refresh-me': 'ada' } })
    const credentials = fixedCredentials(server.fake.host, { identityToken: 'refresh-me', source: 'here' })
    expect(await server.read(credentials)).toBe(IMAGE.manifestDigest)
    const methods = server.fake.requests.filter(({ path }) => path === '/token').map(({ method }) => method)
    expect(methods).toEqual(['POST', 'POST'])
    const wrong = fixedCredentials(server.fake.host, { identityToken: 'wrong-token', source: 'here' })
    await expect(server.read(wrong)).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  })
})

describe('places of credentials', () => {
  let folder = ''
  const { PATH } = process.env
  const host = 'harbor.local:8443'
  const auth = Buffer.from('ada:secret:with:colons').toString('base64')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veinmind-credentials-'))
    const helper = async (name: string, script: string): Promise<void> => {
      await writeFile(join(folder, `docker-credential-${name}`), `#!/bin/sh\nread server\n${script}\n`)
      await chmod(join(folder, `docker-credential-${name}`), 0o755)
    }
    await helper(
      'good',
      'echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"ada\\",\\"Secret\\":\\"for $server\\"}"',
    )
    await helper('token', 'echo \'{"Username":"<token>","Secret":"refresh"}\'')
    await helper('empty', 'echo "credentials not found in native keychain"; exit 1')
    await helper('broken', 'echo "S3cretValue oops"; exit 3')
    await helper('endless', 'exec yes')
    process.env['PATH'] = `${folder}:${PATH}`
  })
  afterAll(async () => {
    process.env['PATH'] = PATH
    await rm(folder, { recursive: true })
  })

  const config = async (value: unknown): Promise<CredentialSource> => {
    const path = join(folder, 'config.json')
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value))
    return fromDockerConfig({ path })
  }

  test.each([
    [{ auths: { [host]: { auth } } }, { username: 'ada', password: 'secret:with:colons' }],
    [{ auths: { [`https://${host}/v1/`]: { auth } } }, { username: 'ada' }],
    [{ auths: { 'HARBOR.local:8443': { username: 'ada', password: 'x' } } }, { username: 'ada', password: 'x' }],
    [{ auths: { [host]: { identitytoken: 'refresh', auth } } }, { identityToken: 'refresh' }],
    [{ auths: { [host]: { registrytoken: 'bearer' } } }, { registryToken: 'bearer' }],
    [{ auths: { [`${host}/team`]: { auth }, [host]: { username: 'bob', password: 'x' } } }, { username: 'ada' }],
    [{ credHelpers: { [host]: 'good' } }, { username: 'ada', password: `for ${host}` }],
    [{ credsStore: 'token' }, { identityToken: 'refresh' }],
    [{ credsStore: 'empty', auths: { [host]: { auth } } }, { username: 'ada' }],
    [{ credsStore: 'not-installed', auths: { [host]: { auth } } }, { username: 'ada' }],
  ])('docker config %j', async (value, expected) => {
    expect(await (await config(value)).find(host, { repository: 'team/app' })).toMatchObject(expected)
  })

  test.each([
    {},
    { auths: { 'harbor.local': { auth } } },
    { auths: { [host]: {} } },
    { auths: { [host]: { auth: 'bm9jb2xvbg==' } } },
    { auths: [] },
  ])('docker config %j has nothing for it', async (value) =>
    expect(await (await config(value)).find(host)).toBeUndefined(),
  )

  test.each([
    ['{"auths":', 'is not JSON'],
    ['S3cretValue', 'is not JSON'],
  ])('an unreadable file %j is said without its content', async (text, why) => {
    const error = await (await config(text)).find(host).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'REGISTRY_CREDENTIALS_UNREADABLE',
      message: expect.stringContaining(why) as string,
    })
    expect(String(error)).not.toContain('S3cretValue')
  })

  test.each([
    ['broken', 'status 3'],
    ['endless', 'without end'],
    ['not-installed', 'is not installed'],
    ['../../bin/sh', 'not allowed'],
  ])('the helper %s fails in our words', async (name, why) => {
    const error = await (await config({ credHelpers: { [host]: name } })).find(host).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'REGISTRY_CREDENTIAL_HELPER', message: expect.stringContaining(why) as string })
    expect(String(error)).not.toContain('S3cretValue')
  })

  test('a helper is run once a host, whatever the number of repositories', async () => {
    await writeFile(
      join(folder, 'docker-credential-counts'),
      `#!/bin/sh\necho run >> ${folder}/runs\necho '{"Username":"ada","Secret":"x"}'\n`,
    )
    await chmod(join(folder, 'docker-credential-counts'), 0o755)
    const source = await config({ credsStore: 'counts' })
    const found = ['team/a', 'team/b', 'team/c'].map(async (repository) => await source.find(host, { repository }))
    for (const credential of await Promise.all(found))
      expect(credential).toMatchObject({ username: 'ada', password: 'x' })
    await source.find(host)
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('run\n')
  })

  test('Docker Hub has several names', async () => {
    const hub = await config({ auths: { 'https://index.docker.io/v1/': { auth } } })
    expect(await hub.find('docker.io')).toMatchObject({ username: 'ada' })
    const helper = await config({ credHelpers: { 'index.docker.io': 'good' } })
    expect(await helper.find('docker.io')).toMatchObject({ password: 'for https://index.docker.io/v1/' })
  })

  test("the environment: DOCKER_AUTH_CONFIG first, then docker's folder, then podman's", async () => {
    const file = (user: string): string => JSON.stringify({ auths: { [host]: { username: user, password: 'x' } } })
    await writeFile(join(folder, 'config.json'), file('docker'))
    await writeFile(join(folder, 'auth.json'), file('podman'))
    const env = { HOME: folder, DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: join(folder, 'auth.json') }
    expect(await fromDockerConfig({ env: { ...env, DOCKER_AUTH_CONFIG: file('inline') } }).find(host)).toMatchObject({
      username: 'inline',
      source: 'DOCKER_AUTH_CONFIG',
    })
    expect(await fromDockerConfig({ env }).find(host)).toMatchObject({ username: 'docker' })
    expect(await fromDockerConfig({ env: { ...env, DOCKER_CONFIG: join(folder, 'none') } }).find(host)).toMatchObject({
      username: 'podman',
    })
    const lost = { ...env, DOCKER_CONFIG: join(folder, 'none'), REGISTRY_AUTH_FILE: join(folder, 'lost.json') }
    await expect(fromDockerConfig({ env: lost }).find(host)).rejects.toMatchObject({
      code: 'REGISTRY_CREDENTIALS_UNREADABLE',
      message: `${join(folder, 'lost.json')} cannot be read`,
    })
    expect(fromEnvironment(host, {})).toBeUndefined()
    expect(await fromEnvironment(host, { VEINMIND_REGISTRY_TOKEN: 't' })?.find(host)).toMatchObject({
      registryToken: 't',
    })
    expect(
      await fromEnvironment(host, { VEINMIND_REGISTRY_USERNAME: 'u', VEINMIND_REGISTRY_PASSWORD: 'p' })?.find(
        'harbor.local',
      ),
    ).toBeUndefined()
    expect(() => fromEnvironment(host, { VEINMIND_REGISTRY_USERNAME: 'u' })).toThrow(
      expect.objectContaining({ code: 'REGISTRY_OPTION_INVALID' }),
    )
  })

  test('auth.toml of the original, and JSON in its place', async () => {
    const toml = '[[auths]]\nregistry = "https://Harbor.local:8443"\nusername = "ada"\npassword = "x"\n'
    expect(await fromAuthFile('auth.toml', toml).find(host)).toEqual({
      username: 'ada',
      password: 'x',
      source: 'auth.toml',
    })
    expect(await fromAuthFile('auth.toml', toml).find('harbor.local')).toBeUndefined()
    expect(await fromAuthFile('auth.json', JSON.stringify({ auths: { [host]: { auth } } })).find(host)).toMatchObject({
      username: 'ada',
    })
    const members = ['registry = "x"', 'username = "u"', 'password = "S3cretValue"']
    // One of the three is not there, or is a number.
    const partial = members.flatMap((member) =>
      ['', member.replace(/".*"/, '7')].map(
        (other) => `[[auths]]\n${members.map((each) => (each === member ? other : each)).join('\n')}`,
      ),
    )
    for (const text of ['password = "S3cretValue', ...partial, 'auths = 1']) {
      const error = await fromAuthFile('auth.toml', text)
        .find(host)
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'REGISTRY_CREDENTIALS_UNREADABLE' })
      expect(String(error)).not.toContain('S3cretValue')
    }
  })
})
