import { stat } from 'node:fs/promises'
import { defineTarget, option, VeinmindError } from '@veinmind/sdk'
import type { Discovered, OptionSpecs, OptionValues, Target, TargetContext } from '@veinmind/sdk'
import { loadAccess } from './access.ts'
import { createClient } from './client.ts'
import { openCluster } from './cluster.ts'
import type { ClusterSelection } from './cluster.ts'
import { findKind, KINDS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { openManifests } from './manifests.ts'

const OPTIONS = {
  kubeconfig: option.string('kubeconfig to use (default: KUBECONFIG, ~/.kube/config, the service account)', { placeholder: 'file' }),
  context: option.string('context of the kubeconfig', { placeholder: 'name' }),
  namespace: option.list('only these namespaces', { placeholder: 'a,b' }),
  'exclude-namespace': option.list('all but these namespaces', { placeholder: 'a,b' }),
  kind: option.list('only these kinds', { placeholder: 'pods,…' }),
  selector: option.string('only objects with these labels', { placeholder: 'label=value' }),
  'secret-values': option.boolean('read the values of Secrets too, not only their keys and sizes'),
} satisfies OptionSpecs

/** Clusters, and folders of manifests read as one. */
export const k8sTarget: Target = defineTarget({
  name: 'k8s',
  description: 'the objects of a Kubernetes cluster, or of a folder of manifests',
  kinds: ['cluster'],
  usage: 'kind[/name]|folder',
  examples: ['scan k8s', 'scan k8s deployments/web -n shop', 'scan k8s ./manifests'],
  options: OPTIONS,
  async *discover(targets, context): AsyncGenerator<Discovered> {
    if (targets.length === 0) yield* fromCluster(undefined, context)
    for (const target of targets) {
      if (await isPath(target)) yield* fromFolder(target, context)
      else yield* fromCluster(target, context)
    }
  },
})

async function* fromCluster(target: string | undefined, context: TargetContext<typeof OPTIONS>): AsyncGenerator<Discovered> {
  const { options, signal } = context
  const access = await loadAccess({
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
    ...(options.context === undefined ? {} : { context: options.context }),
  })
  const { cluster, refused } = await openCluster(createClient(access, signal), selectionOf(target, options), signal)
  for (const error of refused) yield { target: cluster.name, error }
  yield { entity: cluster }
}

function selectionOf(target: string | undefined, options: OptionValues<typeof OPTIONS>): ClusterSelection {
  const [word, name] = target === undefined ? [] : splitTarget(target)
  const words = [...options.kind, ...(word === undefined || word === 'all' ? [] : [word])]
  return {
    namespaces: options.namespace.filter((namespace) => namespace !== 'all'),
    excludeNamespaces: options['exclude-namespace'],
    secretValues: options['secret-values'],
    ...(words.length === 0 ? {} : { kinds: words.map(kindOf) }),
    ...(name === undefined ? {} : { name }),
    ...(options.selector === undefined ? {} : { labelSelector: options.selector }),
  }
}

function splitTarget(target: string): readonly (string | undefined)[] {
  const slash = target.indexOf('/')
  return slash === -1 ? [target] : [target.slice(0, slash), target.slice(slash + 1)]
}

function kindOf(word: string): Kind {
  const kind = findKind(word)
  if (kind) return kind
  throw new VeinmindError('K8S_KIND_UNKNOWN', `no kind ${word}`, { hint: `it may be ${KINDS.map(({ resource }) => resource).join(', ')}` })
}

async function* fromFolder(folder: string, { options, signal }: TargetContext<typeof OPTIONS>): AsyncGenerator<Discovered> {
  const { cluster, problems } = await openManifests(folder, { secretValues: options['secret-values'], signal })
  for (const error of problems) yield { target: folder, error }
  yield { entity: cluster }
}

async function isPath(target: string): Promise<boolean> {
  if (/^(?:\.{0,2}\/|~)/.test(target) || target === '.' || target === '..') return true
  return stat(target).then(
    (found) => found.isDirectory() || /\.(?:ya?ml|json)$/i.test(target),
    () => false,
  )
}
