import { toVeinmindError } from '@veinmind/sdk'
import type { Image, VeinmindError } from '@veinmind/sdk'
import type { Discovered, TargetContext } from '@veinmind/sdk/target'
import { clusterImages, findKind, openCluster, readPullSecret } from '@veinmind/target-k8s'
import type { ClusterImage, DiscoveredCluster, Kind, SecretName } from '@veinmind/target-k8s'
import {
  formatReference,
  fromAuthFile,
  fromDockerConfig,
  openRegistry,
  parseReference,
} from '@veinmind/target-registry'
import type { CredentialSource, ImageRegistry, Reference, RegistryOptions } from '@veinmind/target-registry'
import type { ImageFlags } from './image-flags-target.ts'

type Context = TargetContext<ImageFlags>

interface Wanted {
  readonly image: ClusterImage
  readonly reference: Reference
}

/** Where the images of selected workloads, their Pods and their service accounts are looked for. */
const IMAGE_KINDS = [
  'deployments',
  'cronjobs',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'replicationcontrollers',
  'pods',
  'serviceaccounts',
]
/** Refusals that other credentials may not meet. */
const REFUSED = new Set(['REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN', 'REGISTRY_NOT_FOUND'])
const MAX_NOTES = 50

/** The images that a cluster runs, each digest once, with the workloads that use it as notes. */
export async function* discoverClusterImages(found: DiscoveredCluster, context: Context): AsyncGenerator<Discovered> {
  const wanted: Wanted[] = []
  for (const image of yield* findImages(found)) {
    try {
      wanted.push({ image, reference: parseReference(image.reference) })
    } catch (error) {
      yield { target: image.reference, error: toVeinmindError(error) }
    }
  }
  const users: Users = { cluster: found.cluster.id, byImage: indexUsers(wanted) }
  const secrets = createSecretReader(found)
  const open = createOpener(context)
  const docker = fromDockerConfig()
  const seen = new Map<string, string>()
  for (const group of Map.groupBy(wanted, ({ reference: { host, repository } }) => `${host}/${repository}`).values()) {
    for await (const item of discoverRepository(group, { users, secrets, docker, open, context }))
      yield await onlyOnce(item, seen)
  }
}

async function* findImages({ cluster, live }: DiscoveredCluster): AsyncGenerator<Discovered, readonly ClusterImage[]> {
  const { name, kinds, labelSelector, ...scope } = live?.selection ?? {}
  const isWhole = name === undefined && kinds === undefined && labelSelector === undefined
  const all =
    live && !isWhole
      ? await openCluster(live.client, { ...scope, kinds: IMAGE_KINDS.map((resource) => findKind(resource) as Kind) })
      : { cluster, refused: [] }
  const said = new Set(live?.refused.map(({ message }) => message))
  const broken = all.refused.filter(({ message }) => !said.has(message))
  const images = await clusterImages(all.cluster, {
    onBroken: (error) => broken.push(error),
    ...(isWhole ? {} : { selected: cluster }),
  })
  for (const error of broken) yield { target: cluster.name, error }
  return images
}

/** An image that came from another repository before is not scanned again. */
async function onlyOnce(item: Discovered, seen: Map<string, string>): Promise<Discovered> {
  if (!('entity' in item) || item.entity.kind !== 'image') return item
  const { manifestDigest, name, notes = [] } = item.entity
  const before = manifestDigest === undefined ? undefined : seen.get(manifestDigest)
  if (before !== undefined) {
    await item.entity.close?.()
    return { target: name, skipped: [`the same image as ${before}`, ...notes].join('; ') }
  }
  if (manifestDigest !== undefined) seen.set(manifestDigest, name)
  return item
}

interface Search {
  readonly users: Users
  readonly secrets: SecretReader
  readonly docker: CredentialSource
  readonly open: Opener
  readonly context: Context
}

/** The images of one repository; as a kubelet does, one credential after the other is tried for what was refused. */
async function* discoverRepository(
  group: readonly Wanted[],
  { users, secrets, docker, open, context }: Search,
): AsyncGenerator<Discovered> {
  const { host = '', repository = '' } = group[0]?.reference ?? {}
  const { sources, unreadable } = await secrets(group, host)
  const refusals = new Map<string, Discovered>()
  let names = new Map(
    group
      .map(({ reference: { tag, digest } }) => digest ?? tag ?? 'latest')
      .map((name) => [nameOf(host, repository, name), name]),
  )
  for (const credentials of [...sources, docker]) {
    const registry = open(host, credentials)
    const refused = new Map<string, string>()
    const { platform } = context.options
    for await (const item of registry.discoverReferences(repository, [...names.values()], {
      signal: context.signal,
      ...(platform === undefined ? {} : { platform }),
    })) {
      const name = 'error' in item && REFUSED.has(item.error.code) ? names.get(item.target) : undefined
      if (name === undefined || !('error' in item)) yield withUsers(item, users)
      else {
        refused.set(item.target, name)
        // The first refusal is that of the workload's own secret.
        if (!refusals.has(item.target)) refusals.set(item.target, item)
      }
    }
    names = refused
    if (names.size === 0) return
  }
  for (const error of unreadable) yield { target: `${host}/${repository}`, error }
  for (const target of names.keys()) yield refusals.get(target) as Discovered
}

