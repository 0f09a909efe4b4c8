import { scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from './index.ts'
import { readIgnoreFile } from './ignore-file.ts'
import { readSuppressions } from './suppressions.ts'

const fileOf = (path: string, text: string): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: Buffer.from(text),
})
const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    # veinmind:ignore KN-011, KN-002 the agent of the node
    - name: agent
      image: agent:1
      securityContext:
        privileged: true
    - name: web
      image: web # veinmind:ignore KN-001
      securityContext:
        privileged: true
`
const rules = ({ findings }: Report, ...ids: string[]): string[] =>
  findings.filter(({ rule }) => ids.includes(rule.id)).map(({ rule, locations: [at] }) => `${rule.id} ${at?.line}`)
const suppressed = ({ accepted }: Report): unknown[] =>
  accepted.map(({ rule, accepted: by }) => ({ rule: rule.id, ...by }))

test('a comment holds for its line, or for the block below it, and is listed with its reason', async () => {
  const report = await scanWith(iac, fileOf('pod.yaml', POD))
  expect(rules(report, 'KN-001', 'KN-002', 'KN-011')).toEqual(['KN-011 14', 'KN-002 11'])
  expect(suppressed(report)).toEqual([
    { rule: 'KN-011', by: 'a comment in line 6', reason: 'the agent of the node' },
    { rule: 'KN-001', by: 'a comment in line 12', reason: 'no reason is given' },
    { rule: 'KN-002', by: 'a comment in line 6', reason: 'the agent of the node' },
  ])
})

test('above everything, for the file; above an instruction, for its lines', async () => {
  const top = await scanWith(iac, fileOf('Dockerfile', '# veinmind:ignore=DF-005 a builder\nFROM debian:12\nRUN a\n'))
  expect(rules(top, 'DF-005')).toEqual([])
  const text = 'FROM alpine:3\n# veinmind:ignore DF-026 kept\nRUN apk add \\\n  curl\nRUN apk add wget\n'
  expect(rules(await scanWith(iac, fileOf('Dockerfile', text)), 'DF-026')).toEqual(['DF-026 5'])
})

test('at the top of a document, for the document', () => {
  const found = readSuppressions('---\n# veinmind:ignore KN-001 a\na: 1\nb: 2\n---\nc: 1\n')
  expect(found).toMatchObject([{ from: 2, to: 4 }])
})

test('a comment until a day: afterwards that is said, and the finding is there again', async () => {
  const text = (day: string): string =>
    `FROM alpine:3\n# veinmind:ignore DF-026 until ${day} the next release\nRUN apk add curl\n`
  const valid = await scanWith(iac, fileOf('Dockerfile', text('2999-01-01')))
  expect([rules(valid, 'DF-026'), suppressed(valid)]).toMatchObject([
    [],
    [{ rule: 'DF-026', reason: 'the next release' }],
  ])
  const late = await scanWith(iac, fileOf('Dockerfile', text('2020-02-29')))
  expect(rules(late, 'DF-026')).toEqual(['DF-026 3'])
  expect(late.assets).toMatchObject([
    { type: 'IacNote', detail: { note: 'a comment in line 2 has expired on 2020-02-29: DF-026 is reported' } },
  ])
})

test.each(['2999-1-1', '2999-13-01', '2999/01/01', '31.12.2999'])(
  'a day that is written as %s ends nothing, and that is said',
  async (day) => {
    const report = await scanWith(
      iac,
      fileOf('Dockerfile', `FROM alpine:3\n# veinmind:ignore DF-026 until ${day} the next release\nRUN apk add curl\n`),
    )
    expect(rules(report, 'DF-026')).toEqual(['DF-026 3'])
    expect(report.assets).toMatchObject([
      {
        type: 'IacNote',
        detail: { note: `a comment in line 2 names ${day}, which is no day such as 2027-01-31: DF-026 is reported` },
      },
    ])
  },
)

test('a reason may begin with until', () => {
  expect(readSuppressions('FROM a # veinmind:ignore DF-003 until 1.2.3 is out\n')).toMatchObject([
    { reason: 'until 1.2.3 is out' },
  ])
})

test('a file that is all comments is read soon', () => {
  expect(readSuppressions(`a: 1\n${'# veinmind:ignore KN-001 a\n'.repeat(300_000)}b: 1\n`)).toHaveLength(1_000)
})

const ignoring = async (entries: string): Promise<Report> =>
  scanWith(iac, fileOf('deploy/pod.yaml', POD.replaceAll(/ *# veinmind.*/g, '')), {
    options: { 'ignore-file': { path: 'ignore.yaml', text: entries } },
  })

test('an ignore file: by path and object, with a day on which it ends', async () => {
  const report = await ignoring(
    '- {rule: KN-011, path: "deploy/**", object: "spec.containers[name=web]", reason: for now, expires: 2999-01-01}\n',
  )
  expect(rules(report, 'KN-011')).toEqual(['KN-011 10'])
  expect(suppressed(report)).toMatchObject([{ rule: 'KN-011', by: 'ignore.yaml:1', reason: 'for now' }])
  expect(rules(await ignoring('- {rule: KN-011, path: "*.yaml", reason: other folder}\n'), 'KN-011')).toHaveLength(2)
  const late = await ignoring('- {rule: KN-011, reason: for now, expires: 2020-02-29}\n')
  expect(rules(late, 'KN-011')).toHaveLength(2)
  expect(late.assets).toMatchObject([
    { type: 'IacNote', detail: { note: 'ignore.yaml:1 has expired on 2020-02-29: KN-011 is reported' } },
    {},
  ])
})

test.each([
  ['a: 1', '1: it is not a list'],
  ['- rule: KN-001', '1: rule and reason are needed'],
  ['- {rule: KN-001, reason: a}\n- {rule: KN-001, reason: a, until: x}', '2: unknown member "until"'],
  ['- {rule: KN-001, reason: a, expires: 2027-13-01}', '1: expires is not a day'],
  ['- {rule: KN-001, reason: a, expires: 2027-02-30}', '1: expires is not a day'],
  ['- {rule: KN-001, reason: a}\n---\na: 1\n', '3: it is not a list'],
  ['- [', '1: '],
])('a wrong ignore file is refused: %s', (text, message) => {
  expect(() => readIgnoreFile(text, 'ignore.yaml')).toThrow(
    expect.objectContaining({
      code: 'IAC_IGNORE_INVALID',
      message: expect.stringContaining(`ignore.yaml:${message}`) as string,
    }),
  )
})
