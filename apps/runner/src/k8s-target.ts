import { defineTarget, option, toVeinmindError } from '@veinmind/sdk'
import type { Cluster, Discovered, OptionSpecs, Target, TargetContext } from '@veinmind/sdk'
import { clusterImages, createClient, k8sTarget as objects, loadAccess, readPullSecret } from '@veinmind/target-k8s'
import type { Client, ClusterImage } from '@veinmind/target-k8s'
import { firstOf, fromAuthFile, fromDockerConfig, openRegistry, parseReference } from '@veinmind/target-registry'
import type { CredentialSource, Reference } from '@veinmind/target-registry'

const OPTIONS = {
  ...objects.options,
  images: option.boolean('scan the images that its workloads use too'),
} satisfies OptionSpecs

/** A cluster's objects, and with `--images` the images that it runs. */
export const k8sTarget: Target = defineTarget({
  ...objects,
  kinds: [...objects.kinds, 'image'],
  options: OPTIONS,
  async *discover(targets, context: TargetContext<typeof OPTIONS>): AsyncGenerator<Discovered> {
    for await (const found of objects.discover(targets, context)) {
      yield found
      if (context.options.images && 'entity' in found && found.entity.kind === 'cluster') yield* discoverImages(found.entity, context)
    }
  },
})

interface Wanted {
  readonly image: ClusterImage
  readonly reference: Reference
}

async function* discoverImages(cluster: Cluster, context: TargetContext<typeof OPTIONS>): AsyncGenerator<Discovered> {
  const wanted: Wanted[] = []
  for (const image of await clusterImages(cluster)) {
    try {
      wanted.push({ image, reference: parseReference(image.reference) })
    } catch (error) {
      yield { target: image.reference, error: toVeinmindError(error) }
    }
  }
  const secrets = createSecretReader(context)
  for (const group of Map.groupBy(wanted, ({ reference: { host, repository } }) => `${host}/${repository}`).values()) {
    yield* discoverRepository(group, await secrets(group), context.signal)
  }
}

async function* discoverRepository(group: readonly Wanted[], secrets: readonly CredentialSource[], signal: AbortSignal): AsyncGenerator<Discovered> {
  const { host, repository } = group[0]?.reference ?? { host: '', repository: '' }
  // Not closed here: layers are read later, and its idle connections end by themselves.
  const registry = openRegistry(host, { credentials: firstOf(...secrets, fromDockerConfig()) })
  const names = group.map(({ reference: { tag, digest } }) => digest ?? tag ?? 'latest')
  for await (const found of registry.discoverReferences(repository, [...new Set(names)], { signal })) {
    yield 'entity' in found && found.entity.kind === 'image' ? { entity: { ...found.entity, notes: notesOf(group, found.entity.references, found.entity.notes) } } : found
  }
}

/** Who uses the image: the workloads of every reference that led to it. */
function notesOf(group: readonly Wanted[], references: readonly string[], notes: readonly string[] = []): readonly string[] {
  const leads = group.filter(({ reference: { tag, digest } }) => references.some((each) => each.endsWith(`:${tag ?? 'latest'}`) || (digest !== undefined && each.endsWith(digest))))
  return [...notes, ...new Set(leads.flatMap(({ image }) => image.workloads.map((workload) => `used by ${workload}`)))]
}

/** Reads the pull secrets of images, each once; one that cannot be read is passed over: the registry then says what is missing. */
function createSecretReader({ options, signal, log }: TargetContext<typeof OPTIONS>): (group: readonly Wanted[]) => Promise<readonly CredentialSource[]> {
  const known = new Map<string, Promise<CredentialSource | undefined>>()
  let client: Promise<Client> | undefined
  const { kubeconfig, context } = options as { readonly kubeconfig?: string; readonly context?: string }
  const open = () => loadAccess({ ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) })
  const read = async (namespace: string, name: string): Promise<CredentialSource | undefined> => {
    const text = await readPullSecret(await (client ??= open().then((access) => createClient(access, signal))), { namespace, name })
    if (text === undefined) log.warn('a pull secret cannot be read', { namespace, name })
    return text === undefined ? undefined : fromAuthFile(`pull secret ${namespace}/${name}`, onlyAuths(text))
  }
  return async (group) => {
    const secrets = group.flatMap(({ image }) => image.pullSecrets)
    const sources = secrets.map(({ namespace, name }) => {
      const key = `${namespace}/${name}`
      const source = known.get(key) ?? read(namespace, name).catch(() => undefined)
      known.set(key, source)
      return source
    })
    return (await Promise.all(sources)).filter((source) => source !== undefined)
  }
}

/** A configuration from a cluster may name programs as credential helpers; those are never run. */
function onlyAuths(text: string): string {
  try {
    const { auths = {} } = JSON.parse(text) as { readonly auths?: unknown }
    return JSON.stringify({ auths })
  } catch {
    return '{"auths":{}}'
  }
}
