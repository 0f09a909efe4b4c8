import type { Cluster, ClusterObject, Container, IacFile, JsonObject, Layer } from '@veinmind/sdk'
import { digestOf } from './compress.ts'
import { buildImage } from './image.ts'
import type { LayerSpec } from './layer.ts'

/** What a container is made of: its writable layer may be one that `layer` made. */
export type ContainerParts = Partial<Omit<Container, 'kind' | 'changes'>> & {
  readonly changes?: Layer | LayerSpec
}

/** A container with what is given; the rest as of a stopped container of which nothing is known. */
export function buildContainer({ changes, ...parts }: ContainerParts = {}): Container {
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
    ...(changes === undefined ? {} : { changes: 'kind' in changes ? writableLayer(changes, parts.image) : changes }),
    kind: 'container',
  }
}

/** The layer as it lies above those of its image. */
function writableLayer(spec: LayerSpec, image: Container['image']): Layer {
  const [built] = buildImage(spec).layers
  if (built === undefined) throw new TypeError('an image of one layer has none')
  return { ...built, index: image?.layers.length ?? 0 }
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
