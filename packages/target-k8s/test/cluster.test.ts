import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterObject, JsonObject } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { SILENT } from '@veinmind/internal'
import { TEST_TLS } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { k8sTarget } from '../src/index.ts'
import { startFakeApiServer } from './fake-api-server.ts'
import type { FakeApiOptions } from './fake-api-server.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-k8s-'))
})
afterAll(() => rm(folder, { recursive: true }))

const object = (name: string, more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...metadata },
  ...more,
})
const owner = (kind: string, name: string): JsonObject => ({
  ownerReferences: [{ apiVersion: 'v1', kind, name, uid: `uid-${name}`, controller: true }],
})

const OBJECTS = {
  deployments: [object('web')],
  replicasets: [object('web-1', {}, owner('Deployment', 'web'))],
  pods: [
    object('web-1-a', {}, owner('ReplicaSet', 'web-1')),
    object('lone'),
    object('other', {}, { namespace: 'kube-system' }),
  ],
  secrets: [
    object(
      'db',
      { type: 'Opaque', data: { password: Buffer.from('correct-horse').toString('base64') } },
      { managedFields: [{ manager: 'x' }] },
    ),
  ],
}

async function discover(options: FakeApiOptions, flags: Record<string, unknown> = {}, targets: readonly string[] = []) {
  await using server = await startFakeApiServer(options)
  const kubeconfig = join(folder, 'config')
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'main',
      clusters: [
        {
          name: 'c',
          cluster: { server: server.url, 'certificate-authority-data': Buffer.from(TEST_TLS.ca).toString('base64') },
        },
      ],
      users: [{ name: 'u', user: { token: 'good' } }],
      contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
    }),
  )
  const values = {
    context: undefined,
    selector: undefined,
    namespace: [],
    'exclude-namespace': [],
    kind: [],
    'secret-values': false,
    kubeconfig,
    ...flags,
  }
  const found: Discovered[] = []
  const objects: ClusterObject[] = []
  for await (const item of k8sTarget.discover(targets, {
    options: values,
    signal: new AbortController().signal,
    log: SILENT,
  })) {
    found.push(item)
    if ('entity' in item && item.entity.kind === 'cluster')
      objects.push(...(await Array.fromAsync(item.entity.objects())))
  }
  return { found, objects, names: objects.map(({ kind, name }) => `${kind}/${name}`), requests: server.requests }
}

test('every kind that is there; what a listed controller made is told by its controller', async () => {
  const { found, names } = await discover({ objects: OBJECTS, token: 'good' })
  expect(names).toEqual(['Deployment/web', 'Pod/lone', 'Pod/other', 'Secret/db'])
  expect(found).toEqual([{ entity: expect.objectContaining({ kind: 'cluster', version: 'v1.36.3' }) }])
})

test('values of Secrets are not read on, unless asked for', async () => {
  const { objects } = await discover({ objects: OBJECTS })
  const secret = objects.find(({ kind }) => kind === 'Secret')?.object
  expect(secret).toMatchObject({ type: 'Opaque', dataSizes: { password: 13 } })
  expect(JSON.stringify(secret)).not.toMatch(/Y29y|managedFields/)
  const withValues = await discover({ objects: OBJECTS }, { 'secret-values': true })
  expect(withValues.objects.at(-1)?.object).toMatchObject({ data: { password: expect.any(String) } })
})

test('a kind that may not be listed is an error that names the permission; the rest goes on', async () => {
  const { found, names } = await discover({ objects: OBJECTS, forbidden: ['replicasets', 'secrets'] })
  expect(
    found.flatMap((item) => ('error' in item ? [`${item.error.code} ${item.error.message} – ${item.error.hint}`] : [])),
  ).toEqual([
    'K8S_LIST_FORBIDDEN may not list replicasets – the role needs the verb list on the resource replicasets of the API group apps',
    'K8S_LIST_FORBIDDEN may not list secrets – the role needs the verb list on the resource secrets of the API group ""',
  ])
  expect(names).toEqual(['Deployment/web', 'Pod/web-1-a', 'Pod/lone', 'Pod/other'])
})

