import { hash } from 'node:crypto'
import { COMMON_PASSWORDS } from '@veinmind/sdk/passwords'
import { expect, test } from 'vitest'
import { inspect } from '../../test/inspect.ts'
import { desCrypt } from '../hash/des-crypt.ts'
import { shaCrypt } from '../hash/sha-crypt.ts'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Credential } from '../model.ts'
import { crack } from './crack.ts'
import { guessesFor, imageGuesses, readDictionary, variantsOf } from './guesses.ts'
import { crackOn } from './crack-on.ts'
import { limitOf } from './jobs.ts'

const sha512 = (password: string, rounds = 1000) =>
  `$6$rounds=${rounds}$salt$${shaCrypt('sha512', Buffer.from(password), Buffer.from('salt'), rounds)}`
const crypt = (user: string, value: string): Credential => ({ user, value, form: 'crypt' })
const mysql = (user: string, password: string): Credential => ({
  user,
  value: `*${hash('sha1', hash('sha1', password, 'buffer'), 'hex')}`,
  form: 'mysql',
})

test('what a name gives, what a service ships, a dictionary and what is common are tried', () => {
  const found = crack(
    [
      mysql('bob@%', 'bob123'),
      mysql('eve@%', 'my-secret-pw'),
      mysql('dan@%', 'Our-Own-Word'),
      mysql('pat@%', 'liverpool'),
      mysql('sue@%', ''),
      mysql('joe@%', 'Zk3u-xQ9w'),
    ],
    { service: 'Mysql', dictionary: ['Our-Own-Word'], budget: 100 },
  )
  expect(found.map(({ password, origin, untried }) => [password, origin, untried])).toEqual([
    ['bob123', 'account', 0],
    ['my-secret-pw', 'vendor', 0],
    ['Our-Own-Word', 'dictionary', 0],
    ['liverpool', 'common', 0],
    ['', 'empty', 0],
    [undefined, undefined, 0],
  ])
})

test('the first ten hold the account’s name, the first hundred the best of every list', () => {
  const guesses = guessesFor('bob', 'Redis', ['Our-Own-Word', 'Another'])
  const first = Array.from({ length: 100 }, (_, i) => guesses.at(i)?.guess)
  expect(first.slice(0, 8)).toEqual([
    '',
    'bob',
    'foobared',
    'Our-Own-Word',
    'Another',
    '123456',
    'password',
    '123456789',
  ])
  expect(first).toEqual(expect.arrayContaining(['bob123', 'bob1', 'redis', 'root', 'changeme', 'letmein', 'P@ssw0rd']))
  // What real people use most: each of them within what bcrypt and yescrypt get.
  expect(first).toEqual(
    expect.arrayContaining([
      'abc123',
      '111111',
      '123123',
      '1234567',
      'iloveyou',
      'monkey',
      'dragon',
      'qwerty',
      '000000',
    ]),
  )
  const all = Array.from({ length: guesses.length }, (_, i) => guesses.at(i)?.guess)
  expect(all).not.toContain(undefined)
  expect(guesses.at(guesses.length)).toBeUndefined()
  expect(all).toEqual(expect.arrayContaining(['Bob@2020', 'BOB', COMMON_PASSWORDS.at(-1)]))
})

test('the budget counts guesses: a hundred at a slow hash, more where they cost less, none where one is a minute', () => {
  const length = 4000
  expect([2, 1500, 6500, 40_000, 245_760, 5e6].map((cost) => limitOf(cost, length, 100))).toEqual([
    4000, 1333, 307, 100, 100, 0,
  ])
  expect([2, 40_000].map((cost) => limitOf(cost, length, 0))).toEqual([0, 0])
  expect(limitOf(40_000, 50, 100)).toBe(50)
})

test('an inspection shares its work breadth first, and the scan goes on to the same end wherever it stopped', async () => {
  const credentials = [
    crypt('a', sha512('Zk3u-xQ9w-1')),
    crypt('b', sha512('b123')),
    crypt('c', sha512('dragon')),
    mysql('m@%', 'letmein'),
  ]
  const { signal } = new AbortController()
  const run = async (work: number) => {
    const accounts = crack(credentials, { service: 'SSH', dictionary: [], budget: 10, work })
    const [whole] = await crackOn([{ service: 'SSH', accounts }], { dictionary: [], names: [], budget: 10, signal })
    return { accounts, whole }
  }
  const short = await run(30_000)
  expect(short.accounts.map(({ tried }) => tried)).toEqual([8, 8, 7, short.accounts[3]?.tried])
  expect(short.whole?.map(({ password }) => password)).toEqual([undefined, 'b123', 'dragon', 'letmein'])
  expect(short.whole?.[0]).toMatchObject({ tried: 153 })
  const results = [short, await run(0), await run(1.5e6), await run(1e9)].map(({ whole }) =>
    whole?.map(({ password, origin, tried, untried }) => [
      password,
      origin,
      password === undefined ? [tried, untried] : untried,
    ]),
  )
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
})

test('a hash dearer than the limit is not started; work is told by its fixed cost', () => {
  const started = performance.now()
  const [account] = crack([crypt('root', `$6$rounds=999999999$salt$${'A'.repeat(86)}`)], {
    service: 'SSH',
    dictionary: [],
    budget: 100,
  })
  expect(account).toMatchObject({ tried: 0, scheme: 'sha512crypt' })
  expect(account?.untried).toBeGreaterThan(2000)
  expect(performance.now() - started).toBeLessThan(5000)
})

