import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { createCertificates } from './certificates.ts'
import type { KeyPair } from './certificates.ts'
import { requireKubeApiserver } from './kube-apiserver-build.ts'
import { freePort } from './ports.ts'
import { requireTool } from './require-tool.ts'
import { startService } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** A Kubernetes API server with its etcd, and nothing else: objects are stored, no controller acts on them. */
export interface KubeApiserver extends AsyncDisposable {
  readonly url: string
  /** Path of the authority's certificate. */
  readonly ca: string
  /** The certificate of the user `client`, who may do nothing until a role says so. */
  readonly client: KeyPair
  /** Token of a user who may do everything, and of one who may do nothing until a role says so. */
  readonly tokens: { readonly admin: string; readonly narrow: string }
  /** A kubeconfig for one of the tokens. */
  kubeconfig(user: 'admin' | 'narrow'): string
  /** Sends an object or a query as the administrator; throws for answers other than 2xx. */
  send(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

const TOKENS = { admin: 'admin-token', narrow: 'narrow-token' }

/** Starts etcd and kube-apiserver on free ports of loopback; `more` are further arguments of kube-apiserver. */
export async function startKubeApiserver(more: readonly string[] = []): Promise<KubeApiserver> {
  const [apiserver, etcdPath] = [await requireKubeApiserver(), await requireTool('etcd')]
  const folder = temporaryFolder('kube')
  const certificates = await createCertificates()
  const etcd = await startEtcd(etcdPath, folder)
  const port = await freePort()
  const url = `https://127.0.0.1:${port}`
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const key = file('service-account.key', privateKey)
  const tokens = file('tokens.csv', `${TOKENS.admin},admin,1,system:masters\n${TOKENS.narrow},narrow,2\n`)
  const send = createSender(url, readFileSync(certificates.ca, 'utf8'))
  const args = [
    '--etcd-servers',
    etcd.url,
    '--bind-address',
    '127.0.0.1',
    '--secure-port',
    String(port),
    '--tls-cert-file',
    certificates.server.cert,
    '--tls-private-key-file',
    certificates.server.key,
    '--client-ca-file',
    certificates.ca,
    '--token-auth-file',
    tokens,
    '--authorization-mode',
    'RBAC',
    '--service-account-issuer',
    url,
    '--service-account-key-file',
    key,
    '--service-account-signing-key-file',
    key,
    '--service-cluster-ip-range',
    '10.0.0.0/24',
    '--disable-admission-plugins',
    'ServiceAccount',
    '--cert-dir',
    folder,
    ...more,
  ]
  const end = async (): Promise<void> => {
    await etcd.stop()
    certificates[Symbol.dispose]()
    removeTemporary(folder)
  }
  const service = await startService(apiserver, args, {
    timeout: 120_000,
    ready: async () => (await send('GET', '/readyz')) !== undefined,
  }).catch(async (error: unknown) => {
    await end()
    throw error
  })
  const stop = async (): Promise<void> => {
    await service.stop()
    await end()
  }
  return {
    url,
    ca: certificates.ca,
    client: certificates.client,
    tokens: TOKENS,
    kubeconfig: (user) => file(`${user}.json`, kubeconfig(url, certificates.ca, TOKENS[user])),
    send,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function startEtcd(command: string, folder: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const [client, peer] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${client}`
  const peerUrl = `http://127.0.0.1:${peer}`
  const args = [
    '--data-dir',
    join(folder, 'etcd'),
    '--listen-client-urls',
    url,
    '--advertise-client-urls',
    url,
    '--listen-peer-urls',
    peerUrl,
    '--initial-advertise-peer-urls',
    peerUrl,
    '--initial-cluster',
    `default=${peerUrl}`,
  ]
  const service = await startService(command, args, { ready: async () => (await fetch(`${url}/health`)).ok })
  return { url, stop: service.stop }
}

function createSender(url: string, ca: string): KubeApiserver['send'] {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${TOKENS.admin}`, 'content-type': 'application/json' }
      const sent = request(url + path, { method, ca, headers }, (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
        answer.once('end', () => {
          const status = answer.statusCode ?? 0
          if (status < 200 || status > 299) reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`))
          else resolve(text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text })
        })
      })
      sent.once('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

function kubeconfig(server: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': ca } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  })
}