const nameOf = (host: string, repository: string, name: string): string =>
  formatReference({ host, repository, ...(name.includes(':') ? { digest: name } : { tag: name }) })

/** Who uses which image of a cluster. */
interface Users {
  readonly cluster: string
  readonly byImage: ReadonlyMap<string, ReadonlySet<string>>
}

/** The workloads that use an image, by its digest and by the references that name it. */
function indexUsers(wanted: readonly Wanted[]): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>()
  for (const {
    image,
    reference: { host, repository, tag = 'latest', digest },
  } of wanted) {
    for (const key of digest === undefined
      ? [nameOf(host, repository, tag)]
      : [digest, nameOf(host, repository, digest)]) {
      const names = users.get(key) ?? new Set()
      users.set(key, names)
      for (const workload of image.workloads) names.add(workload)
    }
  }
  return users
}

function withUsers(item: Discovered, { cluster, byImage }: Users): Discovered {
  if (!('entity' in item) || item.entity.kind !== 'image') return item
  const image: Image = item.entity
  const names = [
    ...new Set([image.manifestDigest ?? '', ...image.references].flatMap((key) => [...(byImage.get(key) ?? [])])),
  ]
  const shown = names.slice(0, MAX_NOTES).map((workload) => `used by ${workload}`)
  const more = names.length > MAX_NOTES ? [`used by ${names.length - MAX_NOTES} more workloads`] : []
  return {
    entity: { ...image, notes: [...(image.notes ?? []), ...shown, ...more], usedBy: { cluster, workloads: names } },
  }
}

type Opener = (host: string, credentials: CredentialSource) => ImageRegistry

/**
 * Opens a registry once for each source of credentials: a wrong password is tried once, not for every repository, which
 * would lock the account. Not closed: layers are read later, and idle connections end by themselves.
 */
function createOpener(context: Context): Opener {
  const opened = new Map<CredentialSource, Map<string, ImageRegistry>>()
  return (host, credentials) => {
    const byHost = opened.get(credentials) ?? new Map<string, ImageRegistry>()
    opened.set(credentials, byHost)
    const registry = byHost.get(host) ?? openRegistry(host, { credentials, ...registryOptions(context) })
    byHost.set(host, registry)
    return registry
  }
}

function registryOptions({ options }: Context): Omit<RegistryOptions, 'credentials'> {
  const ca = options['registry-ca-file']
  return {
    allowRealms: options['registry-allow-realm'],
    ...(ca === undefined ? {} : { ca: ca.text }),
    ...(options['registry-insecure-skip-verify'] ? { insecureSkipVerify: true } : {}),
    ...(options['registry-plain-http'] ? { plainHttp: true } : {}),
  }
}

/** Credentials that a repository may be read with, and the secrets that could not be read. */
interface Secrets {
  readonly sources: readonly CredentialSource[]
  readonly unreadable: readonly VeinmindError[]
}

type SecretReader = (group: readonly Wanted[], host: string) => Promise<Secrets>

/** Reads the pull secrets of workloads, each once, and only those of who pulls the image. */
function createSecretReader({ live }: DiscoveredCluster): SecretReader {
  // A folder has no Secrets to ask for.
  if (!live) return () => Promise.resolve({ sources: [], unreadable: [] })
  const known = new Map<string, Promise<CredentialSource | VeinmindError>>()
  const read = (secret: SecretName): Promise<CredentialSource | VeinmindError> => {
    const key = `${secret.namespace}/${secret.name}`
    const before = known.get(key)
    if (before) return before
    const source = readPullSecret(live.client, secret).then(
      (text) => fromAuthFile(`pull secret ${key}`, text),
      (error: unknown) => toVeinmindError(error),
    )
    known.set(key, source)
    return source
  }
  return async (group, host) => {
    const names = new Map(
      group.flatMap(({ image }) => image.pullSecrets).map((secret) => [`${secret.namespace}/${secret.name}`, secret]),
    )
    const sources: CredentialSource[] = []
    const unreadable: VeinmindError[] = []
    for (const secret of names.values()) {
      const found = await read(secret)
      if (found instanceof Error) unreadable.push(found)
      else if (await found.find(host, { repository: group[0]?.reference.repository }).catch(() => undefined))
        sources.push(found)
    }
    return { sources, unreadable }
  }
}
