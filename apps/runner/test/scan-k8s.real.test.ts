import { readFile } from 'node:fs/promises'
import type { Report } from '@veinmind/report'
import {
  createCertificates,
  removeTemporary,
  startDistribution,
  startKubeApiserver,
  temporaryFolder,
} from '@veinmind/services'
import type { KubeApiserver } from '@veinmind/services'
import type { JsonObject } from '@veinmind/sdk'
import { basicCredentials, openRegistry } from '@veinmind/target-registry'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const SECRET = 'cluster-password'

let kube: KubeApiserver
let cwd = ''
beforeAll(async () => {
  kube = await startKubeApiserver()
  cwd = temporaryFolder('scan-k8s')
})
afterAll(async () => {
  await kube.stop()
  removeTemporary(cwd)
})

const core = (namespace: string) => `/api/v1/namespaces/${namespace}`
const imageWith = (name: string): BuiltImage =>
  buildImage(
    layer({ 'etc/hostname': name, 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'etc/shadow': 'root::1::::::\n' }),
  )
const template = (spec: object) => ({
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec },
})
const containers = (...images: string[]) => images.map((image, at) => ({ name: `c${at}`, image }))

const makeNamespace = (name: string) => kube.send('POST', '/api/v1/namespaces', { metadata: { name } })

/** A Secret with a user's password for registries. */
async function makePullSecret(
  namespace: string,
  name: string,
  logins: Readonly<Record<string, string>>,
): Promise<void> {
  const auths = Object.fromEntries(
    Object.entries(logins).map(([host, username]) => [host, { username, password: SECRET }]),
  )
  const text = JSON.stringify({ auths, credsStore: 'never-run' })
  await kube.send('POST', `${core(namespace)}/secrets`, {
    metadata: { name },
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': text },
  })
}

async function scan(user: 'admin' | 'narrow', ...args: string[]) {
  const run = await runVeinmind(
    ['scan', 'k8s', ...args, '-k', kube.kubeconfig(user), '--no-cache', '-f', 'json', '-o', '-'],
    { cwd },
  )
  expect(run.stdout + run.stderr).not.toMatch(
    new RegExp(`${SECRET}|${Buffer.from(SECRET).toString('base64').slice(0, -2)}`),
  )
  const report = JSON.parse(run.stdout) as Report
  const images = report.targets.filter(({ kind }) => kind === 'image')
  return {
    ...run,
    report,
    images,
    users: Object.fromEntries(images.map(({ name, notes = [] }) => [name, notes.toSorted()])),
  }
}

test('scan k8s --images: a private registry with an authority of its own, by the secrets of workloads and service accounts', async () => {
  using certificates = await createCertificates()
  await using server = await startDistribution({ token: { users: { robot: SECRET } }, tls: certificates.server })
  const ca = await readFile(certificates.ca, 'utf8')
  await using registry = openRegistry(server.host, { credentials: basicCredentials(server.host, 'robot', SECRET), ca })
  const image = imageWith('private')
  for (const [digest, content] of image.blobs)
    await registry.writeBlob('shop/web', { digest, size: content.length, content })
  await registry.writeManifest('shop/web', '1', { mediaType: image.mediaType, bytes: image.manifest })
  await makeNamespace('private')
  await makePullSecret('private', 'wrong', { [server.host]: 'nobody' })
  await makePullSecret('private', 'pull', { [server.host]: 'robot', 'other.example': 'robot' })
  await kube.send('POST', `${core('private')}/serviceaccounts`, {
    metadata: { name: 'web' },
    imagePullSecrets: [{ name: 'wrong' }, { name: 'pull' }],
  })
  const reference = `${server.host}/shop/web:1`
  await kube.send('POST', '/apis/apps/v1/namespaces/private/deployments', {
    metadata: { name: 'a' },
    spec: template({ serviceAccountName: 'web', containers: containers(reference) }),
  })
  await kube.send('POST', '/apis/batch/v1/namespaces/private/cronjobs', {
    metadata: { name: 'b' },
    spec: {
      schedule: '0 0 1 1 *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'Never', imagePullSecrets: [{ name: 'pull' }], containers: containers(reference) },
          },
        },
      },
    },
  })
  const { images, users, report } = await scan(
    'admin',
    '-n',
    'private',
    '--images',
    '--registry-ca-file',
    certificates.ca,
  )
  expect(images.map(({ outcome }) => outcome)).toEqual(['ok'])
  expect(users).toEqual({ [reference]: ['used by private/CronJob/b', 'used by private/Deployment/a'] })
  expect(report.findings.filter(({ type }) => type === 'Weakpass')).toHaveLength(1)
  expect(report.errors).toEqual([])
})

