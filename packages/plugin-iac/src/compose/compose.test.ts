import type { IacFile } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'
import { readProject } from './read-project.ts'

type Files = Readonly<Record<string, string>>

function fileOf(path: string, files: Files): IacFile {
  const bytes = Buffer.from(files[path] ?? '')
  return {
    kind: 'iac',
    id: path,
    name: path,
    path,
    bytes,
    sibling: async (other) => (other in files ? fileOf(other, files) : undefined),
  }
}

/** What a service is made of. */
async function merged(path: string, files: Files, service = 'web'): Promise<unknown> {
  const { parts, problems } = await readProject(fileOf(path, files), files[path] ?? '')
  expect(problems).toEqual([])
  const found = parts.flatMap(({ services }) => services).find(({ name }) => name === service)
  return JSON.parse(JSON.stringify(found?.value))
}

/** `rule file:line object` of what a file is told of, of these rules. */
async function told(path: string, files: Files, ...rules: string[]): Promise<string[]> {
  const { findings } = await checkFile(fileOf(path, files))
  return findings
    .filter(({ rule }) => rules.includes(rule.id))
    .map(({ rule, at }) => `${rule.id} ${at.path}:${at.line} ${at.object}`)
}

async function faultsOf(path: string, files: Files): Promise<string[]> {
  return (await checkFile(fileOf(path, files))).problems.map(
    ({ message, line, path: other }) => `${other}:${line} ${message}`,
  )
}

const web = (members: string): string => `services:\n  web:\n${members.replaceAll(/^(?=.)/gm, '    ')}`

test('the examples of the specification ("Merge Compose files")', async () => {
  const base = web(
    'image: a\ncommand: [a]\nports: ["80:80"]\nexpose: ["3000"]\nenvironment: {FOO: bar, A: 1}\nlabels: [x=1]\nvolumes: [./foo:/work]\nhealthcheck: {test: a, retries: 3}\nextra_hosts: [a=1.1.1.1]\n',
  )
  const over = web(
    'command: b\nports: ["443:443", "80:80"]\nexpose: ["4000", 3000]\nenvironment: [FOO=baz, B]\nlabels: {y: 2}\nvolumes: ["./bar:/work", "x:/x"]\nhealthcheck: {test: b}\nextra_hosts: {b: 2.2.2.2}\n',
  )
  expect(await merged('compose.yaml', { 'compose.yaml': base, 'compose.override.yaml': over })).toEqual({
    image: 'a',
    command: 'b',
    ports: ['80:80', '443:443'],
    expose: [3000, '4000'],
    environment: { FOO: 'baz', A: 1, B: null },
    labels: { x: '1', y: 2 },
    volumes: ['./bar:/work', 'x:/x'],
    healthcheck: { test: 'b', retries: 3 },
    extra_hosts: { a: '1.1.1.1', b: '2.2.2.2' },
  })
})

test('!reset takes away, !override replaces, null changes nothing', async () => {
  const base = web('image: a\nprivileged: true\nports: ["1:1"]\ncap_add: [A]\nenvironment: {A: 1, B: 2}\nuser: x\n')
  const over = web(
    'privileged: !reset false\nports: !override ["2:2"]\ncap_add: !reset []\nenvironment: {A: !reset null}\nuser:\n',
  )
  expect(
    await merged('docker-compose.yml', { 'docker-compose.yml': base, 'docker-compose.override.yml': over }),
  ).toEqual({ image: 'a', ports: ['2:2'], environment: { B: 2 }, user: 'x' })
})

test('extends: the same file, another, and one that extends again; where a value stands is told', async () => {
  const files = {
    'app/compose.yaml':
      'services:\n  web:\n    extends: {file: ../common/base.yaml, service: all}\n    image: web:1\n  worker:\n    extends: web\n    read_only: false\n',
    'common/base.yaml':
      'services:\n  root:\n    read_only: true\n    cap_add: [SYS_ADMIN]\n    mem_limit: 1g\n  all:\n    extends: {service: root}\n    privileged: true\n',
  }
  expect(await merged('app/compose.yaml', files)).toMatchObject({
    image: 'web:1',
    read_only: true,
    cap_add: ['SYS_ADMIN'],
    privileged: true,
  })
  expect(await told('app/compose.yaml', files, 'CP-001', 'CP-006', 'CP-026', 'CP-027')).toEqual([
    'CP-001 common/base.yaml:8 services.all.privileged',
    'CP-006 common/base.yaml:4 services.root.cap_add[0]',
    'CP-027 app/compose.yaml:7 services.worker.read_only',
  ])
})

