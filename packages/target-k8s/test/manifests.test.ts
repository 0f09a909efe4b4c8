import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SILENT } from '@veinmind/internal'
import { clusterImages, k8sTarget, KINDS, openManifests } from '../src/index.ts'
import type { ManifestOptions } from '../src/index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-manifests-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function open(files: Record<string, string>) {
  const root = await mkdtemp(join(folder, 'case-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  await symlink('/etc', join(root, 'outside'))
  const { cluster, problems, skipped } = await openManifests(root)
  return { cluster, problems, skipped, objects: await Array.fromAsync(cluster.objects()) }
}

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      imagePullSecrets: [{ name: pull }]
      containers:
        - name: web
          image: harbor.local/web:1
          securityContext: &sc
            privileged: true
        - name: side
          image: harbor.local/side:2
          securityContext: *sc
`

test('documents, lists and JSON; each object with its line, each field with its place', async () => {
  const { objects, problems } = await open({
    'a/web.yaml': `# first\n---\n${WEB}---\nnot: an object\n`,
    'b.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }],
    }),
    '.git/x.yaml': WEB,
    'node_modules/x.yaml': WEB,
  })
  expect(problems).toEqual([])
  expect(objects.map(({ kind, name, source }) => [kind, name, source])).toEqual([
    ['Pod', 'p', { path: 'b.json', line: 1 }],
    ['Deployment', 'web', { path: 'a/web.yaml', line: 3 }],
  ])
  const web = objects[1]
  const container = ['spec', 'template', 'spec', 'containers', 1]
  expect(web?.position?.([...container, 'image'])).toEqual({ line: 18, column: 11 })
  expect(web?.position?.([...container, 'securityContext', 'privileged'])).toEqual({ line: 16, column: 13 })
  expect(web?.position?.([...container, 'livenessProbe'])).toEqual({ line: 17, column: 11 })
})

test('of a broken document what can be read is given, and every fault has its place', async () => {
  const { objects, problems } = await open({
    'a.yaml': `${WEB}---\napiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: x\nspec: { a: b }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: s }\n`,
  })
  expect(objects.map(({ kind, source }) => `${kind}:${source?.line}`)).toEqual(['Deployment:1', 'Pod:19', 'Service:24'])
  expect(problems[0]?.message).toMatch(/^a\.yaml:2\d:\d+: /)
})

