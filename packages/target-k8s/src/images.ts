import type { Cluster, ClusterObject, JsonObject } from '@veinmind/sdk'
import { asObject, asObjects, asText } from './clean-object.ts'
import type { Client } from './client.ts'

/** An image that a cluster runs. */
export interface ClusterImage {
  /** As a workload names it, with the digest that runs where a Pod tells it. */
  readonly reference: string
  /** `namespace/Kind/name` of every workload that uses it. */
  readonly workloads: readonly string[]
  /** Namespace and names of the Secrets that its workloads pull with. */
  readonly pullSecrets: readonly { readonly namespace: string; readonly name: string }[]
}

/** Where a kind keeps the Pod that it makes. */
const POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}
const TEMPLATE = ['spec', 'template', 'spec']
const WORKLOADS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'Pod']
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers']

/** The images of every workload, each reference once. */
export async function clusterImages(cluster: Cluster): Promise<readonly ClusterImage[]> {
  const images = new Map<string, { workloads: Set<string>; pullSecrets: Map<string, { namespace: string; name: string }> }>()
  for (const kind of WORKLOADS) {
    for await (const workload of cluster.objects(kind)) {
      const spec = podSpec(workload)
      const namespace = workload.namespace ?? 'default'
      for (const reference of imagesOf(spec, workload.object)) {
        const image = images.get(reference) ?? { workloads: new Set(), pullSecrets: new Map() }
        images.set(reference, image)
        image.workloads.add(`${namespace}/${kind}/${workload.name}`)
        for (const { name } of asObjects(spec['imagePullSecrets'])) {
          if (typeof name === 'string') image.pullSecrets.set(`${namespace}/${name}`, { namespace, name })
        }
      }
    }
  }
  return [...images].map(([reference, { workloads, pullSecrets }]) => ({
    reference,
    workloads: [...workloads],
    pullSecrets: [...pullSecrets.values()],
  }))
}

function podSpec({ kind, object }: ClusterObject): JsonObject {
  return (POD_SPEC[kind] ?? TEMPLATE).reduce<JsonObject>((at, key) => asObject(at[key]), object)
}

function imagesOf(spec: JsonObject, object: JsonObject): readonly string[] {
  const named = CONTAINER_LISTS.flatMap((list) => asObjects(spec[list]).flatMap(({ image }) => (typeof image === 'string' ? [image] : [])))
  const digests = runningDigests(object)
  return named.map((image) => (image.includes('@') ? image : withDigest(image, digests.get(image))))
}

/** The digest that runs under a name, from the status of a Pod: `docker-pullable://host/app@sha256:…`. */
function runningDigests(object: JsonObject): ReadonlyMap<string, string> {
  const status = asObject(object['status'])
  const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
  return new Map(
    lists.flatMap((list) => asObjects(status[list])).flatMap(({ image, imageID }) => {
      const digest = /@(sha256:[0-9a-f]{64})$/.exec(asText(imageID) ?? '')?.[1]
      return typeof image === 'string' && digest !== undefined ? [[image, digest] as const] : []
    }),
  )
}

const withDigest = (image: string, digest: string | undefined): string => (digest === undefined ? image : `${image}@${digest}`)

/** The `.dockerconfigjson` of a pull secret, for the registry client alone; undefined when it cannot be had. */
export async function readPullSecret(client: Client, { namespace, name }: { readonly namespace: string; readonly name: string }): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`
  const { status, body } = await client.get(path)
  const value = asText(asObject(body['data'])['.dockerconfigjson'])
  return status === 200 && value !== undefined ? Buffer.from(value, 'base64').toString('utf8') : undefined
}
