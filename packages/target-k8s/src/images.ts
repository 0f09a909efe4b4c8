import type { Cluster, ClusterObject, JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { asObjects, asText } from './clean-object.ts'
import { makerOf, WORKLOADS } from './owners.ts'

/** An image that a cluster runs. */
export interface ClusterImage {
  /** As a workload names it, with the digest that runs where a Pod tells it. */
  readonly reference: string
  /** `namespace/Kind/name` of every workload that uses it: of the Deployment, not of its Pods. */
  readonly workloads: readonly string[]
  /** Namespace and names of the Secrets that its workloads, or their service accounts, pull with. */
  readonly pullSecrets: readonly SecretName[]
}

/** Where a Secret is. */
export interface SecretName {
  readonly namespace: string
  readonly name: string
}

/** The parts of a workload that are kept. */
interface Workload {
  readonly isPod: boolean
  readonly label: string
  /** The label of who made it. */
  readonly maker: string | undefined
  readonly uses: readonly Use[]
  readonly pullSecrets: readonly SecretName[]
}

/** An image as a container names it, and the digest that runs. */
interface Use {
  readonly image: string
  readonly digest?: string
}

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers']
const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
/** Makers of makers that are followed. */
const MAX_CHAIN = 10

/** Which images, and what is done about workloads that cannot be read. */
export interface ImagesOptions {
  /** Only the images of its workloads, whose Pods and service accounts are looked for in the whole cluster. */
  readonly selected?: Cluster
  /** Is told of each list that broke, and the others are read; without it the first one is thrown. */
  readonly onBroken?: (error: VeinmindError) => void
}

/** The images of every workload, each reference once. */
export async function clusterImages(
  cluster: Cluster,
  { selected, onBroken }: ImagesOptions = {},
): Promise<readonly ClusterImage[]> {
  const workloads = await readWorkloads(cluster, onBroken)
  const wanted = selected && new Set((await readWorkloads(selected, onBroken)).keys())
  const images = new Map<string, { workloads: Set<string>; pullSecrets: Map<string, SecretName> }>()
  /** What Pods of a workload run: its template need not be asked for that. */
  const running = new Set<string>()
  const add = (workload: Workload, root: string): void => {
    for (const { image, digest } of workload.uses) {
      if (workload.isPod) running.add(`${root} ${image}`)
      else if (running.has(`${root} ${image}`)) continue
      const reference = digest === undefined || image.includes('@') ? image : `${image}@${digest}`
      const found = images.get(reference) ?? { workloads: new Set(), pullSecrets: new Map() }
      images.set(reference, found)
      found.workloads.add(root)
      for (const secret of workload.pullSecrets) found.pullSecrets.set(`${secret.namespace}/${secret.name}`, secret)
    }
  }
  for (const isPod of [true, false]) {
    for (const workload of workloads.values()) {
      if (workload.isPod !== isPod || (!isPod && workload.maker !== undefined && workloads.has(workload.maker)))
        continue
      const chain = makersOf(workload, workloads)
      if (wanted && !chain.some((label) => wanted.has(label))) continue
      add(workload, chain.at(-1) ?? workload.label)
    }
  }
  return [...images].map(([reference, found]) => ({
    reference,
    workloads: [...found.workloads],
    pullSecrets: [...found.pullSecrets.values()],
  }))
}

/** The workload and its makers; the last one may be of a kind that is not read, such as an Argo Rollout. */
function makersOf(workload: Workload, workloads: ReadonlyMap<string, Workload>): readonly string[] {
  const chain = [workload.label]
  for (let { maker } = workload; maker !== undefined && chain.length < MAX_CHAIN; maker = workloads.get(maker)?.maker)
    chain.push(maker)
  return chain
}

async function readWorkloads(
  cluster: Cluster,
  onBroken: ImagesOptions['onBroken'],
): Promise<ReadonlyMap<string, Workload>> {
  const accounts = new Map<string, readonly SecretName[]>()
  for await (const { namespace = 'default', name, object } of readKind(cluster, 'ServiceAccount', onBroken)) {
    accounts.set(`${namespace}/${name}`, secretsOf(object, namespace))
  }
  const workloads = new Map<string, Workload>()
  for (const kind of WORKLOADS) {
    for await (const found of readKind(cluster, kind, onBroken)) {
      const workload = toWorkload(found, accounts)
      workloads.set(workload.label, workload)
    }
  }
  return workloads
}

async function* readKind(
  cluster: Cluster,
  kind: string,
  onBroken: ImagesOptions['onBroken'],
): AsyncGenerator<ClusterObject> {
  try {
    yield* cluster.objects(kind)
  } catch (error) {
    if (!onBroken || !(error instanceof VeinmindError)) throw error
    onBroken(error)
  }
}

function toWorkload(
  { kind, namespace = 'default', name, object }: ClusterObject,
  accounts: ReadonlyMap<string, readonly SecretName[]>,
): Workload {
  const spec = podSpec(kind, object)
  const own = secretsOf(spec, namespace)
  const maker = makerOf(object)
  return {
    isPod: kind === 'Pod',
    label: `${namespace}/${kind}/${name}`,
    maker: maker && `${namespace}/${maker.kind}/${maker.name}`,
    uses: usesOf(spec, asObject(object['status'])),
    // As the API server does for Pods: those of the service account stand in where there are none.
    pullSecrets:
      own.length > 0 ? own : (accounts.get(`${namespace}/${asText(spec['serviceAccountName']) ?? 'default'}`) ?? []),
  }
}

function podSpec(kind: string, object: JsonObject): JsonObject {
  const spec = asObject(object['spec'])
  if (kind === 'Pod') return spec
  return asObject(
    asObject((kind === 'CronJob' ? asObject(asObject(spec['jobTemplate'])['spec']) : spec)['template'])['spec'],
  )
}

function secretsOf(holder: JsonObject, namespace: string): readonly SecretName[] {
  return asObjects(holder['imagePullSecrets']).flatMap(({ name }) =>
    typeof name === 'string' && name !== '' ? [{ namespace, name }] : [],
  )
}

function usesOf(spec: JsonObject, status: JsonObject): readonly Use[] {
  const digests = runningDigests(status)
  return CONTAINERS.flatMap((list) => asObjects(spec[list])).flatMap(({ name, image }) => {
    if (typeof image !== 'string' || image === '') return []
    const digest = typeof name === 'string' ? digests.get(name) : undefined
    return [digest === undefined ? { image } : { image, digest }]
  })
}

/** The digests that containers run, from the status of a Pod: `docker-pullable://host/app@sha256:…`. An image's own id leads to no registry. */
function runningDigests(status: JsonObject): ReadonlyMap<string, string> {
  return new Map(
    STATUSES.flatMap((list) => asObjects(status[list])).flatMap(({ name, imageID }) => {
      const digest = /@(sha256:[0-9a-f]{64})$/.exec(asText(imageID) ?? '')?.[1]
      return typeof name === 'string' && digest !== undefined ? [[name, digest] as const] : []
    }),
  )
}
