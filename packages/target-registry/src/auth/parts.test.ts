import { startRegistry } from '@veinmind/testing'
import type { LoggedRequest } from '@veinmind/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { basicCredentials } from '../credentials/fixed.ts'
import type { CredentialSource } from '../credentials/types.ts'
import { createDispatchers } from '../http/dispatchers.ts'
import { DEFAULT_RETRY, DEFAULT_TIMEOUTS } from '../http/settings.ts'
import { bearerOf, fetchChallenges } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { createProvedCredentials } from './proved-credentials.ts'
import type { RegistryAccess } from './proved-credentials.ts'
import { createTokenTable } from './token-table.ts'

let fake: Awaited<ReturnType<typeof startRegistry>>
let access: RegistryAccess
let challenges: readonly Challenge[]

beforeAll(async () => {
  fake = await startRegistry({ auth: { type: 'bearer', users: { ada: 'correct horse:battery' } } })
  access = {
    registry: fake.host,
    host: fake.host,
    credentials: basicCredentials(fake.host, 'ada', 'correct horse:battery'),
    realms: { allowed: new Set(), plainHttp: true },
    exchange: {
      dispatchers: createDispatchers({
        registry: fake.host,
        trustedHosts: new Set(),
        tls: {},
        timeouts: DEFAULT_TIMEOUTS,
        env: {},
      }),
      timeouts: DEFAULT_TIMEOUTS,
      retry: { ...DEFAULT_RETRY, attempts: 1 },
    },
    ping: async () => new URL(`http://${fake.host}/v2/`),
  }
  challenges = await fetchChallenges(await access.ping(), access.exchange)
})
afterAll(() => fake.close())
let before = 0
beforeEach(() => void (before = fake.requests.length))

const tokensAsked = (): number =>
  fake.requests.slice(before).filter(({ path }: LoggedRequest) => path === '/token').length

test('credentials are looked for once a repository, and proved once', async () => {
  let searches = 0
  const counted: CredentialSource = {
    name: 'counted',
    find: async (host, options) => {
      searches += 1
      return access.credentials?.find(host, options)
    },
  }
  const credentials = createProvedCredentials({ ...access, credentials: counted })
  const where = { repository: 'app' }
  expect(credentials.wereAsked(where)).toBe(false)
  const found = await Promise.all([1, 2, 3].map(() => credentials.find(challenges, where)))
  expect([new Set(found).size, searches, tokensAsked()]).toEqual([1, 1, 1])
  expect([credentials.wereAsked(where), credentials.wereAsked({ repository: 'other' })]).toEqual([true, false])
  expect(found[0] && (await credentials.isRight(found[0]))).toBe(true)
})

test('without a challenge nothing is proved; what is refused stays refused, and is not asked again', async () => {
  const wrong = createProvedCredentials({ ...access, credentials: basicCredentials(fake.host, 'ada', 'wrong') })
  expect((await wrong.find([], {}))?.username).toBe('ada')
  expect(tokensAsked()).toBe(0)
  for (const _ of [1, 2])
    await expect(wrong.find(challenges, {})).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  expect(tokensAsked()).toBe(1)
})

test('one who gives up does not end the search for others', async () => {
  const credentials = createProvedCredentials(access)
  const given = credentials.find(challenges, { signal: AbortSignal.abort(new Error('given up')) })
  await expect(given).rejects.toThrow('given up')
  expect((await credentials.find(challenges, {}))?.username).toBe('ada')
})

test('tokens are known by scope and account, and shared in a project from when that is so', async () => {
  const tokens = createTokenTable(access)
  const credential = await access.credentials?.find(fake.host, { repository: 'team/app' })
  const bearer = bearerOf(challenges) as Challenge
  const held = tokens.ask('repository:team/app:pull', bearer, credential)
  await held.token
  expect(held.header).toMatch(/^Bearer ./)
  expect(tokens.get('repository:team/app:pull', credential)).toBe(held)
  expect(tokens.get('repository:team/app:pull', undefined)).toBeUndefined()
  expect(tokens.get('repository:team/other:pull', credential)).toBeUndefined()
  tokens.shareByProject()
  const shared = tokens.ask('repository:team/app:pull', bearer, credential)
  expect(tokens.get('repository:team/other:pull', credential)).toBe(shared)
  expect(tokens.get('repository:else/other:pull', credential)).toBeUndefined()
  await shared.token
})

test('a token that is no good is discarded once, and one that cannot be had is forgotten', async () => {
  const tokens = createTokenTable(access)
  const scope = 'repository:app:pull'
  const bearer = bearerOf(challenges) as Challenge
  await tokens.ask(scope, bearer, await access.credentials?.find(fake.host, {})).token
  expect([tokens.discard(scope, undefined), tokens.discard(scope, undefined)]).toEqual([true, false])
  expect(tokens.wasDiscarded(scope, undefined)).toBe(true)
  const nowhere: Challenge = { scheme: 'bearer', parameters: new Map([['realm', 'ftp://nowhere']]) }
  const refused = tokens.ask(scope, nowhere, undefined)
  await expect(refused.token).rejects.toMatchObject({ code: 'REGISTRY_REALM_REFUSED' })
  expect(tokens.get(scope, undefined)).toBeUndefined()
})