test('the digest that runs, init and ephemeral containers; each digest once; workloads chosen by kind and name', async () => {
  await using registry = await startRegistry()
  const [old, now, init, debug] = ['old', 'now', 'init', 'debug'].map(imageWith) as [
    BuiltImage,
    BuiltImage,
    BuiltImage,
    BuiltImage,
  ]
  registry.push('web', '1', now)
  registry.push('web', old.manifestDigest, old)
  registry.push('mirror/web', '2', old)
  registry.push('init', 'latest', init)
  registry.push('debug', 'latest', debug)
  const at = (name: string): string => `${registry.host}/${name}`
  await makeNamespace('digests')
  const path = '/apis/apps/v1/namespaces/digests'
  const spec = { initContainers: [{ name: 'i', image: at('init') }], containers: containers(at('web:1')) }
  const owner = async (
    kind: string,
    resource: string,
    name: string,
    ownerReferences: object[] = [],
  ): Promise<object[]> => {
    const { metadata } = (await kube.send('POST', `${path}/${resource}`, {
      metadata: { name, ownerReferences },
      spec: template(spec),
    })) as { metadata: JsonObject }
    return [{ apiVersion: 'apps/v1', kind, name, uid: metadata['uid'], controller: true }]
  }
  const replicaSet = await owner('ReplicaSet', 'replicasets', 'web-1', await owner('Deployment', 'deployments', 'web'))
  const pod = (await kube.send('POST', `${core('digests')}/pods`, {
    metadata: { name: 'web-1-a', ownerReferences: replicaSet },
    spec,
  })) as JsonObject
  const statuses = [
    {
      name: 'c0',
      image: 'sha256:x',
      imageID: `docker-pullable://${at('web')}@${old.manifestDigest}`,
      restartCount: 0,
      ready: true,
      state: {},
      lastState: {},
    },
  ]
  await kube.send('PUT', `${core('digests')}/pods/web-1-a/status`, {
    ...pod,
    status: { phase: 'Running', containerStatuses: statuses },
  })
  const current = (await kube.send('GET', `${core('digests')}/pods/web-1-a`)) as { spec: JsonObject }
  const ephemeralContainers = [
    { name: 'debugger', image: at('debug'), terminationMessagePolicy: 'File', imagePullPolicy: 'Always' },
  ]
  await kube.send('PUT', `${core('digests')}/pods/web-1-a/ephemeralcontainers`, {
    ...current,
    spec: { ...current.spec, ephemeralContainers },
  })
  await kube.send('POST', `${core('digests')}/pods`, {
    metadata: { name: 'z-other' },
    spec: { containers: containers(at('mirror/web:2')) },
  })

  const web = ['used by digests/Deployment/web']
  const all = await scan('admin', '-n', 'digests', '--images')
  expect(all.users).toEqual({
    [`${at('web')}@${old.manifestDigest}`]: web,
    [at('init:latest')]: web,
    [at('debug:latest')]: web,
  })
  expect(all.report.skipped).toEqual([
    {
      target: at('mirror/web:2'),
      reason: `the same image as ${at('web')}@${old.manifestDigest}; used by digests/Deployment/web; used by digests/Pod/z-other`,
    },
  ])
  expect((await scan('admin', 'deploy/web', '-n', 'digests', '--images')).users).toEqual(all.users)
  expect((await scan('admin', 'pods/.-oth.*', '-n', 'digests', '--images')).users).toEqual({
    [at('mirror/web:2')]: ['used by digests/Pod/z-other'],
  })
})

