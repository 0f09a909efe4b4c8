import { access as canAccess } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node'
import type { JsonObject } from '@veinmind/sdk'
import { suggest } from '@veinmind/sdk'
import { asObject, asText } from './clean-object.ts'
import { createAuthenticator } from './credentials/authenticator.ts'
import { proxyFor } from './environment-proxy.ts'
import { configError, pathOf, readKubeconfigs } from './kubeconfig.ts'
import type { ChosenContext, Kubeconfig, KubeconfigEntry } from './kubeconfig.ts'

/** How a cluster is reached. */
export interface AccessOptions {
  /** A kubeconfig; by default the files of `KUBECONFIG`, `~/.kube/config`, then the service account of a Pod. */
  readonly kubeconfig?: string
  /** A context of the kubeconfig; by default its current one. */
  readonly context?: string
  /** Milliseconds that a login command may take; by default a minute. */
  readonly loginTimeout?: number
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * Reads the access to a cluster as kubectl does: client certificates, tokens and their files, exec credentials, proxies.
 * A program is run only where the kubeconfig that was asked for names one. Throws `K8S_CONFIG_INVALID`.
 */
export async function loadAccess({ kubeconfig, context, loginTimeout = 60_000 }: AccessOptions = {}): Promise<KubeConfig> {
  const chosen = chooseContext(await findKubeconfig(kubeconfig), context)
  const cluster = toCluster(chosen)
  // Loaded here: it takes 400 ms.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const user = toUser(chosen)
  config.loadFromOptions({ clusters: [cluster], users: [user], contexts: [{ name: chosen.name, cluster: cluster.name, user: user.name }], currentContext: chosen.name })
  config.addAuthenticator(createAuthenticator(chosen, loginTimeout))
  return config
}

async function findKubeconfig(path: string | undefined): Promise<Kubeconfig> {
  if (path !== undefined) return readKubeconfigs([path], false)
  const files = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  if (files.length > 0) return readKubeconfigs(files, true)
  const own = join(process.env['HOME'] || homedir(), '.kube', 'config')
  if (await isThere(own)) return readKubeconfigs([own], false)
  return inCluster()
}

/** The access that every Pod has, written as a kubeconfig. */
async function inCluster(): Promise<Kubeconfig> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env
  if (!host || !(await isThere(join(SERVICE_ACCOUNT, 'token')))) throw configError('there is no kubeconfig, and this is no Pod with a service account')
  const entry = (value: JsonObject): ReadonlyMap<string, KubeconfigEntry> => new Map([['in-cluster', { value, folder: SERVICE_ACCOUNT }]])
  return {
    clusters: entry({ server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, 'certificate-authority': 'ca.crt' }),
    users: entry({ tokenFile: 'token' }),
    contexts: entry({ cluster: 'in-cluster', user: 'in-cluster' }),
    currentContext: 'in-cluster',
  }
}

const isThere = (path: string): Promise<boolean> => canAccess(path).then(() => true, () => false)

function chooseContext({ clusters, contexts, users, currentContext }: Kubeconfig, wanted: string | undefined): ChosenContext {
  const name = wanted ?? currentContext
  if (name === undefined) throw configError('the kubeconfig has no current context', contextHint(contexts))
  const context = contexts.get(name)?.value
  if (!context) throw configError(`the kubeconfig has no context ${name}`, contextHint(contexts, name))
  const [cluster, user] = [asText(context['cluster']) ?? '', asText(context['user']) ?? '']
  const foundCluster = clusters.get(cluster)
  if (!foundCluster) throw configError(`the context ${name} names the cluster ${cluster || '""'}, which the kubeconfig does not have`)
  // A context without a user is that of somebody who does not log in.
  const foundUser = users.get(user) ?? (user === '' ? { value: {}, folder: '' } : undefined)
  if (!foundUser) throw configError(`the context ${name} names the user ${user}, which the kubeconfig does not have`)
  return { name, cluster: foundCluster, user: foundUser }
}

function contextHint(contexts: Kubeconfig['contexts'], name?: string): string {
  const names = [...contexts.keys()]
  const near = name === undefined ? undefined : suggest(name, names)
  if (near !== undefined) return `did you mean ${near}?`
  return names.length === 0 ? 'it has no contexts' : `choose one by --context: ${names.slice(0, 10).join(', ')}`
}

function toCluster({ cluster }: ChosenContext): Cluster {
  const text = (key: string): string | undefined => asText(cluster.value[key]) || undefined
  const server = text('server') ?? ''
  if (!/^https?:\/\//i.test(server) || !URL.canParse(server)) throw configError(`the server of the cluster is no http address: "${server}"`)
  const [caData, caFile, tlsServerName] = [text('certificate-authority-data'), text('certificate-authority'), text('tls-server-name')]
  const proxyUrl = text('proxy-url') ?? proxyFor(new URL(server), process.env)
  return {
    name: 'cluster',
    server: server.replace(/\/+$/, ''),
    // client-node refuses http unless there is nothing to verify, which there is not.
    skipTLSVerify: cluster.value['insecure-skip-tls-verify'] === true || server.startsWith('http:'),
    ...(caData === undefined ? {} : { caData }),
    ...(caData !== undefined || caFile === undefined ? {} : { caFile: pathOf(cluster, caFile) }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  }
}

/** The user as client-node takes it; tokens from files and programs, and impersonation, are the authenticator's. */
function toUser({ user }: ChosenContext): User {
  const text = (key: string): string | undefined => asText(user.value[key]) || undefined
  const certificate = fileOrData(user, 'client-certificate')
  const key = fileOrData(user, 'client-key')
  const provider = asObject(user.value['auth-provider'])
  const providerName = asText(provider['name'])
  if (providerName !== undefined && providerName !== 'oidc') {
    throw configError(`the auth provider ${providerName} was removed from Kubernetes`, 'let the provider’s tool write an exec credential into the kubeconfig')
  }
  const [username, password] = [text('username'), text('password')]
  return {
    name: 'user',
    ...(certificate.data === undefined ? {} : { certData: certificate.data }),
    ...(certificate.file === undefined ? {} : { certFile: certificate.file }),
    ...(key.data === undefined ? {} : { keyData: key.data }),
    ...(key.file === undefined ? {} : { keyFile: key.file }),
    ...(username === undefined ? {} : { username, password: password ?? '' }),
    ...(providerName === undefined ? {} : { authProvider: structuredClone(provider) }),
  }
}

function fileOrData(user: KubeconfigEntry, key: string): { readonly data?: string; readonly file?: string } {
  const [data, file] = [asText(user.value[`${key}-data`]), asText(user.value[key])]
  if (data) return { data }
  return file ? { file: pathOf(user, file) } : {}
}
