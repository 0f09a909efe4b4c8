import type { Cluster, ClusterObject, Container, IacFile, JsonObject } from '@veinmind/sdk'
import { digestOf } from './compress.ts'

/** A container with what is given; the rest as of a stopped container of which nothing is known. */
export function buildContainer(parts: Partial<Omit<Container, 'kind'>> = {}): Container {
  return {
    id: digestOf(parts.name ?? 'container').slice('sha256:'.length),
    name: 'container',
    state: 'exited',
    runtime: 'docker',
    hostname: '',
    imageReference: parts.image?.name ?? '',
    env: [],
    args: [],
    workingDir: '',
    user: '',
    mounts: [],
    ports: [],
    security: { namespaces: {} },
    limits: {},
    raw: {},
    missing: [],
    ...parts,
    kind: 'container',
  }
}

/** A file of infrastructure as code. */
export function buildIacFile(path: string, content: string | Uint8Array, type?: string): IacFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { kind: 'iac', id: path, name: path, path, bytes, ...(type === undefined ? {} : { type }) }
}

/** A cluster with these objects; each is a whole Kubernetes object, with where it stands in a file when that is given. */
export function buildCluster(
  objects: readonly (JsonObject | Pick<ClusterObject, 'object' | 'source' | 'position'>)[],
  parts: { readonly name?: string; readonly version?: string } = {},
): Cluster {
  const described = objects.map((value) =>
    describe('source' in value || 'position' in value ? (value as ClusterObject) : { object: value as JsonObject }),
  )
  const name = parts.name ?? 'cluster'
  return {
    kind: 'cluster',
    id: name,
    name,
    ...(parts.version === undefined ? {} : { version: parts.version }),
    async *objects(kind) {
      for (const object of described) if (kind === undefined || object.kind === kind) yield object
    },
  }
}

function describe(parts: Pick<ClusterObject, 'object' | 'source' | 'position'>): ClusterObject {
  const { object } = parts
  const metadata = (object['metadata'] ?? {}) as JsonObject
  const namespace = metadata['namespace']
  return {
    ...parts,
    apiVersion: textOf(object['apiVersion']),
    kind: textOf(object['kind']),
    name: textOf(metadata['name']),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
