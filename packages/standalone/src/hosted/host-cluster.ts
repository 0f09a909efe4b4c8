import { ENTITY_NAMESPACE } from '@veinmind/internal/services'
import type { Cluster, ClusterObject, Json } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'

type Path = readonly (string | number)[]
type Described = Omit<ClusterObject, 'position'> & {
  readonly positions?: readonly (readonly [line: number, column: number] | null)[]
}

/** The cluster that a host hands over: its objects are read through the host, a page at a time. */
export function createHostCluster(
  { id, name, version }: Readonly<Record<string, unknown>>,
  client: ServiceClient,
): Cluster {
  return {
    kind: 'cluster',
    id: String(id),
    name: String(name),
    ...(typeof version === 'string' ? { version } : {}),
    async *objects(kind) {
      const [handle = 0] = await client.call(ENTITY_NAMESPACE, 'openObjects', ...(kind === undefined ? [] : [kind]))
      let isDone = false
      try {
        while (!isDone) {
          const [page] = await client.call(ENTITY_NAMESPACE, 'readObjects', handle)
          const { objects, done } = page as unknown as {
            readonly objects: readonly Described[]
            readonly done: boolean
          }
          isDone = done
          for (const described of objects) yield toObject(described)
        }
      } finally {
        if (!isDone) await client.call(ENTITY_NAMESPACE, 'closeObjects', handle).catch(() => {})
      }
    },
  }
}

function toObject({ positions, ...object }: Described): ClusterObject {
  if (!positions) return object
  let byPath: ReadonlyMap<string, Json> | undefined
  return {
    ...object,
    position(path) {
      byPath ??= new Map(
        pathsOf(object.object).map((each, at) => [JSON.stringify(each), (positions[at] ?? null) as Json]),
      )
      const [line, column] = (byPath.get(JSON.stringify(path)) ?? []) as readonly number[]
      return line === undefined || column === undefined ? undefined : { line, column }
    },
  }
}

/** The paths of an object and of each value in it, in the order of its text: that of `positions`. */
function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const members: readonly (readonly [string | number, Json | undefined])[] = Array.isArray(value)
    ? [...(value as readonly Json[]).entries()]
    : Object.entries(value)
  return [path, ...members.flatMap(([key, item]) => pathsOf(item ?? null, [...path, key]))]
}
