import type { Service } from '@veinmind/internal/services'
import type { Entity, Json, RandomAccess, ScanContext } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { describeEntity } from './describe-entity.ts'
import { entryToJson } from './entry-to-json.ts'
import { createFinder } from './find-files.ts'
import { createLayerReader } from './read-layers.ts'
import { createObjectReader } from './read-objects.ts'

const MAX_READ = mib(8)
const MAX_FILE = mib(40)
const MAX_OPEN = 16

/**
 * The entity as functions, for plugins that have no runtime of their own:
 *
 * - `describe()`: kind, id, name and what the kind has (configuration, history, layers; for a file its text)
 * - `list(path)`, `stat(path)`, `lstat(path)`, `realpath(path)`: entries of the merged file system
 * - `read(path, position, length)`: at most 8 MiB, base64
 * - `readFile(path, max)`: a whole file, base64
 * - `find(query)`, `next(handle)`: files by pattern with their content, a page at a time
 * - `openLayer(index)`, `readLayer(handle)`, `closeLayer(handle)`: a layer as it is stored, a part at a time
 * - `openObjects(kind)`, `readObjects(handle)`, `closeObjects(handle)`: the objects of a cluster, a page at a time
 */
export function createEntityService(entity: Entity, { files, signal }: Pick<ScanContext, 'files' | 'signal'>): Service {
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
  const layers = createLayerReader(entity, signal)
  const objects = createObjectReader(entity)
  return {
    manifest: { version: 1 },
    functions: {
      describe: () => describeEntity(entity),
      list: async (path) => (await files.readdir(asText(path, 'path'))).map(entryToJson),
      stat: async (path) => entryToJson(await files.stat(asText(path, 'path'))),
      lstat: async (path) => entryToJson(await files.lstat(asText(path, 'path'))),
      realpath: (path) => files.realpath(asText(path, 'path')),
      read: async (path, position, length) => {
        const file = await open(asText(path, 'path'))
        const bytes = await file.read(asCount(position, 'position'), Math.min(asCount(length, 'length'), MAX_READ))
        return Buffer.from(bytes).toString('base64')
      },
      readFile: async (path, max) => {
        const most = Math.min(asCount(max, 'max'), MAX_FILE)
        return Buffer.from(await files.readFile(asText(path, 'path'), { max: most })).toString('base64')
      },
      find: (query) => finder.find(query),
      next: (handle) => finder.next(asCount(handle, 'handle')),
      openLayer: (index) => layers.open(asCount(index, 'index')),
      readLayer: (handle) => layers.read(asCount(handle, 'handle')),
      closeLayer: (handle) => layers.close(asCount(handle, 'handle')),
      openObjects: (kind) => objects.open(kind === undefined || kind === null ? undefined : asText(kind, 'kind')),
      readObjects: (handle) => objects.read(asCount(handle, 'handle')),
      closeObjects: (handle) => objects.close(asCount(handle, 'handle')),
    },
  }
}

function asText(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') throw new VeinmindError('HOST_CALL_INVALID', `${what} must be a text`)
  return value
}

function asCount(value: Json | undefined, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new VeinmindError('HOST_CALL_INVALID', `${what} must be 0, 1, 2, …`)
}
