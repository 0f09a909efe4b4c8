import { openCache } from '@veinmind/engine'
import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import { buildContainer, buildImage, layer, remove } from '@veinmind/testing'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildSample } from '../test/samples.ts'
import sensitive from './index.ts'

const make = (template: string) => buildSample(template, 'end-to-end')
const gitlab = make('glpat-{url:20}')
const npm = make('npm_{crc:30}')
const password = make('{alnum:14}')

async function scanned(entity: Entity, options: Parameters<typeof scanWith>[2] = {}): Promise<Report> {
  const report = await scanWith(sensitive, entity, { showSecrets: false, ...options })
  expect(report.errors).toEqual([])
  return report
}
const told = ({ findings }: Report) =>
  findings.map(
    ({ type, rule, locations: [at] }) => `${type} ${rule.id} ${at?.path ?? at?.object ?? at?.step?.createdBy}`,
  )

describe('files', () => {
  const image = buildImage(
    layer(
      {
        'srv/app/.env': `A=1\nGITLAB=${gitlab}\n`,
        'root/.npmrc': `//registry.npmjs.org/:_authToken=${npm}\n`,
        'srv/app/.git/HEAD': 'ref: refs/heads/main\n',
        'srv/app/.git/config': `[remote "origin"]\n\turl = https://bot:${password}@git.corp.local/a.git\n`,
        'srv/wide.txt': Buffer.from(`\ufefftoken = ${gitlab}\r\n`, 'utf16le'),
        'srv/key.json': JSON.stringify({ private_key: make('{pem:pkcs8}') }),
        'usr/share/doc/x/example.pem': make('{pem:rsa}'),
      },
      { createdBy: 'COPY . /' },
    ),
    layer(remove('root/.npmrc'), { createdBy: 'RUN rm /root/.npmrc' }),
    layer({ 'srv/app/.env': `# moved\n\nGITLAB=${gitlab}\n` }, { createdBy: 'RUN edit' }),
    { references: ['app:1'] },
  )

  test('are told with their layer, step, line and column, and what hides them', async () => {
    const report = await scanned(image)
    expect(told(report).toSorted()).toEqual([
      'SensitiveFile SENS-001 /srv/app/.env',
      'SensitiveFile SENS-001 /srv/wide.txt',
      'SensitiveFile SENS-003 /srv/key.json',
      'SensitiveFile SENS-082 /root/.npmrc',
      'SensitiveFile SENS-096 /srv/app/.git',
      'SensitiveFile SENS-364 /srv/app/.git/config',
      'SensitiveFile SENS-400 /srv/app/.env',
      'SensitiveFile SENS-406 /root/.npmrc',
    ])
    const at = (rule: string, path: string) =>
      report.findings.find((finding) => finding.rule.id === rule && finding.locations[0]?.path === path)?.locations
    expect(at('SENS-082', '/root/.npmrc')).toMatchObject([
      { hiddenBy: 1, line: 1, column: 34, layer: { index: 0 }, step: { createdBy: 'COPY . /' } },
    ])
    // The visible file first, then the same secret in the layer below.
    expect(at('SENS-001', '/srv/app/.env')).toMatchObject([
      { layer: { index: 2 }, line: 3, column: 8 },
      { layer: { index: 0 }, hiddenBy: 2, line: 2 },
    ])
    expect(report.findings.find(({ rule }) => rule.id === 'SENS-096')?.locations).toHaveLength(1)
  })

  test('carry the keys of the original', async () => {
    const report = await scanned(image, { showSecrets: true })
    const { detail = {} } = report.findings.find(({ rule }) => rule.id === 'SENS-082') ?? {}
    expect(detail).toMatchObject({
      path: '/root/.npmrc',
      perm: 0o644,
      size: expect.any(Number),
      rule_id: 'SENS-082',
      rule_name: 'npm access token',
    })
    const [start, end] = detail['context_content_highlight_range'] as readonly number[]
    expect((detail['context_content'] as string).slice(start, end)).toBe(npm)
  })

  test('one secret in two files is two findings', async () => {
    const twice = await scanned(buildImage(layer({ 'a/x.txt': gitlab, 'b/y.txt': `\n${gitlab}` })))
    expect(twice.findings).toHaveLength(2)
    expect(new Set(twice.findings.map(({ evidence }) => evidence)).size).toBe(1)
  })

  test('a token in a web address is told once, by the rule that knows it', async () => {
    const report = await scanned(
      buildImage(layer({ 'srv/.gitconfig': `[url "https://oauth2:${gitlab}@gitlab.corp.local/"]\n` })),
    )
    expect(told(report)).toEqual(['SensitiveFile SENS-001 /srv/.gitconfig'])
  })

  test('of a large file the beginning is searched, and the report says so', async () => {
    const large = buildImage(layer({ 'srv/large': `${gitlab}\n${'line of text\n'.repeat(100_000)}${npm}\n` }))
    const report = await scanned(large, { options: { 'max-size': 1 } })
    expect(told(report)).toEqual(['SensitiveFile SENS-001 /srv/large'])
    expect(report.plugins[0]?.coverage.truncated).toBe(1)
    expect((await scanned(large)).findings).toHaveLength(2)
  })

  test('no secret stands whole in the report', async () => {
    const text = JSON.stringify(await scanned(image))
    for (const secret of [gitlab, npm, password]) expect(text).not.toContain(secret)
    const body = make('{pem:pkcs8}')
      .split('\n')
      .filter((line) => !line.startsWith('---') && line !== '')
    for (const line of body) expect(text).not.toContain(line)
    expect(JSON.stringify(await scanned(image, { showSecrets: true }))).toContain(gitlab)
  })

  test('are found again in the cache', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sensitive-'))
    try {
      const cache = await openCache({ directory, key: Buffer.alloc(32) })
      const first = await scanned(image, { cache })
      const second = await scanned(image, { cache })
      expect(told(second)).toEqual(told(first))
      expect(second.targets[0]?.layers?.map(({ source }) => source)).toEqual(['cache', 'cache', 'cache'])
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe('configuration', () => {
  const dsn = `postgres://app:${password}@db.internal/app?sslmode=require`
  const image = buildImage(layer({ a: 'b' }, { createdBy: 'COPY a /' }), {
    config: {
      Env: ['PATH=/usr/bin', make('GPG_KEY={HEX:40}'), `API_TOKEN=${password}==`, `DATABASE_URL=${dsn}`],
      Labels: { 'build.token': gitlab },
    },
    history: [
      { created_by: `ENV API_TOKEN=${password}==`, empty_layer: true },
      { created_by: 'COPY a /' },
      { created_by: `RUN |1 NPM_TOKEN=${npm} /bin/sh -c npm ci # buildkit`, empty_layer: true },
      { created_by: `/bin/sh -c echo 'root:${make('{alnum:11}')}' | chpasswd`, empty_layer: true },
      { created_by: 'ENV OLD_PASSWORD=wrong-horse-9', empty_layer: true },
    ],
  })

  test('environment, labels and history have their types, and each secret is told once', async () => {
    const report = await scanned(image)
    expect(told(report).toSorted()).toEqual([
      'SensitiveEnv SENS-001 config.Labels[build.token]',
      'SensitiveEnv SENS-021 config.Env[DATABASE_URL]',
      'SensitiveEnv SENS-098 config.Env[API_TOKEN]',
      expect.stringMatching(/^SensitiveHistory SENS-082 .*RUN \|1 NPM_TOKEN=n/),
      expect.stringMatching(/^SensitiveHistory SENS-098 .*ENV OLD_PASSWORD=w/),
      expect.stringMatching(/^SensitiveHistory SENS-382 .*chpasswd/),
    ])
    const env = report.findings.find(({ rule, type }) => rule.id === 'SENS-098' && type === 'SensitiveEnv')
    expect(env?.detail).toMatchObject({ key: 'API_TOKEN', rule_name: 'Secret in the environment' })
    expect(env?.locations[1]?.step?.index).toBe(0)
    expect(JSON.stringify(report)).not.toMatch(new RegExp([password, npm, gitlab, 'wrong-horse-9'].join('|')))
  })

  test('a container: its own environment, processes and their arguments', async () => {
    const container = buildContainer({
      image,
      env: [...image.config.env, `SESSION_SECRET=${password}`],
      args: ['server', '--port', '80'],
      processes: [
        {
          pid: 7,
          name: 'psql',
          args: ['sh', '-c', `PGPASSWORD=${make('{alnum:12}')} psql`],
          env: [`NPM_TOKEN=${npm}`, 'HOME=/root'],
        },
      ],
    })
    expect(told(await scanned(container)).toSorted()).toEqual([
      'SensitiveEnv SENS-082 processes[pid=7].env[NPM_TOKEN]',
      'SensitiveEnv SENS-098 env[SESSION_SECRET]',
      'SensitiveEnv SENS-382 processes[pid=7].args',
    ])
  })

  test('a token that has expired is a small risk', async () => {
    const report = await scanned(
      buildImage(layer({ 'srv/old': make('{jwt:1000}'), 'srv/new': make('{jwt:4102444800}') })),
    )
    expect(report).toReport({ path: '/srv/new', severity: 'medium' })
    expect(report).toReport({ path: '/srv/old', severity: 'low' })
  })
})

test('a file of own rules and one of what is allowed', async () => {
  const image = buildImage(layer({ 'srv/a': `acme_a1b2c3d4\n${gitlab}\n` }))
  const rules = {
    path: 'r.yaml',
    text: 'rules:\n  - { id: ACME-1, title: ACME, severity: low, keywords: [acme_], pattern: "acme_[a-z0-9]{8}" }\n',
  }
  const allow = { path: 'a.yaml', text: 'rules: [SENS-001]\n' }
  const report = await scanned(image, { options: { 'rules-file': rules, 'allow-file': allow } })
  expect(told(report)).toEqual(['SensitiveFile ACME-1 /srv/a'])
})

pluginContract(sensitive, {
  samples: [
    buildImage(layer({ 'srv/.env': `A=${gitlab}\nDB_PASSWORD=${password}9\n`, 'root/.netrc': 'machine x' }), {
      config: { Env: [`API_TOKEN=${npm}`] },
    }),
    buildContainer({ name: 'c', env: [`API_TOKEN=${npm}`] }),
  ],
  paths: ['srv/.env', 'root/.netrc', 'root/.docker/config.json', 'app/.git/config'],
})
