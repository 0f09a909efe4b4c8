import { getCACertificates } from 'node:tls'
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node'
import { asObject } from '@veinmind/internal'
import { systemCertificates } from '@veinmind/internal/trust'
import type { Access } from './access-way.ts'
import { asText } from './clean-object.ts'
import { createLogin } from './credentials/create-login.ts'
import { configError } from './kubeconfig.ts'
import type { ChosenContext } from './kubeconfig.ts'
import { readTls } from './tls.ts'
import type { Tls } from './tls.ts'

/** What is needed to reach the server besides the kubeconfig. */
export interface LibraryOptions {
  readonly loginTimeout: number
  readonly proxy?: string
}

/** The way to a cluster through a proxy, or with an OpenID provider: that of client-node, which is loaded for it. */
export async function createLibraryAccess(
  chosen: ChosenContext,
  { loginTimeout, proxy }: LibraryOptions,
): Promise<Access> {
  const tls = await readTls(chosen)
  const [cluster, user] = [toCluster(chosen, tls, proxy), toUser(chosen, tls)]
  // Loaded here: it takes 80 MiB and half a second.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ name: chosen.name, cluster: cluster.name, user: user.name }],
    currentContext: chosen.name,
  })
  const login = createLogin(chosen, loginTimeout)
  const access = fromKubeConfig(config)
  return {
    server: access.server,
    async apply(options) {
      await login(options)
      await access.apply(options)
    },
  }
}

/** The way that a `KubeConfig` of client-node leads, for tools that have one. */
export function fromKubeConfig(config: KubeConfig): Access {
  return {
    server: (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, ''),
    async apply(options) {
      await config.applyToHTTPSOptions(options)
      // client-node's agents connect anew for each request.
      if (typeof options.agent === 'object') Object.assign(options.agent, { keepAlive: true })
    },
  }
}

function toCluster(
  { cluster }: ChosenContext,
  { ca, servername, rejectUnauthorized }: Tls,
  proxyUrl: string | undefined,
): Cluster {
  const server = (asText(cluster.value['server']) ?? '').replace(/\/+$/, '')
  const system = systemCertificates()
  const authorities =
    ca ?? (system.length === 0 ? undefined : Buffer.from([...getCACertificates('default'), ...system].join('\n')))
  return {
    name: 'cluster',
    server,
    // client-node refuses http unless there is nothing to verify, which there is not.
    skipTLSVerify: rejectUnauthorized === false || /^http:/i.test(server),
    ...(authorities !== undefined && { caData: authorities.toString('base64') }),
    ...(servername !== undefined && { tlsServerName: servername }),
    ...(proxyUrl !== undefined && { proxyUrl }),
  }
}

function toUser({ user: { value } }: ChosenContext, { cert, key }: Tls): User {
  const provider = asObject(value['auth-provider'])
  const providerName = asText(provider['name'])
  if (providerName !== undefined && providerName !== 'oidc') {
    throw configError(
      `the auth provider ${providerName} was removed from Kubernetes`,
      'let the provider’s tool write an exec credential into the kubeconfig',
    )
  }
  const username = asText(value['username'])
  return {
    name: 'user',
    ...(cert && { certData: cert.toString('base64') }),
    ...(key && { keyData: key.toString('base64') }),
    ...(username && { username, password: asText(value['password']) ?? '' }),
    ...(providerName !== undefined && { authProvider: structuredClone(provider) }),
  }
}
