import { scanWith } from '@veinmind/plugin-testing'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { checkFile } from './check-file.ts'
import { detectType } from './detect.ts'
import iac from './index.ts'

const fileOf = (path: string, bytes: string | Uint8Array): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
})
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: true } }] },
}

async function placesOf(file: IacFile): Promise<(string | undefined)[]> {
  const { findings } = await checkFile(file)
  return findings.filter(({ rule }) => rule.id === 'KN-011').map(({ at }) => `${at.line}:${at.column} ${at.object}`)
}

test.each([
  ['Dockerfile', 'FROM a', 'dockerfile'],
  ['deploy/web.Dockerfile', '', 'dockerfile'],
  ['Containerfile.prod', '', 'dockerfile'],
  ['dockerfile_test.go', 'package a', undefined],
  ['Dockerfile.md', '# FROM a', undefined],
  ['infra.txt', '# syntax=x\n\nARG A\nfrom a\n', 'dockerfile'],
  ['compose.prod.yaml', '', 'compose'],
  ['stack.yml', 'services:\n  a:\n    image: b\n', 'compose'],
  ['a.yaml', 'kind: Pod\napiVersion: v1\n', 'kubernetes'],
  ['a.json', '{"kind":"Pod","apiVersion":"v1"}', 'kubernetes'],
  ['Chart.yaml', 'apiVersion: v2\nkind: x\n', undefined],
  ['openapi.yaml', 'openapi: 3.0.0\n', undefined],
])('%s is told by its name and content', (path, text, type) => {
  expect(detectType(path, text)).toBe(type)
})

test('JSON, on one line and on many; UTF-16, as Windows writes it', async () => {
  const line = JSON.stringify(POD)
  expect(await placesOf(fileOf('pod.json', line))).toEqual([
    `1:${line.indexOf('"privileged"') + 1} spec.containers[name=web].securityContext.privileged`,
  ])
  expect(await placesOf(fileOf('pod.json', JSON.stringify(POD, null, 2)))).toEqual([
    '13:11 spec.containers[name=web].securityContext.privileged',
  ])
  const utf16 = Buffer.from(`\uFEFF${JSON.stringify(POD, null, 2)}`, 'utf16le')
  expect(await placesOf(fileOf('pod.json', utf16))).toEqual([
    '13:11 spec.containers[name=web].securityContext.privileged',
  ])
})

test('a List, several documents, and a List of Lists', async () => {
  const list = (...items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items })
  const text = `${JSON.stringify(list(POD, list(POD)))}\n---\n# nothing\n---\n${JSON.stringify(POD)}\n`
  expect(await placesOf(fileOf('all.yaml', text))).toHaveLength(3)
})

test('an anchor: the place is where the value stands', async () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx-all: &all\n  privileged: true\nspec:\n  containers:\n    - name: a\n      securityContext: *all\n    - name: b\n      securityContext:\n        <<: *all\n'
  expect(await placesOf(fileOf('a.yaml', text))).toEqual([
    '5:3 spec.containers[name=a].securityContext.privileged',
    '5:3 spec.containers[name=b].securityContext.privileged',
  ])
})

test('of a file that is too large, the beginning is checked', async () => {
  const text = `${JSON.stringify(POD)}\n---\nx: "${'a'.repeat(100)}`
  const cut = await checkFile({ ...fileOf('pod.yaml', text), isCut: true })
  expect(cut.findings.map(({ rule }) => rule.id)).toContain('KN-011')
  expect(cut.problems).toMatchObject([{ message: 'larger than 8 MiB: the rest is not read', line: 3 }])
  const other = await checkFile({ ...fileOf('data.json', '{"a": 1\n'), isCut: true })
  expect([other.problems, other.notes]).toEqual([[], [expect.stringContaining('only its beginning was looked at')]])
})

test('a patch of kustomize: what it says is checked, what it leaves out is not', async () => {
  const text =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: web, securityContext: {privileged: true}}\n'
  const { findings, notes } = await checkFile(fileOf('patch.yaml', text))
  expect(findings.map(({ rule }) => rule.id)).toEqual(['KN-011'])
  expect(notes).toEqual([expect.stringContaining('a patch')])
})

test('tags of compose are no fault', async () => {
  const { findings, problems } = await checkFile(
    fileOf('compose.override.yaml', 'services:\n  a:\n    ports: !reset []\n    privileged: true\n'),
  )
  expect([findings.map(({ rule }) => rule.id).includes('CP-001'), problems]).toEqual([true, []])
})

test.each([
  [
    'secret.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: Y29ycmVjdC1ob3JzZQ==}\nstringData: {token: correct-horse}\n',
    'KN-093',
  ],
  [
    'map.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    password=correct-horse\n',
    'KN-091',
  ],
  ['compose.yaml', 'services: {db: {environment: {DB_PASSWORD: correct-horse}, privileged: true}}\n', 'CP-009'],
  ['Dockerfile', 'FROM a:1\nENV A=b TOKEN="correct-horse"\nRUN echo root:correct-horse | chpasswd\n', 'DF-044'],
])('%s: the secret is in no part of the report', async (path, text, rule) => {
  const report = await scanWith(iac, fileOf(path, text), { showSecrets: false })
  expect(report).toReport({ rule })
  expect(JSON.stringify(report)).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZQ/)
})