test('an override, and a variant: each file is told of what stands in it, as the other leaves it', async () => {
  const files = {
    'docker-compose.yml':
      web('image: web\nprivileged: true\nmem_limit: 1g\n') + '  db:\n    image: db:1\n    mem_limit: 1g\n',
    'docker-compose.override.yml': web('image: web:1\nprivileged: false\nnetwork_mode: host\n'),
    'docker-compose.prod.yml': web('pid: host\n') + '  more:\n    image: more:1\n',
  }
  const rules = ['CP-001', 'CP-005', 'CP-020', 'CP-026']
  expect(await told('docker-compose.yml', files, ...rules)).toEqual([])
  expect(await told('docker-compose.override.yml', files, ...rules)).toEqual([
    'CP-005 docker-compose.override.yml:5 services.web.network_mode',
  ])
  expect(await told('docker-compose.prod.yml', files, ...rules)).toEqual([
    'CP-005 docker-compose.prod.yml:3 services.web.pid',
    'CP-026 docker-compose.prod.yml:4 services.more',
  ])
  const alone = { 'docker-compose.prod.yml': files['docker-compose.prod.yml'] }
  expect(await told('docker-compose.prod.yml', alone, 'CP-026')).toHaveLength(2)
  expect((await checkFile(fileOf('docker-compose.prod.yml', files))).notes).toEqual([
    'read as docker compose does with -f docker-compose.yml -f docker-compose.prod.yml',
  ])
})

test('include: files, and lists of files that are laid over each other', async () => {
  const files = {
    'compose.yaml':
      'include:\n  - a/compose.yaml\n  - path: [b/one.yaml, b/two.yaml]\nservices:\n  web: {image: web:1}\n',
    'a/compose.yaml': 'include: [../compose.yaml, more.yaml]\nservices:\n  a: {image: a:1, privileged: true}\n',
    'a/more.yaml': 'services:\n  m: {image: m}\n',
    'b/one.yaml': 'services:\n  b: {image: b, pid: host}\n',
    'b/two.yaml': 'services:\n  b: {image: b:1}\n',
  }
  expect(await told('compose.yaml', files, 'CP-001', 'CP-005', 'CP-020')).toEqual([
    'CP-001 a/compose.yaml:3 services.a.privileged',
    'CP-005 b/one.yaml:2 services.b.pid',
    'CP-020 a/more.yaml:2 services.m.image',
  ])
})

test.each([
  ['extends: {file: ../../etc/x.yaml, service: a}', 'is outside of what is scanned'],
  ['extends: {file: /etc/passwd, service: a}', 'is outside of what is scanned'],
  ['extends: {file: "https://example.com/a.yaml", service: a}', 'stands elsewhere'],
  ['extends: {file: "${X}.yaml", service: a}', 'has a variable'],
  ['extends: {file: none.yaml, service: a}', 'none.yaml is not read: there is no such file'],
  ['extends: {file: compose.yaml, service: b}', 'there is no service "b" to extend'],
  ['extends: {file: large.yaml, service: b}', 'large.yaml is not read: it is larger than 8 MiB'],
  ['extends: {file: broken.yaml, service: b}', 'Flow'],
  ['extends: [a]', 'extends names no service'],
  ['extends: web', 'services extend each other in a circle'],
])('%s: told with its line, and the service is checked', async (line, problem) => {
  const files = {
    'app/compose.yaml': web(`${line}\nprivileged: true\n`),
    'app/large.yaml': ' '.repeat((8 << 20) + 1),
    'app/broken.yaml': 'services: {b: [',
  }
  expect((await faultsOf('app/compose.yaml', files)).join('\n')).toContain(problem)
  expect(await told('app/compose.yaml', files, 'CP-001')).toHaveLength(1)
})

test('hostile projects end soon: circles of files, files without end, services on services', async () => {
  const chain: Record<string, string> = {}
  for (let at = 0; at < 500; at++)
    chain[`c${at}.yaml`] =
      `include: [c${at + 1}.yaml]\nservices:\n  web:\n    extends: {file: c${at + 1}.yaml, service: web}\n    privileged: true\n`
  expect((await faultsOf('c0.yaml', chain)).join('\n')).toMatch(
    /more than 32 services extend each other[\s\S]*more than 64 files belong together/,
  )
  const wide = `services:\n  base:\n    environment: {${Array.from({ length: 2_000 }, (_, i) => `K${i}: 1`).join(', ')}}\n${Array.from({ length: 2_000 }, (_, i) => `  s${i}: {extends: base, privileged: true, environment: {A: 1}}\n`).join('')}`
  expect((await faultsOf('compose.yaml', { 'compose.yaml': wide })).join('\n')).toContain('there is too much to merge')
  const laughs = (value: string): string =>
    `x0: &x0 {k: ${value}}\n${Array.from({ length: 40 }, (_, i) => `x${i + 1}: &x${i + 1} {a: *x${i}, b: *x${i}}\n`).join('')}services: {web: {image: a:1, deploy: *x40}}\n`
  expect(await faultsOf('compose.yaml', { 'compose.yaml': laughs('1'), 'compose.override.yaml': laughs('2') })).toEqual(
    ['compose.yaml:1 there is too much to merge: some of it is read as it stands'],
  )
})

