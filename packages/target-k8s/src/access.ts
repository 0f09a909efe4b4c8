import { stat } from 'node:fs/promises'
import type { KubeConfig } from '@kubernetes/client-node'
import { VeinmindError } from '@veinmind/sdk'

/** How a cluster is reached. */
export interface AccessOptions {
  /** A kubeconfig; by default `KUBECONFIG` (several files), `~/.kube/config`, then the service account of a Pod. */
  readonly kubeconfig?: string
  /** A context of the kubeconfig; by default its current one. */
  readonly context?: string
}

/** Reads the access to a cluster as kubectl does. Client certificates, tokens and exec credentials are client-node's. */
export async function loadAccess({ kubeconfig, context }: AccessOptions): Promise<KubeConfig> {
  // Loaded here: it takes 400 ms.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (kubeconfig === undefined) config.loadFromDefault()
    else {
      await stat(kubeconfig)
      config.loadFromFile(kubeconfig)
    }
  } catch (error) {
    throw new VeinmindError('K8S_CONFIG_INVALID', `cannot read the kubeconfig ${kubeconfig ?? 'of this user'}: ${words(error)}`, {
      hint: 'name one by --kubeconfig or KUBECONFIG',
      cause: error,
    })
  }
  if (context !== undefined) useContext(config, context)
  if (!config.getCurrentCluster()) {
    throw new VeinmindError('K8S_CONFIG_INVALID', 'the kubeconfig names no cluster', { hint: 'choose a context by --context' })
  }
  return config
}

function useContext(config: KubeConfig, context: string): void {
  const names = config.getContexts().map(({ name }) => name)
  if (!names.includes(context)) {
    throw new VeinmindError('K8S_CONFIG_INVALID', `the kubeconfig has no context ${context}`, {
      hint: names.length > 0 ? `it has ${names.slice(0, 10).join(', ')}` : 'it has none',
    })
  }
  config.setCurrentContext(context)
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))