test('an image whose secret may not be read is an error that names the permission; the others are scanned', async () => {
  await using open = await startRegistry()
  await using closed = await startRegistry({ auth: { type: 'basic', users: { robot: SECRET } } })
  open.push('app', '1', imageWith('open'))
  closed.push('app', '1', imageWith('closed'))
  await makeNamespace('narrow')
  await makePullSecret('narrow', 'pull', { [closed.host]: 'robot' })
  await kube.send('POST', `${core('narrow')}/pods`, {
    metadata: { name: 'p' },
    spec: {
      imagePullSecrets: [{ name: 'pull' }],
      containers: containers(`${open.host}/app:1`, `${closed.host}/app:1`, 'NOT/an image'),
    },
  })
  const role = '/apis/rbac.authorization.k8s.io/v1/namespaces/narrow'
  await kube.send('POST', `${role}/roles`, {
    metadata: { name: 'pods' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
  })
  await kube.send('POST', `${role}/rolebindings`, {
    metadata: { name: 'pods' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pods' },
    subjects: [{ kind: 'User', name: 'narrow', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  const { users, report, code } = await scan('narrow', 'pods', '-n', 'narrow', '--images')
  expect([users, code]).toEqual([{ [`${open.host}/app:1`]: ['used by narrow/Pod/p'] }, 3])
  const codes = report.errors.map(({ code: error, target }) => `${error} ${target?.replace(closed.host, 'closed')}`)
  expect(codes).toEqual(
    expect.arrayContaining([
      'K8S_SECRET_UNREADABLE closed/app',
      'REGISTRY_UNAUTHORIZED closed/app:1',
      'REGISTRY_REFERENCE_INVALID NOT/an image',
    ]),
  )
  expect(report.errors.find(({ code: error }) => error === 'K8S_SECRET_UNREADABLE')?.hint).toContain(
    'resourceNames: [pull]',
  )
})

test('namespaces by a list, kinds, an unknown namespace', async () => {
  for (const name of ['one', 'two', 'three']) {
    await makeNamespace(name)
    await kube.send('POST', `${core(name)}/pods`, {
      metadata: { name: 'p' },
      spec: { hostNetwork: true, containers: containers('web:1') },
    })
  }
  const paths = async (...args: string[]) =>
    [
      ...new Set(
        (await scan('admin', ...args)).report.findings.flatMap(({ locations }) =>
          locations.flatMap(({ path }) => path ?? []),
        ),
      ),
    ].toSorted()
  expect(await paths('-n', 'one,two', '--kind', 'pods')).toEqual(['one/Pod/p', 'two/Pod/p'])
  expect(await paths('pods', '-n', 'one', '-n', 'two', '--exclude-namespace', 'two')).toEqual(['one/Pod/p'])
  const { code, report } = await scan('admin', 'pods', '-n', 'one,tow')
  expect([code, report.errors.map(({ code: error, hint }) => `${error} ${hint}`)]).toEqual([
    3,
    ['K8S_NAMESPACE_UNKNOWN did you mean two?'],
  ])
})

test('5,000 objects in 300 MiB', async () => {
  await makeNamespace('many')
  const deployment = (at: number) => ({
    metadata: { name: `web-${at}` },
    spec: template({ containers: containers('harbor.local/web:1') }),
  })
  const config = (at: number) => ({ metadata: { name: `config-${at}` }, data: { text: 'x'.repeat(1000) } })
  for (let at = 0; at < 5000; at += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, each) =>
        at < 1000
          ? kube.send('POST', '/apis/apps/v1/namespaces/many/deployments', deployment(at + each))
          : kube.send('POST', `${core('many')}/configmaps`, config(at + each)),
      ),
    )
  }
  const meter = `data:text/javascript,${encodeURIComponent("process.on('exit', () => console.error('maxRSS', process.resourceUsage().maxRSS))")}`
  const args = ['scan', 'k8s', '-n', 'many', '--kubeconfig', kube.kubeconfig('admin'), '-f', 'json', '-o', 'many.json']
  const { stderr } = await runVeinmind(args, { cwd, env: { NODE_OPTIONS: `--import ${meter}` } })
  const peak = Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024
  const report = JSON.parse(await readFile(`${cwd}/many.json`, 'utf8')) as Report
  const deployments = report.findings.flatMap(({ locations }) =>
    locations.flatMap(({ path }) => path?.match(/Deployment\/web-\d+/) ?? []),
  )
  expect(new Set(deployments).size).toBe(1000)
  expect(peak).toBeLessThan(300)
})
