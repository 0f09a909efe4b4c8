import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Cluster, ClusterObject, IacFile, JsonObject } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from './index.ts'

const fileOf = (path: string, text: string, more: Partial<IacFile> = {}): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: Buffer.from(text),
  ...more,
})
const DOCKERFILE = fileOf('deploy/Dockerfile', 'FROM alpine\nENV DB_PASSWORD=correct-horse\nRUN apk add \\\n  curl\n')
const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: web:1.4
      securityContext:
        privileged: true
`

const clusterOf = (objects: readonly Partial<ClusterObject>[], version?: string): Cluster => ({
  kind: 'cluster',
  id: 'c',
  name: 'c',
  ...(version === undefined ? {} : { version }),
  async *objects() {
    for (const one of objects)
      yield { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'shop', object: {}, ...one }
  },
})
const podOf = (container: JsonObject, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'web:1', ...container }], ...spec },
})

pluginContract(iac, {
  samples: [
    DOCKERFILE,
    fileOf('pod.yaml', POD),
    fileOf('compose.yaml', 'services: {web: {privileged: true}}'),
    clusterOf([{ object: podOf({}) }]),
  ],
})

test('a Dockerfile: findings with their lines, a secret masked, a fault with its place, and the rest read', async () => {
  const file = fileOf(
    'deploy/Dockerfile',
    'FROM alpine\nENV DB_PASSWORD=correct-horse\nBOGUS x\nRUN apk add \\\n  curl\n',
  )
  const report = await scanWith(iac, file, { showSecrets: false })
  expect(report).toReport({ rule: 'DF-003', path: 'deploy/Dockerfile', line: 1, evidence: 'FROM alpine' })
  expect(report).toReport({ rule: 'DF-026', line: 4, evidence: 'apk add curl' })
  expect(report).toReport({ rule: 'DF-012', line: 2, severity: 'high' })
  expect(JSON.stringify(report)).not.toContain('correct-horse')
  expect(report.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('line 3, column 1: unknown instruction "BOGUS"') as string,
  })
})

test.each([
  ['a tab', 'x:\n\ty: 1\n', 'line 11, column 1'],
  ['a key that is there twice', 'a: 1\na: 2\n', 'the key "a" is there twice'],
  ['a flow without end', 'x: [1, 2\n', 'line 11'],
  ['an alias of nothing', 'x: *nothing\n', 'nothing'],
])('%s: told with its place, and the Pod above it is checked', async (_what, more, reason) => {
  const report = await scanWith(iac, fileOf('pod.yaml', POD + more))
  expect(report).toReport({
    rule: 'KN-011',
    line: 9,
    object: 'spec.containers[name=web].securityContext.privileged',
    evidence: 'privileged: true',
  })
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining(reason) as string })
})

test('a link to the line, where the host has one', async () => {
  const file = fileOf('pod.yaml', POD, { lineUrl: (line) => `https://git.example.com/shop/blob/1/pod.yaml#L${line}` })
  const { findings } = await scanWith(iac, file)
  const found = findings.find(({ rule }) => rule.id === 'KN-011')
  expect(found?.rule.references?.at(-1)).toBe('https://git.example.com/shop/blob/1/pod.yaml#L9')
})

test('a Helm template is said, and is no failure', async () => {
  const report = await scanWith(iac, fileOf('chart/templates/pod.yaml', POD.replace('web:1.4', '{{ .Values.image }}')))
  expect(report.findings).toEqual([])
  expect(report.assets).toMatchObject([{ type: 'IacNote' }])
  expect(report.plugins[0]).toMatchObject({ outcome: 'ok' })
  for (const line of ['x: {{name}}\n', '{{- if .Values.on }}\nx: 1\n{{- end }}\n'])
    expect((await scanWith(iac, fileOf('a.yaml', POD + line))).assets).toMatchObject([{ type: 'IacNote' }])
  // What templates inside texts say is no matter of YAML.
  expect(
    await scanWith(
      iac,
      fileOf('alerts.yaml', `${POD}---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{ range .Alerts }}\n`),
    ),
  ).toReport({ rule: 'KN-011' })
  expect(await scanWith(iac, fileOf('argo.yaml', `${POD}x: "{{inputs.parameters.a}}"\n`))).toReport({ rule: 'KN-011' })
})

test('the type option; other JSON and YAML', async () => {
  expect((await scanWith(iac, DOCKERFILE, { options: { type: 'kubernetes' } })).findings).toEqual([])
  for (const [name, text] of [
    ['package.json', '{"name": "a"}'],
    ['ci.yml', 'on: push\njobs: {a: {runs-on: x}}\n'],
    ['values.yaml', 'image: a\n'],
  ] as const) {
    expect(await scanWith(iac, fileOf(name, text))).toReportNothing()
  }
})

test('a cluster: its version counts; objects without a file are told by their names', async () => {
  const windows = podOf({ securityContext: { runAsNonRoot: true } }, { os: { name: 'windows' } })
  const sysctl = podOf({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } })
  const report = await scanWith(
    iac,
    clusterOf([{ object: podOf({ securityContext: { privileged: true } }) }, { object: sysctl }], 'v1.31.2'),
  )
  expect(report).toReport({
    rule: 'KN-011',
    path: 'shop/Pod/web',
    object: 'spec.containers[name=web].securityContext.privileged',
    evidence: 'privileged: true',
  })
  expect(report).toReport({ rule: 'KN-027' })
  expect(
    (await scanWith(iac, clusterOf([{ object: sysctl }], 'v1.32.0'))).findings.map(({ rule }) => rule.id),
  ).not.toContain('KN-027')
  expect(
    (await scanWith(iac, clusterOf([{ object: windows }], 'v1.24.0'))).findings.map(({ rule }) => rule.id),
  ).toContain('KN-002')
  expect(
    (await scanWith(iac, clusterOf([{ object: windows }], 'v1.25.0'))).findings.map(({ rule }) => rule.id),
  ).not.toContain('KN-002')
})

test('an object of a file: the place is that of the file', async () => {
  const position = () => ({ line: 7, column: 3 })
  const report = await scanWith(
    iac,
    clusterOf([
      { object: podOf({ securityContext: { privileged: true } }), source: { path: 'a/pod.yaml', line: 1 }, position },
    ]),
  )
  expect(report).toReport({ rule: 'KN-011', path: 'a/pod.yaml', line: 7 })
})

test('the roles that every cluster has are not told; the same in a file are', async () => {
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'admin', labels },
    rules: [{ apiGroups: [''], resources: ['*'], verbs: ['*'] }],
  }
  const discovery = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'd' },
    roleRef: { name: 'system:discovery' },
    subjects: [{ kind: 'Group', name: 'system:authenticated' }],
  }
  expect(await scanWith(iac, clusterOf([{ object: role }, { object: discovery }]))).toReportNothing()
  expect(await scanWith(iac, fileOf('role.yaml', JSON.stringify(role)))).toReport({ rule: 'KN-064' })
})
