import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { inspect } from '../../test/inspect.ts'
import { COMMON_PASSWORDS } from '../data/common-passwords.ts'
import { desCrypt } from '../hash/des-crypt.ts'
import { shaCrypt } from '../hash/sha-crypt.ts'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Credential } from '../model.ts'
import { crack } from './crack.ts'
import { guessesFor, imageGuesses, readDictionary, variantsOf } from './guesses.ts'
import { crackOn } from './crack-on.ts'

const sha512 = (password: string, rounds = 1000) => `$6$rounds=${rounds}$salt$${shaCrypt('sha512', Buffer.from(password), Buffer.from('salt'), rounds)}`
const crypt = (user: string, value: string): Credential => ({ user, value, form: 'crypt' })
const mysql = (user: string, password: string): Credential => ({ user, value: `*${hash('sha1', hash('sha1', password, 'buffer'), 'hex')}`, form: 'mysql' })

test('what a name gives, what a service ships, a dictionary and what is common are tried', () => {
  const found = crack(
    [mysql('bob@%', 'bob123'), mysql('eve@%', 'my-secret-pw'), mysql('dan@%', 'Our-Own-Word'), mysql('pat@%', 'liverpool'), mysql('sue@%', ''), mysql('joe@%', 'Zk3u-xQ9w')],
    { service: 'Mysql', dictionary: ['Our-Own-Word'], budget: 3e6 },
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

test('the first fifty guesses hold the best of every list', () => {
  const guesses = guessesFor('bob', 'Redis', ['Our-Own-Word', 'Another'])
  const first = Array.from({ length: 50 }, (_, i) => guesses.at(i)?.guess)
  expect(first.slice(0, 8)).toEqual(['', 'bob', 'foobared', 'Our-Own-Word', 'Another', '123456', 'admin', 'password'])
  expect(first).toEqual(expect.arrayContaining(['bob123', 'bob1', 'redis', 'root', 'changeme', 'letmein', 'P@ssw0rd']))
  const all = Array.from({ length: guesses.length }, (_, i) => guesses.at(i)?.guess)
  expect(all).not.toContain(undefined)
  expect(guesses.at(guesses.length)).toBeUndefined()
  expect(all).toEqual(expect.arrayContaining(['Bob@2020', 'BOB', COMMON_PASSWORDS.at(-1)]))
})

test('the budget is shared breadth first, and the same on every run', () => {
  const credentials = [crypt('a', sha512('Zk3u-xQ9w-1')), crypt('b', sha512('b123')), mysql('m@%', 'letmein')]
  const run = () => crack(credentials, { service: 'SSH', dictionary: [], budget: 100_000 })
  const [a, b, m] = run()
  // 100,000 µs, less seven guesses of b and some of m, at 1,300 µs each.
  expect(a).toMatchObject({ tried: 69, untried: guessesFor('a', 'SSH', []).length - 69 })
  expect(b).toMatchObject({ password: 'b123', origin: 'account' })
  expect(m).toMatchObject({ password: 'letmein' })
  expect(run()).toEqual([a, b, m])
})

test('a hash dearer than the budget is not started; work is told by its fixed cost', () => {
  const started = performance.now()
  const [account] = crack([crypt('root', `$6$rounds=999999999$salt$${'A'.repeat(86)}`)], { service: 'SSH', dictionary: [], budget: 3e6 })
  expect(account).toMatchObject({ tried: 0, scheme: 'sha512crypt' })
  expect(account?.untried).toBeGreaterThan(2000)
  expect(performance.now() - started).toBeLessThan(5000)
})

test('the same hash of the same account is tried once; 1,000 unsalted accounts take no time', () => {
  const credentials = Array.from({ length: 1000 }, (_, i) => mysql('app', `strong-${i}-Zk3u`))
  const started = performance.now()
  expect(crack(credentials, { service: 'Mysql', dictionary: [], budget: 3e6 }).filter(({ password }) => password !== undefined)).toEqual([])
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
  const found = await crackOn(record ? [record] : [], { dictionary: [], names, budget: 1e6, more: 0, signal })
  expect(found[0]).toMatchObject([{ password: 'shop-backend@123', origin: 'image', untried: 0 }])
})

test('a larger budget goes on where the inspection ended', async () => {
  const { signal } = new AbortController()
  const des = (password: string) => `ab${desCrypt(Buffer.from(password), 'ab')}`
  const first = crack([crypt('a', des('arsenal')), crypt('b', des('Zk3u-xQ9'))], { service: 'SSH', dictionary: [], budget: 38 * 40 })
  expect(first.map(({ password, tried }) => [password, tried])).toEqual([[undefined, 19], [undefined, 19]])
  const all = guessesFor('a', 'SSH', []).length
  const file = { service: 'SSH', accounts: first } as const
  const [second, third] = await crackOn([file, file], { dictionary: [], names: ['web'], budget: 1e6, more: 1e9, signal })
  expect(second).toMatchObject([{ password: 'arsenal', origin: 'common', untried: 0 }, { tried: all + 1, untried: 0 }])
  expect(second?.[1]).not.toHaveProperty('password')
  expect(third).toEqual(second)
  const [fourth] = await crackOn([file], { dictionary: [], names: ['web'], budget: 0, more: 0, signal })
  expect(fourth).toMatchObject([{ tried: 19, untried: all - 19 + 1 }, { tried: 19, untried: all - 19 + 1 }])
})

test('names of images become words without registry, tag and digest', () => {
  const guesses = imageGuesses(['harbor.local:8443/shop/web-app:1.2@sha256:00', 'docker.io/library/nginx:latest', 'localhost/x'])
  expect(guesses).toEqual(expect.arrayContaining(['web-app', 'web-app123', 'shop', 'nginx', 'nginx@123']))
  expect(guesses.filter((guess) => /harbor|library|latest|sha256|docker/.test(guess))).toEqual([])
})

test('a dictionary keeps blanks inside words, drops empty lines and repetitions', () => {
  expect(readDictionary('one two\r\n\n\none two\nthree')).toEqual(['one two', 'three'])
})

test('the lists are what they say', () => {
  expect(COMMON_PASSWORDS.length).toBeGreaterThan(2000)
  expect(new Set(COMMON_PASSWORDS).size).toBe(COMMON_PASSWORDS.length)
  expect(COMMON_PASSWORDS.slice(0, 3)).toEqual(['123456', 'admin', 'password'])
  expect(variantsOf('web')).toEqual(expect.arrayContaining(['web', 'bew', 'web123', 'Web@123', 'web2024', 'WEB']))
})

test('options: accounts and services', async () => {
  const text = 'root:::\nbob:::\n'
  expect((await inspect('/etc/shadow', text, { usernames: ['bob'] }))?.accounts.map(({ user }) => user)).toEqual(['bob'])
  expect(await inspect('/etc/shadow', text, { services: ['redis'] })).toBeUndefined()
  expect((await inspect('/etc/shadow', text, { services: ['SSH'] }))?.accounts).toHaveLength(2)
})