test('a large dump as JSON is read whole, without places', async () => {
  const items = Array.from({ length: 3000 }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c${at}` },
    data: { text: 'x'.repeat(500) },
  }))
  const { objects, problems } = await open({ 'dump.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) })
  expect([objects.length, problems, objects[7]?.source]).toEqual([3000, [], { path: 'dump.json', line: 1 }])
})

test('a folder without a manifest is no cluster', async () => {
  const root = await mkdtemp(join(folder, 'case-'))
  await writeFile(join(root, 'README.md'), '# Nothing')
  expect((await openManifests(root)).isEmpty).toBe(true)
  const options = {
    namespace: [],
    'exclude-namespace': [],
    kind: [],
    'secret-values': false,
    kubeconfig: undefined,
    context: undefined,
    selector: undefined,
  }
  const found = await Array.fromAsync(
    k8sTarget.discover([root], { options, signal: new AbortController().signal, log: SILENT }),
  )
  expect(found).toEqual([{ target: root, skipped: 'there is no manifest in it' }])
})

test('charts lead to their files, also where nothing can be read as it stands', async () => {
  const root = await mkdtemp(join(folder, 'charts-'))
  await mkdir(join(root, 'deploy/shop/templates'), { recursive: true })
  await writeFile(join(root, 'deploy/shop/Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n')
  await writeFile(join(root, 'deploy/shop/templates/web.yaml'), 'kind: {{ .Values.kind }}\n')
  await symlink('/etc', join(root, 'deploy/shop/outside'))
  const { cluster, isEmpty } = await openManifests(root)
  expect(isEmpty).toBe(false)
  const [chart] = await Array.fromAsync(cluster.manifests?.charts?.() ?? [])
  expect(chart?.path).toBe('deploy/shop/Chart.yaml')
  const below = await Array.fromAsync(chart?.below?.('deploy/shop') ?? [], ({ path }) => path)
  expect(below).toEqual(['deploy/shop/Chart.yaml', 'deploy/shop/templates/web.yaml'])
  expect(await chart?.sibling?.('deploy/shop/outside/passwd')).toBeUndefined()
})

test('a template of a chart is passed over, and said', async () => {
  const { objects, problems, skipped } = await open({
    'templates/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  {{- include "x" . | nindent 2 }}\n',
    // Valid YAML, and no manifest all the same: a key that is an object, and texts that helm fills in.
    'plain.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n',
    'chart/templates/quoted.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Values.name }}"\n',
    'good.yaml': WEB,
    'dashboard.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata: {legend: "{{ .Values }}"}\n',
  })
  expect(problems).toEqual([])
  const reason = 'a template, which is no manifest before it is rendered'
  expect(skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
    ['chart/templates/quoted.yaml', 'plain.yaml', 'templates/web.yaml'].map((path) => ({ path, reason })),
  )
  expect(objects.map(({ name }) => name).sort()).toEqual(['d', 'web'])
})

test('namespaces, kinds and names narrow a folder; owners in a dump are followed', async () => {
  const dump = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: '2', controller: true }],
        },
      },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'shop', uid: '2' } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other', namespace: 'x' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } },
    ],
  }
  const path = join(folder, 'dump.json')
  await writeFile(path, JSON.stringify(dump))
  const names = async (options: ManifestOptions) =>
    (await Array.fromAsync((await openManifests(path, options)).cluster.objects())).map(
      ({ kind, name }) => `${kind}/${name}`,
    )
  expect(await names({})).toEqual(['ReplicaSet/web', 'Pod/other', 'ConfigMap/c'])
  expect(await names({ namespaces: ['shop'] })).toEqual(['ReplicaSet/web', 'ConfigMap/c'])
  expect(await names({ excludeNamespaces: ['shop'], kinds: KINDS.filter(({ kind }) => kind === 'Pod') })).toEqual([
    'Pod/other',
  ])
  expect(await names({ name: /^o/ })).toEqual(['Pod/other'])
})

test.each(['/dev/null/none', '/dev/zero'])('%s is no folder of manifests', async (path) => {
  await expect(openManifests(path)).rejects.toMatchObject({ code: 'K8S_MANIFEST_INVALID' })
})

test.each([
  ['levels without end', `apiVersion: v1\nkind: Pod\nspec: ${'['.repeat(100_000)}`],
  ['lists in lists', `apiVersion: v1\nkind: Pod\nspec: ${'- '.repeat(20_000)}x`],
  ['broken YAML', 'apiVersion: v1\nkind: [Pod\n'],
  ['tabs', 'apiVersion: v1\n\tkind: Pod\n'],
  [
    'a bomb of aliases',
    `a: &a [x]\n${Array.from(
      { length: 8 },
      (_, at) =>
        `b${at}: &b${at} [${Array(20)
          .fill(at === 0 ? '*a' : `*b${at - 1}`)
          .join(', ')}]`,
    ).join('\n')}\napiVersion: v1\nkind: Pod\n`,
  ],
])('%s is a problem of that file; the others are read', async (_name, text) => {
  const { objects, problems } = await open({ 'bad.yaml': text, 'good.yaml': WEB })
  expect(problems.length).toBeGreaterThan(0)
  expect(
    problems.filter(({ code, message }) => code !== 'K8S_MANIFEST_INVALID' || !/^bad\.yaml:\d+:\d+: /.test(message)),
  ).toEqual([])
  expect(objects.map(({ name }) => name).filter((name) => name !== '')).toEqual(['web'])
})

test('the images of the workloads, each once, with who uses them and what they are pulled with', async () => {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: shop }\nspec:\n  containers: [{ name: 'c', image: 'harbor.local/web:1' }]\nstatus:\n  containerStatuses: [{ name: 'c', image: 'harbor.local/web:1', imageID: 'docker-pullable://harbor.local/web@sha256:${'a'.repeat(64)}' }]\n`
  const { cluster } = await open({ 'web.yaml': WEB, 'pod.yaml': pod })
  expect(await clusterImages(cluster)).toEqual([
    { reference: `harbor.local/web:1@sha256:${'a'.repeat(64)}`, workloads: ['shop/Pod/p'], pullSecrets: [] },
    {
      reference: 'harbor.local/web:1',
      workloads: ['shop/Deployment/web'],
      pullSecrets: [{ namespace: 'shop', name: 'pull' }],
    },
    {
      reference: 'harbor.local/side:2',
      workloads: ['shop/Deployment/web'],
      pullSecrets: [{ namespace: 'shop', name: 'pull' }],
    },
  ])
})

test('words are what Kubernetes reads in them, and a stream of JSON is as many objects as it has', async () => {
  const { objects, problems } = await open({
    'a.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: yes, hostUsers: off, mode: 0644, text: "yes", start: 1:30, on: !!str on}\n',
    'b.json':
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}\n',
  })
  expect(problems).toEqual([])
  expect(objects.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  expect(objects[0]?.object['spec']).toEqual({
    hostPID: true,
    hostUsers: false,
    mode: 420,
    text: 'yes',
    start: '1:30',
    true: 'on',
  })
  expect(objects[0]?.position?.(['spec', 'true'])).toMatchObject({ line: 4 })
})
