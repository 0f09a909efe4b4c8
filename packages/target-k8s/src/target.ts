import { stat } from 'node:fs/promises'
import { suggest } from '@veinmind/internal'
import { option, toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { Cluster, OptionSpec, OptionValues } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { loadAccess } from './access.ts'
import { createClient } from './client.ts'
import type { Client } from './client.ts'
import { openCluster } from './cluster.ts'
import { findKind, KINDS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { openManifests } from './manifests.ts'
import type { ClusterSelection } from './selection.ts'

/** The flags of `scan k8s`. */
export type ClusterFlags = Readonly<
  Record<'kubeconfig' | 'context' | 'selector', OptionSpec<string | undefined>> &
    Record<'namespace' | 'exclude-namespace' | 'kind', OptionSpec<readonly string[]>> &
    Record<'secret-values', OptionSpec<boolean>>
>

const OPTIONS: ClusterFlags = {
  kubeconfig: option.string('kubeconfig to use (default: KUBECONFIG, ~/.kube/config, the service account)', {
    placeholder: 'file',
  }),
  context: option.string('context of the kubeconfig', { placeholder: 'name' }),
  namespace: option.list('only these namespaces', { placeholder: 'a,b' }),
  'exclude-namespace': option.list('all but these namespaces', { placeholder: 'a,b' }),
  kind: option.list('only these kinds', { placeholder: 'pods,…' }),
  selector: option.string('only objects with these labels', { placeholder: 'label=value' }),
  'secret-values': option.boolean('read the values of Secrets too, not only their keys and sizes'),
}

/** A cluster, or a folder read as one, and what leads on from it. */
export interface DiscoveredCluster {
  readonly cluster: Cluster
  /** What it was asked for, how, and what it refused; absent for a folder. */
  readonly live?: {
    readonly client: Client
    readonly selection: ClusterSelection
    readonly refused: readonly VeinmindError[]
  }
}

type Context = TargetContext<ClusterFlags>

/** Clusters, and folders of manifests read as one. */
export const k8sTarget: Target<ClusterFlags> = defineTarget({
  name: 'k8s',
  description: 'the objects of a Kubernetes cluster, or of a folder of manifests',
  kinds: ['cluster'],
  usage: '[kind[/name]|folder|file]',
  examples: ['scan k8s', 'scan k8s deployments/web -n shop', 'scan k8s ./manifests'],
  options: OPTIONS,
  async *discover(targets: readonly string[], context: Context): AsyncGenerator<Discovered> {
    for await (const found of discoverClusters(targets, context))
      yield 'cluster' in found ? { entity: found.cluster } : found
  },
})

/** What the targets name, with what a host needs to look further, at the images that a cluster runs. */
export async function* discoverClusters(
  targets: readonly string[],
  context: Context,
): AsyncGenerator<DiscoveredCluster | Exclude<Discovered, { entity: unknown }>> {
  // Words that name kinds are kinds, whatever folders there are: a folder is written ./pods.
  for (const target of targets.length === 0 ? ['all'] : targets) {
    if (await isPath(target)) yield* fromFolder(target, context)
    else yield* fromCluster(target.replace(/^kubernetes:/, '') || 'all', context)
  }
}

async function* fromCluster(
  target: string,
  { options, signal }: Context,
): AsyncGenerator<DiscoveredCluster | { target: string; error: VeinmindError }> {
  const selection = selectionOf(target, options)
  const client = createClient(await loadAccess(accessOf(options)), { signal })
  const { cluster, refused } = await openCluster(client, selection)
  for (const error of refused) yield { target: cluster.name, error }
  yield { cluster, live: { client, selection, refused } }
}

function accessOf({ kubeconfig, context }: OptionValues<ClusterFlags>): { kubeconfig?: string; context?: string } {
  return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) }
}

function selectionOf(target: string, options: OptionValues<ClusterFlags>): ClusterSelection {
  const slash = target.indexOf('/')
  const [word, name] = slash === -1 ? [target] : [target.slice(0, slash), target.slice(slash + 1)]
  const words = [...options.kind, ...(word.toLowerCase() === 'all' ? [] : [word])]
  return {
    namespaces: options.namespace.filter((namespace) => namespace !== 'all'),
    excludeNamespaces: options['exclude-namespace'],
    secretValues: options['secret-values'],
    ...(words.length === 0 ? {} : { kinds: [...new Set(words.map(kindOf))] }),
    ...(name === undefined || name === '' ? {} : { name: nameOf(name) }),
    ...(options.selector === undefined ? {} : { labelSelector: options.selector }),
  }
}

/** A name as it is, or, where it has characters that no name has, a regular expression of the whole name. */
function nameOf(text: string): string | RegExp {
  if (/^[a-z0-9.:-]+$/i.test(text)) return text
  try {
    return new RegExp(`^(?:${text})$`, 'u')
  } catch {
    throw usageError('K8S_SELECTOR_INVALID', `"${text}" is neither a name nor a regular expression`)
  }
}

function kindOf(word: string): Kind {
  const kind = findKind(word)
  if (kind) return kind
  const resources = KINDS.map(({ resource }) => resource)
  const near = suggest(word, resources)
  throw usageError('K8S_KIND_UNKNOWN', `no kind ${word}`, {
    hint: near === undefined ? `it may be ${resources.join(', ')}` : `did you mean ${near}?`,
  })
}

async function* fromFolder(
  folder: string,
  { options, signal }: Context,
): AsyncGenerator<DiscoveredCluster | Exclude<Discovered, { entity: unknown }>> {
  if (options.selector !== undefined)
    throw usageError('K8S_SELECTOR_INVALID', '--selector is for clusters, not for folders of manifests')
  const opened = await openManifests(folder, { ...selectionOf('all', options), signal }).catch((error: unknown) => {
    signal.throwIfAborted()
    return toVeinmindError(error)
  })
  if (opened instanceof VeinmindError) {
    yield { target: folder, error: opened }
    return
  }
  const { cluster, isEmpty, problems, skipped } = opened
  for (const error of problems) yield { target: folder, error }
  for (const { path, reason } of skipped) yield { target: path, skipped: reason }
  if (!isEmpty) yield { cluster }
  else if (problems.length === 0) yield { target: folder, skipped: 'there is no manifest in it' }
}

async function isPath(target: string): Promise<boolean> {
  if (/^(?:\.{0,2}\/|~)/.test(target) || target === '.' || target === '..') return true
  const [word = ''] = target.split('/', 1)
  if (word === 'all' || word.startsWith('kubernetes:') || findKind(word)) return false
  return stat(target).then(
    (found) => found.isDirectory() || /\.(?:ya?ml|json)$/i.test(target),
    () => false,
  )
}
