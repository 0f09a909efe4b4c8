import type { Entity, FileSystem, Json, JsonObject, Layer, RandomAccess, Service } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { entryToJson } from './entry-to-json.ts'
import { createFinder } from './find-files.ts'

/** The namespace of the entity that a plugin scans; its version is part of the name. */
export const ENTITY_NAMESPACE = 'veinmind/entity/1'

const MAX_READ = mib(8)
const MAX_OPEN = 16

/**
 * The entity as functions, for plugins that have no runtime of their own:
 *
 * - `describe()`: kind, id, name and what the kind has (configuration, history, layers; for a file its text)
 * - `list(path)`, `stat(path)`, `lstat(path)`, `realpath(path)`: entries of the merged file system
 * - `read(path, position, length)`: at most 8 MiB, base64
 * - `find(query)`, `next(handle)`: files by pattern with their content, a page at a time
 */
export function createEntityService(entity: Entity, files: FileSystem): Service {
  const opened = new Map<string, Promise<RandomAccess>>()
  const open = (path: string): Promise<RandomAccess> => {
    const known = opened.get(path)
    if (known) return known
    const [oldest] = opened.keys()
    if (opened.size >= MAX_OPEN && oldest !== undefined) opened.delete(oldest)
    const file = files.open(path)
    opened.set(path, file)
    return file
  }
  const finder = createFinder(files)
  return {
    manifest: { version: 1 },
    functions: {
      describe: () => describe(entity),
      list: async (path) => (await files.readdir(asText(path, 'path'))).map(entryToJson),
      stat: async (path) => entryToJson(await files.stat(asText(path, 'path'))),
      lstat: async (path) => entryToJson(await files.lstat(asText(path, 'path'))),
      realpath: (path) => files.realpath(asText(path, 'path')),
      read: async (path, position, length) => {
        const file = await open(asText(path, 'path'))
        const bytes = await file.read(asCount(position, 'position'), Math.min(asCount(length, 'length'), MAX_READ))
        return Buffer.from(bytes).toString('base64')
      },
      find: (query) => finder.find(query),
      next: (handle) => finder.next(asCount(handle, 'handle')),
    },
  }
}

/** What every entity has, and what its kind has. */
function describe(entity: Entity): Json {
  const { kind, id, name } = entity
  if (kind === 'image') {
    const { references, platform, config, history, layers } = entity
    return {
      kind, id, name, references,
      platform: { ...platform },
      config: config.raw,
      history: history.map((step) => ({ ...step })),
      layers: layers.map(layerToJson),
    }
  }
  if (kind === 'container') return { kind, id, name, state: entity.state, imageReference: entity.imageReference, config: entity.raw }
  if (kind === 'iac') return { kind, id, name, path: entity.path, type: entity.type, content: Buffer.from(entity.bytes).toString('base64') }
  return { kind, id, name, version: entity.version }
}

function layerToJson({ index, digest, diffId, size }: Layer): JsonObject {
  return { index, digest, diffId, size }
}

function asText(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') throw new VeinmindError('HOST_CALL_INVALID', `${what} must be a text`)
  return value
}

function asCount(value: Json | undefined, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new VeinmindError('HOST_CALL_INVALID', `${what} must be 0, 1, 2, …`)
}