test('bcrypt gets its guesses whatever the load, and in threads of its own where the scan makes them', async () => {
  const { hashSync } = await import('@node-rs/bcrypt')
  const credentials = Array.from({ length: 8 }, (_, i) =>
    crypt(`u${i}`, hashSync(i % 4 === 0 ? 'Zk3u-xQ9w' : 'iloveyou', 6)),
  )
  const accounts = crack(credentials, { service: 'SSH', dictionary: [], budget: 20, work: 0 })
  expect(accounts.every(({ tried }) => tried === 0)).toBe(true)
  const { signal } = new AbortController()
  const memo = new Map()
  const [whole] = await crackOn([{ service: 'SSH', accounts }], { dictionary: [], names: [], budget: 20, signal, memo })
  expect(whole?.map(({ password }) => password)).toEqual(
    credentials.map((_, i) => (i % 4 === 0 ? undefined : 'iloveyou')),
  )
  // The next image that has the same layer costs nothing.
  const started = performance.now()
  const [again] = await crackOn([{ service: 'SSH', accounts }], { dictionary: [], names: [], budget: 20, signal, memo })
  expect(again).toEqual(whole)
  expect(performance.now() - started).toBeLessThan(500)
})

test('told to stop, it gives what it has', async () => {
  const accounts = crack([crypt('a', sha512('Zk3u')), mysql('m@%', 'letmein')], {
    service: 'SSH',
    dictionary: [],
    budget: 100,
    work: 10_000,
  })
  const [whole] = await crackOn([{ service: 'SSH', accounts }], {
    dictionary: [],
    names: ['web'],
    budget: 100,
    signal: AbortSignal.abort(),
  })
  expect(whole?.map(({ password, tried }) => [password, tried])).toEqual([
    [undefined, accounts[0]?.tried],
    ['letmein', accounts[1]?.tried],
  ])
})

test('the same hash of the same account is tried once; 1,000 unsalted accounts take no time', () => {
  const credentials = Array.from({ length: 1000 }, (_, i) => mysql('app', `strong-${i}-Zk3u`))
  const started = performance.now()
  expect(
    crack(credentials, { service: 'Mysql', dictionary: [], budget: 100 }).filter(
      ({ password }) => password !== undefined,
    ),
  ).toEqual([])
  expect(performance.now() - started).toBeLessThan(8000)
})

test('a strong password that stands in clear is not kept in the record, and can still be tried later', async () => {
  const record = await inspect('/etc/redis/redis.conf', 'requirepass "shop-backend@123"\n')
  expect(JSON.stringify(record)).not.toContain('shop-backend')
  const [account] = record?.accounts ?? []
  const verifier = account && parseStored(account.form, account.value ?? '', account.user)
  expect(isVerifier(verifier) && verifier.verify(Buffer.from('shop-backend@123'))).toBe(true)
  const names = imageGuesses(['registry.local:5000/team/shop-backend:1.4'])
  const { signal } = new AbortController()
  const found = await crackOn(record ? [record] : [], { dictionary: [], names, budget: 100, signal })
  expect(found[0]).toMatchObject([{ password: 'shop-backend@123', origin: 'image', untried: 0 }])
})

test('what layers repeat is tried once, with the names of the image first', async () => {
  const { signal } = new AbortController()
  const des = (password: string) => `ab${desCrypt(Buffer.from(password), 'ab')}`
  const first = crack([crypt('a', des('arsenal')), crypt('b', des('Zk3u-xQ9')), crypt('c', des('web123'))], {
    service: 'SSH',
    dictionary: [],
    budget: 100,
    work: 60 * 40,
  })
  expect(first.map(({ password, tried }) => [password, tried])).toEqual([
    [undefined, 60],
    [undefined, 0],
    [undefined, 0],
  ])
  const all = guessesFor('a', 'SSH', []).length
  const file = { service: 'SSH', accounts: first } as const
  const [second, third] = await crackOn([file, file], { dictionary: [], names: ['web', 'web123'], budget: 100, signal })
  expect(second).toMatchObject([
    { password: 'arsenal', origin: 'common', untried: 0 },
    { tried: all + 2, untried: 0 },
    { password: 'web123', origin: 'image' },
  ])
  expect(second?.[1]).not.toHaveProperty('password')
  expect(third).toEqual(second)
})

test('names of images become words without registry, tag and digest', () => {
  const guesses = imageGuesses([
    'harbor.local:8443/shop/web-app:1.2@sha256:00',
    'docker.io/library/nginx:latest',
    'localhost/x',
  ])
  expect(guesses).toEqual(expect.arrayContaining(['web-app', 'web-app123', 'shop', 'nginx', 'nginx@123']))
  expect(guesses.filter((guess) => /harbor|library|latest|sha256|docker/.test(guess))).toEqual([])
})

test('a dictionary keeps blanks inside words, drops empty lines and repetitions', () => {
  expect(readDictionary('one two\r\n\n\none two\nthree')).toEqual(['one two', 'three'])
})

test('what people make of a name', () => {
  expect(variantsOf('web')).toEqual(expect.arrayContaining(['web', 'bew', 'web123', 'Web@123', 'web2024', 'WEB']))
})

test('options: accounts and services', async () => {
  const text = 'root:::\nbob:::\n'
  expect((await inspect('/etc/shadow', text, { usernames: ['bob'] }))?.accounts.map(({ user }) => user)).toEqual([
    'bob',
  ])
  expect(await inspect('/etc/shadow', text, { services: ['redis'] })).toBeUndefined()
  expect((await inspect('/etc/shadow', text, { services: ['SSH'] }))?.accounts).toHaveLength(2)
})
