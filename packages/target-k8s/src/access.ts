import { access as canAccess } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { JsonObject } from '@veinmind/sdk'
import { asObject, suggest } from '@veinmind/internal'
import { asText } from './clean-object.ts'
import { proxyFor } from './environment-proxy.ts'
import { configError, readKubeconfigs } from './kubeconfig.ts'
import type { ChosenContext, Kubeconfig, KubeconfigEntry } from './kubeconfig.ts'
import type { Access } from './access-way.ts'

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
export async function loadAccess({ kubeconfig, context, loginTimeout = 60_000 }: AccessOptions = {}): Promise<Access> {
  const chosen = chooseContext(await findKubeconfig(kubeconfig), context)
  const server = asText(chosen.cluster.value['server']) ?? ''
  if (!/^https?:\/\//i.test(server) || !URL.canParse(server))
    throw configError(`the server of the cluster is no http address: "${server}"`)
  const proxy = asText(chosen.cluster.value['proxy-url']) || proxyFor(new URL(server), process.env)
  const provider = asText(asObject(chosen.user.value['auth-provider'])['name'])
  if (proxy === undefined && provider === undefined) {
    const { createDirectAccess } = await import('./direct-access.ts')
    return createDirectAccess(chosen, loginTimeout)
  }
  const { createLibraryAccess } = await import('./library-access.ts')
  return createLibraryAccess(chosen, { loginTimeout, ...(proxy === undefined ? {} : { proxy }) })
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
  if (!host || !(await isThere(join(SERVICE_ACCOUNT, 'token'))))
    throw configError('there is no kubeconfig, and this is no Pod with a service account')
  const entry = (value: JsonObject): ReadonlyMap<string, KubeconfigEntry> =>
    new Map([['in-cluster', { value, folder: SERVICE_ACCOUNT }]])
  return {
    clusters: entry({
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      'certificate-authority': 'ca.crt',
    }),
    users: entry({ tokenFile: 'token' }),
    contexts: entry({ cluster: 'in-cluster', user: 'in-cluster' }),
    currentContext: 'in-cluster',
  }
}

const isThere = (path: string): Promise<boolean> =>
  canAccess(path).then(
    () => true,
    () => false,
  )

function chooseContext(
  { clusters, contexts, users, currentContext }: Kubeconfig,
  wanted: string | undefined,
): ChosenContext {
  const name = wanted ?? currentContext
  if (name === undefined) throw configError('the kubeconfig has no current context', contextHint(contexts))
  const context = contexts.get(name)?.value
  if (!context) throw configError(`the kubeconfig has no context ${name}`, contextHint(contexts, name))
  const [cluster, user] = [asText(context['cluster']) ?? '', asText(context['user']) ?? '']
  const foundCluster = clusters.get(cluster)
  if (!foundCluster)
    throw configError(`the context ${name} names the cluster ${cluster || '""'}, which the kubeconfig does not have`)
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
