import { arch } from 'node:os'
import { describe, expect, test } from 'vitest'
import { parseChallenges } from './auth/challenge.ts'
import { scopesToAsk } from './auth/scope.ts'
import { unlessAborted } from './concurrent.ts'
import { matchesGlob } from './glob.ts'
import { mayLeadTo, outermost, reachOf, reachOfHost } from './http/address.ts'
import { proxyFor } from './http/proxy.ts'
import { defaultPlatform, matchesPlatform, parsePlatform } from './platform.ts'

test('who waits for shared work goes when its own signal says so; the work goes on for others', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const stop = new AbortController()
  const [mine, other] = [unlessAborted(promise, stop.signal), unlessAborted(promise, new AbortController().signal)]
  stop.abort(new Error('enough'))
  await expect(mine).rejects.toThrow('enough')
  resolve('done')
  expect(await other).toBe('done')
  await expect(unlessAborted(promise, stop.signal)).rejects.toThrow('enough')
})

describe('globs', () => {
  test.each([
    ['v*', 'v1.2', true],
    ['v*', '1.2', false],
    ['*', '', true],
    ['team/*', 'team/app', true],
    ['team/*', 'team/app/x', false],
    ['team/**', 'team/app/x', true],
    ['**/app', 'a/b/app', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'x', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['a**b', 'a/x/b', true],
  ])('%j and %j: %s', (glob, text, matches) => expect(matchesGlob(glob, text)).toBe(matches))

  // In exponential time this would not end.
  test('many stars take no exponential time', () => {
    expect(matchesGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(250))).toBe(false)
  })
})

describe('addresses', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['127.8.8.8', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['100.100.100.200', 'link-local'],
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'link-local'],
    ['fd12::1', 'private'],
    ['2001:db8::1', 'public'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
  ])('%s is %s', (address, reach) => expect(reachOf(address)).toBe(reach))

  test('other spellings of an address meet the same judgement', () => {
    const hosts = [
      'http://2130706433/',
      'http://0x7f.1/',
      'http://017700000001/',
      'http://[::ffff:127.0.0.1]/',
      'http://localhost./',
      'http://x.localhost/',
    ]
    expect(hosts.map((url) => reachOfHost(new URL(url).hostname))).toEqual(hosts.map(() => 'loopback'))
    expect(reachOfHost('example.org')).toBeUndefined()
  })

  test('a registry leads outward only', () => {
    expect(mayLeadTo('public', 'private')).toBe(false)
    expect(mayLeadTo('public', 'loopback')).toBe(false)
    expect(mayLeadTo('private', 'public')).toBe(true)
    expect(mayLeadTo('private', 'loopback')).toBe(false)
    expect(mayLeadTo('loopback', 'private')).toBe(true)
    expect(mayLeadTo('loopback', 'link-local')).toBe(false)
    expect(outermost('link-local', 'public')).toBe('public')
  })
})

describe('proxies', () => {
  const url = new URL('https://harbor.example:8443/v2/')
  test.each([
    [{ HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    [{ https_proxy: 'p:1' }, 'http://p:1'],
    [{ HTTP_PROXY: 'http://p:1' }, undefined],
    [{ ALL_PROXY: 'socks5://p:1' }, 'socks5://p:1'],
    [{ all_proxy: 'socks5h://p:1' }, 'socks5://p:1'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b, harbor.example:8443' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'harbor.example:443' }, 'http://p:1'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '.harbor.example' }, 'http://p:1'],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
    [{}, undefined],
  ])('%j', (env, proxy) => expect(proxyFor(url, env)).toBe(proxy))

  test('loopback is never proxied, and a CGI client cannot name a proxy', () => {
    expect(proxyFor(new URL('http://127.0.0.1:5000/'), { HTTP_PROXY: 'http://p:1' })).toBeUndefined()
    expect(proxyFor(new URL('http://a.example/'), { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' })).toBeUndefined()
    expect(proxyFor(new URL('http://a.example/'), { HTTP_PROXY: 'http://p:1' })).toBe('http://p:1')
  })
})

describe('challenges', () => {
  test('are read with their quotes, commas and escapes', () => {
    const [bearer, basic] = parseChallenges(
      'Bearer realm="https://a/token",service="a, \\"b\\"",scope="repository:x:pull,push", Basic realm="y"',
    )
    expect(bearer).toEqual({
      scheme: 'bearer',
      parameters: new Map([
        ['realm', 'https://a/token'],
        ['service', 'a, "b"'],
        ['scope', 'repository:x:pull,push'],
      ]),
    })
    expect(basic).toEqual({ scheme: 'basic', parameters: new Map([['realm', 'y']]) })
  })

  test.each([
    '',
    '"',
    'Bearer realm=',
    'Bearer realm="x',
    '=x',
    ',,,',
    'Bearer , , =',
    `Bearer realm="${'\\'.repeat(9000)}`,
  ])('%j ends', (header) => {
    expect(() => parseChallenges(header)).not.toThrow()
  })

  test('a read asks for no permission to write, whatever the registry wants', () => {
    expect(scopesToAsk('repository:a:pull', 'repository:a:pull,push,delete')).toEqual(['repository:a:pull'])
    expect(scopesToAsk('repository:a:pull', 'repository:prefix/a:pull')).toEqual(['repository:prefix/a:pull'])
    expect(scopesToAsk('repository:a:pull', undefined)).toEqual(['repository:a:pull'])
    expect(scopesToAsk('repository:a:pull', 'aws')).toEqual(['aws'])
    expect(scopesToAsk('repository:a:pull,push repository:b:pull', 'repository:a:push repository:b:pull')).toEqual([
      'repository:a:push',
      'repository:b:pull',
    ])
  })
})

describe('platforms', () => {
  test("are read and compared in OCI's words", () => {
    expect(parsePlatform('linux/aarch64')).toEqual({ os: 'linux', architecture: 'arm64' })
    expect(parsePlatform('linux/arm/v7')).toEqual({ os: 'linux', architecture: 'arm', variant: 'v7' })
    expect(
      matchesPlatform({ os: 'linux', architecture: 'arm64', variant: 'v8' }, { os: 'linux', architecture: 'arm64' }),
    ).toBe(true)
    expect(
      matchesPlatform(
        { os: 'linux', architecture: 'arm', variant: 'v6' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ),
    ).toBe(false)
    expect(defaultPlatform()).toMatchObject({ os: 'linux', ...(arch() === 'x64' && { architecture: 'amd64' }) })
  })

  test.each(['linux', 'linux/', 'a/b/c/d', 'linux/a b', ''])('%j is refused', (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'REGISTRY_OPTION_INVALID' }))
  })
})
