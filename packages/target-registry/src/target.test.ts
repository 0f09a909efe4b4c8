import { spawn } from 'node:child_process'
import { text as readText } from 'node:stream/consumers'
import { SILENT } from '@veinmind/internal'
import type { FileValue } from '@veinmind/sdk'
import type { Discovered, TargetContext } from '@veinmind/sdk/target'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { defaultPlatform } from './platform.ts'
import type { RegistryFlags } from './target-options.ts'
import { registryTarget } from './target.ts'

type Options = TargetContext<RegistryFlags>['options']

const DEFAULTS: Options = {
  tag: [],
  newest: undefined,
  untagged: false,
  include: [],
  exclude: [],
  platform: undefined,
  username: undefined,
  'password-stdin': false,
  'auth-file': undefined,
  'allow-realm': [],
  'ca-file': undefined,
  'client-cert': undefined,
  'client-key': undefined,
  'insecure-skip-verify': false,
  'plain-http': false,
}
const image = (name: string) => buildImage(layer({ name }), { platform: defaultPlatform() })
const AUTH = { type: 'bearer', users: { ada: 'secret' } } as const

async function discover(
  targets: readonly string[],
  options: Partial<Options> = {},
  stdin?: string,
): Promise<readonly Discovered[]> {
  const found: Discovered[] = []
  const signal = new AbortController().signal
  const context = {
    options: { ...DEFAULTS, ...options },
    signal,
    log: SILENT,
    ...(stdin !== undefined && { readStdin: () => Promise.resolve(stdin) }),
  }
  for await (const item of registryTarget.discover(targets, context)) found.push(item)
  return found
}

const references = (found: readonly Discovered[]): readonly string[] =>
  found.flatMap((item) => ('entity' in item && item.entity.kind === 'image' ? item.entity.references : []))
const codes = (found: readonly Discovered[]): readonly string[] =>
  found.flatMap((item) => ('error' in item ? [item.error.code] : []))
const file = (path: string, text: string): FileValue => ({ path, text })

test('several targets: what cannot be read or reached is an error beside the others', async () => {
  await using fake = await startRegistry()
  fake.push('app', '1', image('one'))
  const found = await discover(['No Reference', `${fake.host}/app:1`, `${fake.host}/app:2`, '127.0.0.1:1/app:1'])
  expect(references(found)).toEqual([`${fake.host}/app:1`])
  expect(codes(found).toSorted()).toEqual(['REGISTRY_NOT_FOUND', 'REGISTRY_REFERENCE_INVALID', 'REGISTRY_UNREACHABLE'])
})

test('the same image named twice is given once, with both names', async () => {
  await using fake = await startRegistry()
  const same = image('same')
  fake.push('app', '1', same)
  fake.push('app', 'latest', same)
  const found = await discover([`${fake.host}/app:1`, `${fake.host}/app:latest`, `${fake.host}/app:1`])
  expect(references(found)).toEqual([`${fake.host}/app:1`, `${fake.host}/app:latest`])
})

test('every option narrows', async () => {
  await using fake = await startRegistry()
  for (const [repository, tag, created] of [
    ['team/a', 'v1', 1],
    ['team/a', 'v2', 2],
    ['team/a', 'x', 3],
    ['team/b', 'v1', 1],
    ['old', 'v1', 1],
  ] as const) {
    fake.push(
      repository,
      tag,
      buildImage(layer({ [tag]: repository }), {
        platform: defaultPlatform(),
        created: `202${created}-01-01T00:00:00Z`,
      }),
    )
  }
  const found = await discover([`${fake.host}/`], { tag: ['v*'], newest: 1, include: ['team/*'], exclude: ['*/b'] })
  expect(references(found)).toEqual([`${fake.host}/team/a:v2`])
  expect(codes(await discover([`${fake.host}/old:v1`], { platform: 'windows/amd64' }))).toEqual([
    'REGISTRY_PLATFORM_MISSING',
  ])
})

describe('credentials', () => {
  test('from standard input, from a file', async () => {
    await using fake = await startRegistry({ auth: AUTH })
    fake.push('app', '1', image('one'))
    const target = [`${fake.host}/app:1`]
    expect(references(await discover(target, { username: 'ada', 'password-stdin': true }, 'secret\n'))).toHaveLength(1)
    expect(codes(await discover(target, { username: 'ada', 'password-stdin': true }, 'wrong'))).toEqual([
      'REGISTRY_UNAUTHORIZED',
    ])
    const toml = `[[auths]]\nregistry = "${fake.host}"\nusername = "ada"\npassword = "secret"\n`
    expect(references(await discover(target, { 'auth-file': file('auth.toml', toml) }))).toHaveLength(1)
  })

  test('a user name without a password, or for several registries, is wrong usage', async () => {
    const invalid = expect.objectContaining({ code: 'REGISTRY_OPTION_INVALID' }) as Error
    await expect(discover(['127.0.0.1:1/a'], { username: 'ada' })).rejects.toThrow(invalid)
    await expect(discover(['127.0.0.1:1/a'], { 'password-stdin': true }, 'x')).rejects.toThrow(invalid)
    await expect(discover(['127.0.0.1:1/a'], { username: 'ada', 'password-stdin': true }, '\n')).rejects.toThrow(
      invalid,
    )
    await expect(
      discover(['127.0.0.1:1/a', '127.0.0.1:2/a'], { username: 'ada', 'password-stdin': true }, 'x'),
    ).rejects.toThrow(invalid)
    await expect(discover(['127.0.0.1:1/a:1'], { newest: 0.5 })).rejects.toThrow(invalid)
    await expect(discover(['127.0.0.1:1/a:1'], { 'ca-file': file('ca.der', 'no PEM') })).rejects.toThrow(invalid)
    await expect(discover(['127.0.0.1:1/a:1'], { platform: 'linux' })).rejects.toThrow(invalid)
  })
})

test('what was found can be read after the search, and then nothing keeps the process alive', async () => {
  await using fake = await startRegistry()
  fake.push('app', '1', image('one'))
  const code = `
    const { registryTarget } = await import(${JSON.stringify(new URL('target.ts', import.meta.url).href)})
    const context = { options: ${JSON.stringify(DEFAULTS)}, signal: new AbortController().signal, log: {} }
    const found = []
    for await (const item of registryTarget.discover(['${fake.host}/app:1'], context)) found.push(item)
    for await (const entry of found[0].entity.layers[0].entries()) console.log(entry.path)
    const end = performance.now()
    process.on('exit', () => console.log(performance.now() - end < 2000))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  expect(await readText(child.stdout)).toBe('/name\ntrue\n')
})

test('an ended scan ends the search', async () => {
  await using fake = await startRegistry()
  fake.push('app', '1', image('one'))
  const reason = new Error('enough')
  const context = { options: DEFAULTS, signal: AbortSignal.abort(reason), log: SILENT }
  const run = async () => {
    for await (const _ of registryTarget.discover([`${fake.host}/`], context)) break
  }
  await expect(run()).rejects.toBe(reason)
})
