import { setTimeout as sleep } from 'node:timers/promises'
import { startKubeApiserver } from '@veinmind/services'
import type { KubeApiserver } from '@veinmind/services'
import type { ClusterObject, JsonObject } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clusterImages, createClient, KINDS, loadAccess, openCluster } from '../src/index.ts'
import type { Client, ClusterSelection } from '../src/index.ts'

let kube: KubeApiserver
beforeAll(async () => {
  kube = await startKubeApiserver()
  await kube.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } })
  for (const { path, body } of OBJECTS) await kube.send('POST', path, { metadata: { name: 'one' }, ...body })
})
afterAll(() => kube.stop())

const CONTAINER = { name: 'web', image: 'harbor.local/web:1' }
const POD = { containers: [CONTAINER], imagePullSecrets: [{ name: 'pull' }] }
const LABELS = { app: 'web' }
const TEMPLATE = { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: POD } }
const JOB = { template: { spec: { ...POD, restartPolicy: 'Never' } } }
const CORE = '/api/v1/namespaces/shop'
const of = (group: string) => `/apis/${group}/namespaces/shop`
const RULES = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
const WEBHOOK = {
  name: 'a.b.c',
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  clientConfig: { url: 'https://127.0.0.1:1/' },
}

/** One object of every kind. */
const OBJECTS: readonly { readonly path: string; readonly body: object }[] = [
  { path: '/api/v1/nodes', body: {} },
  { path: `${of('apps/v1')}/deployments`, body: { spec: TEMPLATE } },
  { path: `${of('batch/v1')}/cronjobs`, body: { spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: JOB } } } },
  { path: `${of('apps/v1')}/replicasets`, body: { spec: TEMPLATE } },
  { path: `${of('apps/v1')}/statefulsets`, body: { spec: { ...TEMPLATE, serviceName: 'one' } } },
  { path: `${of('apps/v1')}/daemonsets`, body: { spec: TEMPLATE } },
  { path: `${of('batch/v1')}/jobs`, body: { spec: JOB } },
  { path: `${CORE}/replicationcontrollers`, body: { spec: { selector: LABELS, template: TEMPLATE.template } } },
  { path: `${CORE}/pods`, body: { spec: POD } },
  { path: `${CORE}/services`, body: { spec: { ports: [{ port: 80 }] } } },
  {
    path: `${of('networking.k8s.io/v1')}/ingresses`,
    body: { spec: { defaultBackend: { service: { name: 'one', port: { number: 80 } } } } },
  },
  { path: `${of('networking.k8s.io/v1')}/networkpolicies`, body: { spec: { podSelector: {} } } },
  { path: `${CORE}/serviceaccounts`, body: {} },
  { path: `${of('rbac.authorization.k8s.io/v1')}/roles`, body: { rules: RULES } },
  {
    path: `${of('rbac.authorization.k8s.io/v1')}/rolebindings`,
    body: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' } },
  },
  { path: '/apis/rbac.authorization.k8s.io/v1/clusterroles', body: { rules: RULES } },
  {
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    body: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'one' } },
  },
  { path: `${CORE}/configmaps`, body: { data: { a: 'b' } } },
  { path: `${CORE}/secrets`, body: { type: 'Opaque', stringData: { password: 'correct-horse' } } },
  {
    path: '/api/v1/persistentvolumes',
    body: { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } } },
  },
  { path: `${CORE}/persistentvolumeclaims`, body: { spec: CLAIM } },
  { path: `${CORE}/resourcequotas`, body: { spec: { hard: { pods: '9' } } } },
  { path: `${CORE}/limitranges`, body: { spec: { limits: [{ type: 'Pod' }] } } },
  { path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', body: { webhooks: [WEBHOOK] } },
  { path: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', body: { webhooks: [WEBHOOK] } },
]

async function open(user: 'admin' | 'narrow', selection: ClusterSelection = {}) {
  const signal = AbortSignal.timeout(60_000)
  const client = createClient(await loadAccess({ kubeconfig: kube.kubeconfig(user) }), { signal })
  const requests: string[] = []
  const counted: Client = {
    ...client,
    get: (path, query) => {
      requests.push(`${path}?${new URLSearchParams(query).toString()}`)
      return client.get(path, query)
    },
  }
  const { cluster, refused } = await openCluster(counted, selection)
  return { cluster, refused, requests, objects: await Array.fromAsync(cluster.objects()) }
}

const named = (objects: readonly ClusterObject[], name: string) =>
  objects.filter((object) => object.name === name).map(({ kind }) => kind)

test('an inventory of every kind, with its version; no value of a Secret', async () => {
  const { cluster, objects, refused } = await open('admin')
  expect(refused).toEqual([])
  expect(cluster.version).toBe('v1.36.3')
  expect(named(objects, 'one').sort()).toEqual(
    KINDS.map(({ kind }) => kind)
      .filter((kind) => kind !== 'Namespace')
      .sort(),
  )
  expect(named(objects, 'shop')).toEqual(['Namespace'])
  const secret = objects.find(({ kind, name }) => kind === 'Secret' && name === 'one')?.object
  expect(secret).toMatchObject({ type: 'Opaque', dataSizes: { password: 13 } })
  expect(JSON.stringify(objects)).not.toContain(Buffer.from('correct-horse').toString('base64'))
  const [withValues] = (
    await open('admin', { kinds: KINDS.filter(({ kind }) => kind === 'Secret'), name: 'one', secretValues: true })
  ).objects
  expect(withValues?.object).toMatchObject({ data: { password: Buffer.from('correct-horse').toString('base64') } })
  expect(await clusterImages(cluster)).toMatchObject([
    { reference: 'harbor.local/web:1', pullSecrets: [{ namespace: 'shop', name: 'pull' }] },
  ])
})

test('a user with narrow rights: what may be listed is, the rest is named', async () => {
  const nothing = await open('narrow')
  expect(nothing.objects).toEqual([])
  expect(new Set(nothing.refused.map(({ code }) => code))).toEqual(new Set(['K8S_LIST_FORBIDDEN']))
  expect(nothing.refused).toHaveLength(KINDS.length)
  const rbac = of('rbac.authorization.k8s.io/v1')
  await kube.send('POST', `${rbac}/roles`, {
    metadata: { name: 'narrow' },
    rules: [{ apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['list'] }],
  })
  await kube.send('POST', `${rbac}/rolebindings`, {
    metadata: { name: 'narrow' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'narrow' },
    subjects: [{ kind: 'User', name: 'narrow', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  await sleep(500)
  const some = await open('narrow', { namespaces: ['shop'] })
  expect(named(some.objects, 'one')).toEqual(['Deployment', 'Pod'])
  expect(some.refused.find(({ message }) => message.includes('secrets'))).toMatchObject({
    message: 'may not list secrets in namespace shop',
  })
})

test('owners: each workload once, by who made it', async () => {
  const make = async (
    path: string,
    name: string,
    body: object,
    owner?: { kind: string; name: string; uid: unknown },
  ): Promise<{ kind: string; name: string; uid: unknown }> => {
    const ownerReferences = owner && [{ apiVersion: 'v1', controller: true, ...owner }]
    const { kind, metadata } = (await kube.send('POST', path, {
      metadata: { name, ...(ownerReferences && { ownerReferences }) },
      ...body,
    })) as { kind: string; metadata: JsonObject }
    return { kind, name, uid: metadata['uid'] }
  }
  const [replicaSets, pods, jobs] = [`${of('apps/v1')}/replicasets`, `${CORE}/pods`, `${of('batch/v1')}/jobs`]
  const deployment = await make(`${of('apps/v1')}/deployments`, 'owned-deployment', { spec: TEMPLATE })
  await make(pods, 'owned-pod', { spec: POD }, await make(replicaSets, 'owned-set', { spec: TEMPLATE }, deployment))
  const cronJob = await make(`${of('batch/v1')}/cronjobs`, 'owned-cron', {
    spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: JOB } },
  })
  await make(pods, 'owned-job-pod', { spec: POD }, await make(jobs, 'owned-job', { spec: JOB }, cronJob))
  await make(
    pods,
    'owned-stateful',
    { spec: POD },
    await make(`${of('apps/v1')}/statefulsets`, 'owned-stateful-set', { spec: { ...TEMPLATE, serviceName: 'one' } }),
  )
  const rollout = { kind: 'Rollout', name: 'canary', uid: 'b6f1e3a8-0000-4000-8000-000000000001' }
  await make(
    pods,
    'owned-canary-pod',
    { spec: POD },
    await make(replicaSets, 'owned-canary', { spec: TEMPLATE }, rollout),
  )
  await make(
    pods,
    'owned-clone',
    { spec: POD },
    { kind: 'CloneSet', name: 'clone', uid: 'b6f1e3a8-0000-4000-8000-000000000002' },
  )
  const node = ((await kube.send('GET', '/api/v1/nodes/one')) as { metadata: JsonObject }).metadata['uid']
  await make(
    pods,
    'owned-static',
    { spec: { containers: [CONTAINER], nodeName: 'one' } },
    { kind: 'Node', name: 'one', uid: node },
  )
  await make(`${CORE}/configmaps`, 'owned-lock', { data: {} }, deployment)
  const { cluster, objects } = await open('admin')
  expect(
    objects
      .filter(({ name }) => name.startsWith('owned-'))
      .map(({ kind, name }) => `${kind}/${name}`)
      .sort(),
  ).toEqual([
    'ConfigMap/owned-lock',
    'CronJob/owned-cron',
    'Deployment/owned-deployment',
    'Pod/owned-clone',
    'Pod/owned-static',
    'ReplicaSet/owned-canary',
    'StatefulSet/owned-stateful-set',
  ])
  const [image] = await clusterImages(cluster)
  expect(image?.workloads.filter((name) => /owned|canary|clone/.test(name)).sort()).toEqual([
    'shop/CloneSet/clone',
    'shop/CronJob/owned-cron',
    'shop/Deployment/owned-deployment',
    'shop/Pod/owned-static',
    'shop/Rollout/canary',
    'shop/StatefulSet/owned-stateful-set',
  ])
  expect(
    named(
      (await open('admin', { kinds: KINDS.filter(({ kind }) => kind === 'Pod'), name: 'owned-pod' })).objects,
      'owned-pod',
    ),
  ).toEqual(['Pod'])
})

test('selection: names and patterns, labels, namespaces that are not there', async () => {
  const pick = async (selection: ClusterSelection) =>
    (await open('admin', selection)).objects.map(({ kind, name }) => `${kind}/${name}`)
  const kinds = KINDS.filter(({ kind }) => kind === 'ServiceAccount' || kind === 'Service')
  expect(await pick({ kinds, name: 'one' })).toEqual(['Service/one', 'ServiceAccount/one'])
  expect(
    await pick({ kinds, name: /^o.e$/, excludeNamespaces: ['shop'] }).catch((error: unknown) => error),
  ).toMatchObject({ code: 'K8S_OBJECT_NOT_FOUND' })
  expect(await pick({ kinds, namespaces: ['default'] })).toEqual(['Service/kubernetes'])
  await kube.send('POST', `${CORE}/services`, {
    metadata: { name: 'labelled', labels: { tier: 'front' } },
    spec: { ports: [{ port: 80 }] },
  })
  expect(await pick({ labelSelector: 'tier in (front)' })).toEqual(['Service/labelled'])
  await expect(open('admin', { labelSelector: 'tier in' })).rejects.toMatchObject({ code: 'K8S_SELECTOR_INVALID' })
  const typo = await open('admin', { namespaces: ['shopp'], kinds })
  expect([typo.objects, typo.refused]).toMatchObject([
    [],
    [{ code: 'K8S_NAMESPACE_UNKNOWN', hint: 'did you mean shop?' }],
  ])
})
