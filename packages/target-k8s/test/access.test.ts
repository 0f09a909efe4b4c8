import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { TEST_TLS } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createClient, fromKubeConfig, loadAccess } from '../src/index.ts'
import { startFakeApiServer } from './fake-api-server.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-k8s-'))
})
afterAll(() => rm(folder, { recursive: true }))

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const TOKEN = `${part({ alg: 'none' })}.${part({ exp: 4_102_444_800 })}.x`

const config = (server: string, user: object): string =>
  JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user }],
    clusters: [
      { name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from(TEST_TLS.ca).toString('base64') } },
    ],
  })

test('an OpenID token that still holds', async () => {
  await using server = await startFakeApiServer({ objects: {}, token: TOKEN })
  const kubeconfig = join(folder, 'oidc')
  await writeFile(kubeconfig, config(server.url, { 'auth-provider': { name: 'oidc', config: { 'id-token': TOKEN } } }))
  expect(await createClient(await loadAccess({ kubeconfig })).get('/version')).toEqual({
    status: 200,
    body: { gitVersion: 'v1.36.3' },
  })
})

test('a provider that ran programs by itself, and that Kubernetes removed, is refused', async () => {
  const kubeconfig = join(folder, 'gcp')
  await writeFile(
    kubeconfig,
    config('https://127.0.0.1:1', {
      'auth-provider': { name: 'gcp', config: { 'cmd-path': 'touch', 'cmd-args': join(folder, 'run') } },
    }),
  )
  await expect(loadAccess({ kubeconfig })).rejects.toMatchObject({
    code: 'K8S_CONFIG_INVALID',
    message: 'the auth provider gcp was removed from Kubernetes',
  })
})

test.each([
  ['broken', 'users: [b\n token: secret-token\n', / at line \d, column \d+/],
  [
    'a bomb',
    `a: &a [x]\n${Array.from(
      { length: 8 },
      (_, at) =>
        `b${at}: &b${at} [${Array(20)
          .fill(at === 0 ? '*a' : `*b${at - 1}`)
          .join(', ')}]`,
    ).join('\n')}\n`,
    /Excessive alias count/,
  ],
  ['too large', 'a'.repeat(5 << 20), /larger than/],
])('a kubeconfig that is %s', async (_name, text, said) => {
  const kubeconfig = join(folder, 'broken')
  await writeFile(kubeconfig, text)
  const error: unknown = await loadAccess({ kubeconfig }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'K8S_CONFIG_INVALID', message: expect.stringMatching(said) as string })
  expect((error as Error).message).not.toContain('secret-token')
})

test('a cluster whose authority the system trusts, where the kubeconfig names none; no message names a flag of Node', async () => {
  await using server = await startFakeApiServer({ objects: {}, token: 'good' })
  const authority = join(folder, 'company.pem')
  await writeFile(authority, TEST_TLS.ca)
  const text = JSON.parse(config(server.url, { token: 'good' })) as { clusters: [{ cluster: Record<string, unknown> }] }
  delete text.clusters[0].cluster['certificate-authority-data']
  const kubeconfig = join(folder, 'system')
  const ask = async () => {
    await writeFile(kubeconfig, JSON.stringify(text))
    return createClient(await loadAccess({ kubeconfig }))
      .get('/version')
      .catch((thrown: unknown) => thrown)
  }
  try {
    vi.stubEnv('SSL_CERT_DIR', '/nonexistent')
    vi.stubEnv('SSL_CERT_FILE', '/nonexistent')
    const untrusted = await ask()
    expect(untrusted).toMatchObject({ code: 'K8S_UNREACHABLE' })
    expect((untrusted as Error).message).not.toMatch(/node|--/i)
    vi.stubEnv('SSL_CERT_FILE', authority)
    expect(await ask()).toMatchObject({ status: 200 })
    // Through client-node, as with a proxy.
    ;(text as { users?: unknown }).users = [
      { name: 'u', user: { 'auth-provider': { name: 'oidc', config: { 'id-token': TOKEN } } } },
    ]
    expect(await ask()).toMatchObject({ status: 401 })
  } finally {
    vi.unstubAllEnvs()
  }
})

test('a KubeConfig of client-node', async () => {
  await using server = await startFakeApiServer({ objects: {}, token: 'good' })
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromString(config(server.url, { token: 'good' }))
  expect((await createClient(fromKubeConfig(kubeConfig)).get('/version')).status).toBe(200)
})
