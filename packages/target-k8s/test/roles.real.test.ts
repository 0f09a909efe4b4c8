import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startKubeApiserver } from '@veinmind/services'
import type { KubeApiserver } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { createClient, KINDS, loadAccess, openCluster, readPullSecret } from '../src/index.ts'

const PAGE = join(import.meta.dirname, '../../../docs/clusters.md')
const RBAC = '/apis/rbac.authorization.k8s.io/v1'

interface Role {
  readonly metadata: { readonly name: string }
  readonly rules: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly verbs: readonly string[]
  }[]
}

let kube: KubeApiserver
let roles: readonly Role[]
beforeAll(async () => {
  kube = await startKubeApiserver()
  const blocks = [...(await readFile(PAGE, 'utf8')).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)
  roles = blocks.flatMap((yaml) => parseAllDocuments(yaml).map((document) => document.toJS() as Role))
  for (const role of roles) {
    await kube.send('POST', `${RBAC}/clusterroles`, role)
    await kube.send('POST', `${RBAC}/clusterrolebindings`, {
      metadata: role.metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [{ kind: 'User', name: 'narrow', apiGroup: 'rbac.authorization.k8s.io' }],
    })
  }
  for (const name of ['pull', 'other']) {
    await kube.send('POST', '/api/v1/namespaces/default/secrets', {
      metadata: { name },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': '{"auths":{"x.example":{}}}' },
    })
  }
  await kube.send('POST', '/api/v1/namespaces/default/secrets', {
    metadata: { name: 'old' },
    type: 'kubernetes.io/dockercfg',
    stringData: { '.dockercfg': '{"x.example":{}}' },
  })
})
afterAll(() => kube.stop())

const clientOf = async (user: 'admin' | 'narrow') =>
  createClient(await loadAccess({ kubeconfig: kube.kubeconfig(user) }))

test('the role of the page is enough for every kind, and has nothing more', async () => {
  // A user's new role is known to the server a moment later.
  await expect
    .poll(async () => (await openCluster(await clientOf('narrow'))).refused.map(({ message }) => message), {
      timeout: 30_000,
    })
    .toEqual([])
  const [role] = roles
  expect(
    role?.rules
      .flatMap(({ apiGroups, resources, verbs }) =>
        resources.map((resource) => `${verbs.join()} ${resource}.${apiGroups.join()}`),
      )
      .sort(),
  ).toEqual(
    KINDS.map(
      ({ apiVersion, resource }) => `list ${resource}.${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`,
    ).sort(),
  )
})

test('the role for images reads the named pull secret, and no other', async () => {
  const client = await clientOf('narrow')
  await expect
    .poll(() => readPullSecret(client, { namespace: 'default', name: 'pull' }).catch(String), { timeout: 30_000 })
    .toBe('{"auths":{"x.example":{}}}')
  await expect(readPullSecret(client, { namespace: 'default', name: 'other' })).rejects.toMatchObject({
    code: 'K8S_SECRET_UNREADABLE',
    hint: expect.stringContaining('resourceNames: [other]') as string,
  })
  const admin = await clientOf('admin')
  expect(await readPullSecret(admin, { namespace: 'default', name: 'old' })).toBe('{"auths":{"x.example":{}}}')
  await expect(readPullSecret(admin, { namespace: 'default', name: 'none' })).rejects.toMatchObject({
    message: 'the pull secret default/none is not there',
  })
})