test('services that are no mapping are said, with their place', async () => {
  expect(await faultsOf('compose.yaml', { 'compose.yaml': 'services: [web]\n' })).toEqual([
    expect.stringContaining('services is no mapping'),
  ])
  expect(await faultsOf('compose.yaml', { 'compose.yaml': 'services:\n  web: 3\n  db:\n' })).toEqual([
    expect.stringContaining('the service "web" is no mapping'),
  ])
})

const PIECES = [
  '\t',
  '\n',
  '---\n',
  '&a ',
  '*a',
  '<<: *a',
  '{',
  '}',
  '[',
  ']',
  '!reset ',
  '!override ',
  'null',
  '  ',
  ': ',
  '- ',
  'extends: ',
  'web',
  'services:\n',
  'include: ',
  '"',
  '__proto__: ',
  '\0',
  '\uFEFF',
  '~',
  '0',
  '${A:-b}',
]

test('500 projects with faults put in: none throws, and what is told stands in one of their files', async () => {
  const random = createRandom(20_261_126)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const whole: Files = {
    'compose.yaml': `include:\n  - sub/db.yaml\n  - path: [a.yaml, sub/db.yaml]\n${web('extends: {file: sub/db.yaml, service: base}\nprivileged: true\nports: ["1:1"]\nenvironment: {A: 1}\nbuild: .\n')}`,
    'compose.override.yaml': web(
      'ports: !override ["2:2"]\ncap_add: !reset []\nenvironment: [B=2]\nbuild: {args: {A: b}}\n',
    ),
    'sub/db.yaml':
      'services:\n  base: &a\n    cap_add: [SYS_ADMIN]\n    volumes: ["/:/host"]\n  db:\n    <<: *a\n    extends: base\n    image: db\n',
    'a.yaml': 'services:\n  db: {image: b}\n',
  }
  for (let round = 0; round < 500; round++) {
    const files = Object.fromEntries(
      Object.entries(whole).map(([path, text]) => {
        let mutated = text
        for (let faults = Math.floor(random() * 4); faults > 0; faults--) {
          const at = Math.floor(random() * mutated.length)
          mutated =
            random() < 0.7
              ? mutated.slice(0, at) + pick(PIECES) + mutated.slice(at)
              : mutated.slice(0, at) + mutated.slice(at + Math.floor(random() * 12))
        }
        return [path, mutated]
      }),
    )
    for (const path of ['compose.yaml', 'compose.override.yaml']) {
      const { findings, problems } = await checkFile(fileOf(path, files))
      const places = [...findings.map(({ at }) => ({ path: at.path, line: at.line })), ...problems]
      for (const { path: where = path, line = 1 } of places)
        expect(line).toBeLessThanOrEqual((files[where] ?? '').split('\n').length)
    }
  }
})

test('a Dockerfile in a compose file is checked as one, where it stands', async () => {
  const block = web(
    'build:\n  context: .\n  dockerfile_inline: |\n    FROM debian:12\n    RUN curl https://a.example.com | sh\n',
  )
  expect(await told('compose.yaml', { 'compose.yaml': block }, 'DF-005', 'DF-033')).toEqual([
    'DF-005 compose.yaml:6 services.web.build.dockerfile_inline',
    'DF-033 compose.yaml:7 services.web.build.dockerfile_inline',
  ])
  const quoted = web('build:\n  dockerfile_inline: "FROM debian:12\\nUSER 0\\n"\n')
  expect(await told('compose.yaml', { 'compose.yaml': quoted }, 'DF-005')).toEqual([
    'DF-005 compose.yaml:4 services.web.build.dockerfile_inline',
  ])
})

test('a compose file of version 1 is said to be one', async () => {
  const { notes } = await checkFile(
    fileOf('docker-compose.yml', { 'docker-compose.yml': 'web:\n  image: a:1\n  privileged: true\ndb:\n  build: .\n' }),
  )
  expect(notes).toEqual([expect.stringContaining('version 1')])
})