test('static Pods, and what a Deployment owns beside its Pods, are told by nobody else', async () => {
  const objects = {
    nodes: [object('n1')],
    deployments: [object('op')],
    pods: [
      object('etcd', {}, owner('Node', 'n1')),
      object('clone', {}, owner('CloneSet', 'cs')),
      object('hidden', {}, owner('Deployment', 'op')),
    ],
    configmaps: [object('leader', {}, owner('Deployment', 'op'))],
  }
  expect((await discover({ objects })).names).toEqual([
    'Node/n1',
    'Deployment/op',
    'Pod/etcd',
    'Pod/clone',
    'Pod/hidden',
    'ConfigMap/leader',
  ])
})

test('lists come in pages, and begin again when a token has expired', async () => {
  const pods = Array.from({ length: 600 }, (_, at) => object(`p${at}`))
  const { names, requests } = await discover({ objects: { pods }, expired: 2 }, { kind: ['po'] })
  expect(new Set(names).size).toBe(600)
  expect(names).toHaveLength(600)
  expect(requests.filter((path) => path.includes('continue=')).length).toBe(4)
  expect(requests.filter((path) => path.includes('limit=250')).length).toBe(7)
})

test('namespaces, kinds and names narrow what is looked at', async () => {
  expect((await discover({ objects: OBJECTS }, { namespace: ['kube-system'] })).names).toEqual(['Pod/other'])
  expect((await discover({ objects: OBJECTS }, { 'exclude-namespace': ['kube-system'] }, ['pods'])).names).toEqual([
    'Pod/web-1-a',
    'Pod/lone',
  ])
  expect((await discover({ objects: OBJECTS }, {}, ['deploy/web'])).names).toEqual(['Deployment/web'])
  expect((await discover({ objects: OBJECTS }, {}, ['kubernetes:pods/(lone|oth.*)'])).names).toEqual([
    'Pod/lone',
    'Pod/other',
  ])
  expect((await discover({ objects: OBJECTS }, {}, ['all/lone'])).names).toEqual(['Pod/lone'])
  await expect(discover({ objects: OBJECTS }, {}, ['pods/lon'])).rejects.toMatchObject({ code: 'K8S_OBJECT_NOT_FOUND' })
  await expect(discover({ objects: OBJECTS }, {}, ['pods/(('])).rejects.toMatchObject({ code: 'K8S_SELECTOR_INVALID' })
  await expect(discover({ objects: OBJECTS }, {}, ['widgets'])).rejects.toMatchObject({ code: 'K8S_KIND_UNKNOWN' })
  await expect(discover({ objects: OBJECTS }, { kind: ['deploymets'] })).rejects.toMatchObject({
    hint: 'did you mean deployments?',
  })
})

test('a namespace that is not there is said, with the nearest', async () => {
  const objects = {
    ...OBJECTS,
    namespaces: [object('shop', {}, { namespace: undefined }), object('kube-system', {}, { namespace: undefined })],
  }
  const { found, names } = await discover({ objects }, { namespace: ['shp', 'shop'] })
  expect(found[0]).toMatchObject({ error: { code: 'K8S_NAMESPACE_UNKNOWN', hint: 'did you mean shop?' } })
  expect(names).toEqual(['Namespace/shop', 'Deployment/web', 'Pod/lone', 'Secret/db'])
})

test('refused credentials, an unknown context and a server that is not there are said', async () => {
  await expect(discover({ objects: OBJECTS, token: 'other' })).rejects.toMatchObject({ code: 'K8S_LOGIN_FAILED' })
  await expect(discover({ objects: OBJECTS }, { context: 'none' })).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
    hint: 'choose one by --context: main',
  })
  await expect(discover({ objects: OBJECTS }, { kubeconfig: '/nonexistent' })).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
  })
})
