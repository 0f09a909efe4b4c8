import type { ClusterObject, Entity, Json, JsonObject } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'

/** Limits of one page, of which each is one answer. */
const PAGE_OBJECTS = 500
const PAGE_BYTES = mib(4)
const MAX_HANDLES = 8

type Position = readonly [line: number, column: number] | null

/** Objects of a cluster that a plugin reads. */
export interface ObjectReader {
  /** Objects of a kind, of all kinds without one: a handle. */
  open(kind: string | undefined): number
  /** The next of them, and whether these were the last. */
  read(handle: number): Promise<Json>
  close(handle: number): Promise<undefined>
}

/** Reads the objects of a cluster, or of a folder of manifests, a page at a time. */
export function createObjectReader(entity: Entity): ObjectReader {
  const open = new Map<number, AsyncIterator<ClusterObject>>()
  let handles = 0
  /** Errors behind objects that were handed on: the next page is one. */
  const failed = new Map<number, unknown>()
  const find = (handle: number): AsyncIterator<ClusterObject> => {
    const objects = open.get(handle)
    if (!objects) throw new VeinmindError('HOST_CALL_INVALID', `no list of objects ${handle}`)
    return objects
  }
  return {
    open(kind) {
      if (entity.kind !== 'cluster') throw new VeinmindError('HOST_CALL_INVALID', `a ${entity.kind} has no objects`)
      if (open.size >= MAX_HANDLES)
        throw new VeinmindError('HOST_CALL_INVALID', `more than ${MAX_HANDLES} lists of objects are open`)
      open.set(++handles, entity.objects(kind)[Symbol.asyncIterator]())
      return handles
    },
    async read(handle) {
      const objects = find(handle)
      if (failed.has(handle)) throw failed.get(handle)
      const page: JsonObject[] = []
      try {
        for (let bytes = 0; page.length < PAGE_OBJECTS && bytes < PAGE_BYTES;) {
          const { value, done } = await objects.next()
          if (done) {
            open.delete(handle)
            return { objects: page, done: true }
          }
          const object: ClusterObject = value
          page.push(describeObject(object))
          bytes += JSON.stringify(object.object).length
        }
      } catch (error) {
        if (page.length === 0) throw error
        failed.set(handle, error)
      }
      return { objects: page, done: false }
    },
    async close(handle) {
      await find(handle).return?.()
      open.delete(handle)
      failed.delete(handle)
      return undefined
    },
  }
}

function describeObject(described: ClusterObject): JsonObject {
  const { apiVersion, kind, namespace, name, object, source } = described
  return {
    apiVersion,
    kind,
    name,
    object,
    ...(namespace === undefined ? {} : { namespace }),
    ...(source === undefined ? {} : { source: { ...source } }),
    ...(described.position === undefined ? {} : { positions: positionsOf(described) }),
  }
}

/** Where the object and each value in it stands, in the order of its text. */
function positionsOf(described: ClusterObject): readonly Position[] {
  const positions: Position[] = []
  const add = (value: Json | undefined, path: readonly (string | number)[]): void => {
    const found = described.position?.(path)
    positions.push(found ? [found.line, found.column] : null)
    if (Array.isArray(value))
      for (const [index, item] of (value as readonly Json[]).entries()) add(item, [...path, index])
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) add(item, [...path, key])
  }
  add(described.object, [])
  return positions
}
