import type { YamlPart } from '@veinmind/internal/text'
import type { ClusterObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { splitYamlDocuments } from '@veinmind/internal/text'
import { mib } from '@veinmind/sdk'
import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, visit } from 'yaml'
import type { Document, Node } from 'yaml'
import { asObjects, asText, cleanObject } from './clean-object.ts'
import { compose, LIMITS } from './parse-yaml.ts'

/** Something of a file that cannot be read, and where. */
export interface Fault {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** The objects of a file, and what of it cannot be read. */
export interface ReadObjects {
  readonly objects: readonly ClusterObject[]
  readonly faults: readonly Fault[]
}

const LARGE = mib(1)

/** A text that is read, and its name. */
export interface Manifest {
  readonly path: string
  readonly text: string
  readonly secretValues: boolean
}

/**
 * The objects of a file: every document of it, and the items of Lists. Documents that are no objects are passed over. Of a
 * broken document what can be read is given, and its faults are said; the other documents are read.
 */
export function readObjects({ path, text, secretValues }: Manifest): ReadObjects {
  const objects: ClusterObject[] = []
  const faults: Fault[] = []
  for (const [index, { source, line }] of splitYamlDocuments(text).entries()) {
    if (index === LIMITS.documents) {
      faults.push({ message: `more than ${LIMITS.documents} documents: the rest is not read`, line, column: 1 })
      break
    }
    const dump = parseDump(source)
    if (dump === undefined) readPart({ source, line, path, secretValues }, { objects, faults })
    else unfold({ locate: () => undefined, path, secretValues, into: objects }, dump, [])
  }
  return { objects, faults }
}

/** A large JSON text, such as what kubectl writes of a whole cluster: it is not worth the memory to know the place of everything in it. */
function parseDump(text: string): unknown {
  if (text.length < LARGE || !/^\s*\{/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // As YAML its faults have a place.
    return undefined
  }
}

interface Source extends YamlPart {
  readonly path: string
  readonly secretValues: boolean
}

interface Found {
  readonly objects: ClusterObject[]
  readonly faults: Fault[]
}

function readPart({ source, line, path, secretValues }: Source, { objects, faults }: Found): void {
  const lines = new LineCounter()
  const placeOf = (offset: number): Position => {
    const place = lines.linePos(Math.max(0, offset))
    return { line: line - 1 + Math.max(1, place.line), column: Math.max(1, place.col) }
  }
  try {
    const { documents, stopped } = compose(source, lines)
    for (const document of documents) {
      for (const { message, pos } of document.errors.slice(0, LIMITS.faults))
        faults.push({ message: message.split('\n', 1)[0] ?? '', ...placeOf(pos[0]) })
      for (const offset of keysWithoutName(document))
        faults.push({ message: 'a key that is no text', ...placeOf(offset) })
      unfold(
        { locate: (steps) => positionOf(document, placeOf, steps), path, secretValues, into: objects },
        document.toJS({ maxAliasCount: LIMITS.aliases }),
        [],
      )
    }
    if (stopped)
      faults.push({ message: `${stopped.reason}: the rest of the document is not read`, ...placeOf(stopped.offset) })
  } catch (error) {
    faults.push({
      message: error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error),
      line,
      column: 1,
    })
  }
}

/** Where keys are lists or objects: YAML allows them, and Kubernetes does not. */
function keysWithoutName(document: Document.Parsed): readonly number[] {
  const offsets: number[] = []
  visit(document, {
    Pair(_index, { key }) {
      if (isCollection(key)) offsets.push(key.range?.[0] ?? 0)
    },
  })
  return offsets.slice(0, LIMITS.faults)
}

interface Position {
  readonly line: number
  readonly column: number
}

interface Place {
  readonly locate: (path: readonly (string | number)[]) => Position | undefined
  readonly path: string
  readonly secretValues: boolean
  readonly into: ClusterObject[]
}

function unfold(place: Place, value: unknown, at: readonly (string | number)[]): void {
  const object = asObject(value)
  const { kind, apiVersion } = object
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || at.length > 16) return
  if (kind === 'List' || (kind.endsWith('List') && Array.isArray(object['items']))) {
    for (const [index, item] of asObjects(object['items']).entries()) unfold(place, item, [...at, 'items', index])
    return
  }
  const metadata = asObject(object['metadata'])
  const namespace = asText(metadata['namespace'])
  const position = (path: readonly (string | number)[]) => place.locate([...at, ...path])
  place.into.push({
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: asText(metadata['name']) ?? '',
    object: cleanObject(object, place.secretValues),
    source: { path: place.path, line: position([])?.line ?? 1 },
    position,
  })
}

/** Where the value at `path` stands; the nearest parent that exists where it does not. */
function positionOf(
  document: Document.Parsed,
  placeOf: (offset: number) => Position,
  path: readonly (string | number)[],
): Position | undefined {
  let node: unknown = document.contents
  let offset = (document.contents as Node | null)?.range?.[0]
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined
    if (next === undefined) break
    const key = pair && isScalar(pair.key) ? pair.key : (next as Node)
    offset = key.range?.[0] ?? offset
    node = next
  }
  return offset === undefined ? undefined : placeOf(offset)
}
