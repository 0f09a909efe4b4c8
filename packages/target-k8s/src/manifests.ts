import { opendir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Cluster, ClusterObject } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Document, Node } from 'yaml'
import { asObject, asObjects, asText, cleanObject } from './clean-object.ts'

const MAX_FILE = mib(16)
const MAX_FILES = 100_000
const MAX_ALIASES = 100

/** A folder of manifests read as a cluster, and what could not be read in it. */
export interface ManifestFolder {
  readonly cluster: Cluster
  readonly problems: readonly VeinmindError[]
}

/** Reads the YAML and JSON files below `folder`, hidden folders and node_modules left out. Links are not followed. */
export async function openManifests(folder: string, options: { readonly secretValues?: boolean; readonly signal: AbortSignal }): Promise<ManifestFolder> {
  const problems: VeinmindError[] = []
  const found: ClusterObject[] = []
  for await (const path of findManifests(folder)) {
    options.signal.throwIfAborted()
    const shown = relative(folder, path) || path
    try {
      found.push(...readObjects(shown, await readText(path), options.secretValues ?? false))
    } catch (error) {
      problems.push(invalid(shown, error))
    }
  }
  const cluster: Cluster = {
    kind: 'cluster',
    id: folder,
    name: folder,
    async *objects(kind) {
      for (const object of found) if (kind === undefined || object.kind === kind) yield object
    },
  }
  return { cluster, problems }
}

async function* findManifests(root: string): AsyncGenerator<string> {
  if (!(await stat(root)).isDirectory()) {
    yield root
    return
  }
  let files = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await Array.fromAsync(await opendir(folder))
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') folders.push(path)
      if (!entry.isFile() || !/\.(?:ya?ml|json)$/i.test(entry.name)) continue
      if (++files > MAX_FILES) throw new VeinmindError('K8S_MANIFEST_INVALID', `${root} has more than ${MAX_FILES} manifests`)
      yield path
    }
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > MAX_FILE) throw new Error(`it is larger than ${MAX_FILE} bytes`)
  return readFile(path, 'utf8')
}

/** The objects of a file: every document of it, and the items of Lists. Documents that are no objects are passed over. */
export function readObjects(path: string, text: string, secretValues: boolean): ClusterObject[] {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: false })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document) => {
    if (document.errors[0]) throw document.errors[0]
    const place = { document, lines, path, secretValues }
    return unfold(place, document.toJS({ maxAliasCount: MAX_ALIASES }), [])
  })
}

interface Place {
  readonly document: Document.Parsed
  readonly lines: LineCounter
  readonly path: string
  readonly secretValues: boolean
}

function unfold(place: Place, value: unknown, at: readonly (string | number)[]): ClusterObject[] {
  const object = asObject(value)
  const { kind, apiVersion } = object
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return []
  if (kind === 'List' || (kind.endsWith('List') && Array.isArray(object['items']))) {
    return asObjects(object['items']).flatMap((item, index) => unfold(place, item, [...at, 'items', index]))
  }
  const metadata = asObject(object['metadata'])
  const namespace = asText(metadata['namespace'])
  const position = (path: readonly (string | number)[]) => positionOf(place, [...at, ...path])
  return [
    {
      apiVersion,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      name: asText(metadata['name']) ?? '',
      object: cleanObject(object, place.secretValues),
      source: { path: place.path, line: position([])?.line ?? 1 },
      position,
    },
  ]
}

/** Where the value at `path` stands; the nearest parent that exists where it does not. */
function positionOf({ document, lines }: Place, path: readonly (string | number)[]): { line: number; column: number } | undefined {
  let node: unknown = document.contents
  let offset = (document.contents as Node | null)?.range?.[0]
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined
    if (next === undefined) break
    const key = pair && isScalar(pair.key) ? pair.key : (next as Node)
    offset = key.range?.[0] ?? offset
    node = next
  }
  if (offset === undefined) return undefined
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function invalid(path: string, error: unknown): VeinmindError {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  return new VeinmindError('K8S_MANIFEST_INVALID', `${path}: ${message}`, { cause: error })
}
