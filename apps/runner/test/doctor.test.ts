import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'veinmind-doctor-'))
})
afterEach(() => rm(home, { recursive: true }))

interface Row {
  readonly state: string
  readonly name: string
  readonly text: string
  readonly hint?: string
}

async function examine(args: readonly string[], env: Record<string, string> = {}) {
  const run = await runVeinmind(['doctor', ...args, '--json'], { cwd: home, env })
  const sections = JSON.parse(run.stdout) as readonly { readonly rows: readonly Row[] }[]
  return { ...run, rows: new Map(sections.flatMap(({ rows }) => rows.map((row) => [row.name, row] as const))) }
}

test('the program, the folders, what there is not; nothing of it is broken', async () => {
  const { code, rows } = await examine([])
  expect(code).toBe(0)
  expect(rows.get('node')?.text).toContain(process.version)
  expect(rows.get('cache')).toMatchObject({ state: 'ok', text: expect.stringContaining(home) as string })
  expect(rows.get('database')).toMatchObject({
    state: 'off',
    hint: expect.stringContaining('veinmind db update') as string,
  })
  for (const engine of ['docker', 'containerd', 'podman', 'crio']) expect(rows.has(engine)).toBe(true)
})

test('a table for a person, in Chinese too', async () => {
  const english = await runVeinmind(['doctor'], { cwd: home })
  expect(english.stdout).toMatch(/^Program\n {2}ok {3}veinmind {2,}\d/)
  const chinese = await runVeinmind(['doctor', '--lang', 'zh'], { cwd: home })
  expect(chinese.stdout).toMatch(/^程序\n/)
})

test('registries: credentials that are right, that are refused, and none; never the secret', async () => {
  const users = { ada: 'ri9ht-Pa55word' }
  await using registry = await startRegistry({ auth: { type: 'bearer', users, allow: (account) => account === 'ada' } })
  registry.push('app', '1', buildImage(layer({ a: 'x' })))
  const signIn = (password: string): Record<string, string> => ({
    VEINMIND_REGISTRY_USERNAME: 'ada',
    VEINMIND_REGISTRY_PASSWORD: password,
  })
  const right = await examine([registry.host], signIn(users.ada))
  expect([right.code, right.rows.get(registry.host)]).toEqual([
    0,
    { state: 'ok', name: registry.host, text: 'answers; credentials of VEINMIND_REGISTRY_USERNAME' },
  ])
  const wrong = await examine([registry.host], signIn('Wr0ng-Pa55word'))
  expect([wrong.code, wrong.rows.get(registry.host)?.text]).toEqual([
    1,
    expect.stringMatching(/^REGISTRY_UNAUTHORIZED: .*refused the credentials/),
  ])
  expect(`${right.stdout}${wrong.stdout}`).not.toMatch(/Pa55word/)
  const none = await examine([registry.host])
  expect(none.rows.get(registry.host)?.text).toBe('answers; there are no credentials for it')
  expect((await examine(['127.0.0.1:1'])).rows.get('127.0.0.1:1')?.text).toMatch(/^REGISTRY_UNREACHABLE: /)
})

test('what is meant to work and does not: certificates that are missing, a database that is damaged, a cache that cannot be', async () => {
  const database = join(home, 'data', 'advisories')
  await mkdir(database, { recursive: true })
  await writeFile(join(database, 'index.json'), '{')
  await writeFile(join(home, 'file'), '')
  const { code, rows } = await examine(['--data-dir', 'data', '--cache-dir', 'file/cache'], {
    SSL_CERT_FILE: '/nowhere/ca.pem',
    HTTPS_PROXY: 'http://ada:5ecret@proxy.test:3128',
    // A password may have the sign in it that ends one.
    HTTP_PROXY: 'http://ada:5e@cr/et@proxy.test:3128',
  })
  expect(code).toBe(1)
  expect(rows.get('SSL_CERT_FILE')).toMatchObject({ state: 'bad', text: '/nowhere/ca.pem: there is no such file' })
  expect(rows.get('database')).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('ADVISORIES_DAMAGED') as string,
  })
  expect(rows.get('cache')?.state).toBe('warn')
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) expect(rows.get(name)?.text).toBe('http://***@proxy.test:3128')
})
