import { asList, asMembers, asText, at } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path, Place } from '../yaml/places.ts'
import { pipelinePodOf } from './pipelines.ts'

/** Where the lists of containers stand in a Pod's spec. */
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const

/** A container of a Pod or of the template of one. */
export interface Container {
  readonly list: (typeof CONTAINER_LISTS)[number]
  readonly name: string
  /** From the object that holds it. */
  readonly path: Path
  readonly value: Members
  readonly security: Members
}

/** A Pod, or the template of the Pods of a workload. */
export interface Pod {
  readonly path: Path
  readonly specPath: Path
  readonly metadata: Members
  readonly spec: Members
  readonly security: Members
  readonly containers: readonly Container[]
  /** Whether settings of the Pod stand in another object, so that what is missing here says nothing. */
  readonly isPart: boolean
  /** Windows has no capabilities, seccomp and privilege escalation: Pod Security exempts such Pods since 1.25. */
  readonly isWindows: boolean
  /** `hostUsers: false`: root inside is nobody outside. Pod Security relaxes some controls for such Pods since 1.35. */
  readonly hasOwnUsers: boolean
}

/** An object of Kubernetes, from a file or a cluster. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly object: Members
  readonly pod?: Pod
  /** Whether it was read from a file, and not from a cluster. */
  readonly isFile: boolean
  place(path: Path): Place | undefined
  /** The text of a value as it is written; made from the value where there is no file. */
  text(path: Path): string
}

/** Where the objects are to run. */
export interface KubernetesTarget {
  /** The minor version: 36 for 1.36. */
  readonly minor: number
  /** The service accounts of the same file or cluster that say whether Pods get their token. */
  readonly accounts?: readonly ServiceAccount[]
}

/** What a service account says about its token. */
export interface ServiceAccount {
  readonly name: string
  readonly namespace?: string | undefined
  readonly automounts: boolean
}

/** Makes a manifest of an object; undefined when it has no kind. */
export function toManifest(value: unknown, given: Pick<Manifest, 'isFile' | 'place' | 'text'>): Manifest | undefined {
  const object = asMembers(value)
  const { kind, apiVersion } = object
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return undefined
  const metadata = asMembers(object['metadata'])
  const namespace = asText(metadata['namespace'])
  const pod = podOf(apiVersion, kind, object)
  return {
    apiVersion,
    kind,
    name: asText(metadata['name']) ?? asText(metadata['generateName']) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    object,
    ...(pod ? { pod } : {}),
    ...given,
  }
}

const TEMPLATE_PATHS: Readonly<Record<string, Path>> = {
  Pod: [],
  PodTemplate: ['template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

/** Kinds that make Pods. Of these a part is enough, as patches of kustomize are. */
const WORKLOADS = new Set([
  'Pod',
  'PodTemplate',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
])

/** The Pod of every kind of workload; also of kinds that others define, where they keep its form (`spec.template.spec.containers`). */
function podOf(apiVersion: string, kind: string, object: Members): Pod | undefined {
  const pipeline = pipelinePodOf(apiVersion, kind, object)
  if (pipeline) {
    const { specPath, containers, isPart } = pipeline
    return toPod(
      {
        path: specPath.slice(0, -1),
        specPath,
        metadata: {},
        containers: containers.map((path) => toContainer('containers', path, at(object, ...path))),
        isPart,
      },
      asMembers(at(object, ...specPath)),
    )
  }
  const path = TEMPLATE_PATHS[kind] ?? ['spec', 'template']
  const pod = asMembers(at(object, ...path))
  const spec = asMembers(pod['spec'])
  const isPart = WORKLOADS.has(kind) && (kind === 'Pod' || Object.keys(spec).length > 0)
  if (!isPart && !Array.isArray(spec['containers'])) return undefined
  const specPath = [...path, 'spec']
  const containers = CONTAINER_LISTS.flatMap((list) =>
    asList(spec[list]).map((item, index) => toContainer(list, [...specPath, list, index], item)),
  )
  return toPod({ path, specPath, metadata: asMembers(pod['metadata']), containers, isPart: false }, spec)
}

function toContainer(list: Container['list'], path: Path, item: unknown): Container {
  const value = asMembers(item)
  return { list, name: asText(value['name']) ?? '', path, value, security: asMembers(value['securityContext']) }
}

function toPod(
  {
    path,
    specPath,
    metadata,
    containers,
    isPart,
  }: Pick<Pod, 'path' | 'specPath' | 'metadata' | 'containers' | 'isPart'>,
  spec: Members,
): Pod {
  return {
    path,
    specPath,
    metadata,
    spec,
    isPart,
    security: asMembers(spec['securityContext']),
    containers,
    isWindows: at(spec, 'os', 'name') === 'windows',
    hasOwnUsers: spec['hostUsers'] === false,
  }
}
