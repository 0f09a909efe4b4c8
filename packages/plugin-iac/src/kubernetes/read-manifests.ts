import type { ClusterObject } from '@veinmind/sdk'
import { isKustomizationName } from '../detect.ts'
import type { Diagnostic } from '../finding.ts'
import { moveInto } from '../move.ts'
import { asList, asMembers, asText, at, showPath } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'
import { operationsOf } from './json-patch.ts'
import { fragmentsOf, isKustomization } from './kustomize.ts'
import type { Fragment } from './fragment.ts'
import { toManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { hasMoreParts, MAX_CONTAINERS, partsOf } from './pipelines.ts'
import { withParameters } from './template-parameters.ts'

/** A manifest with the object path that leads to it, when it stands inside another. */
export interface FoundManifest {
  readonly manifest: Manifest
  /** Steps to it in the document: of a `List`, or of the ConfigMap that carries it. */
  readonly prefix: string
  /** Whether it is a part of an object, so that what it leaves out says nothing. */
  readonly isFragment?: boolean
  /** A path in it as reports show it, where that is not its own. */
  readonly show?: (path: Path) => string
}

/** The manifests of a file, and what of it cannot be read. */
export interface ReadManifests {
  readonly manifests: readonly FoundManifest[]
  readonly problems: readonly Diagnostic[]
}

const MAX_OBJECTS = 50_000
const TOO_MANY = `more than ${MAX_OBJECTS} objects: the rest is not read`
/** Steps to a list in a list. */
const MAX_PATH = 16
/** ConfigMaps inside of ConfigMaps are read this deep. */
const MAX_DEPTH = 2

/** Every object of a text: its documents, the items of Lists, manifests that ConfigMaps carry, and what patches in it say. */
export function readManifests(text: string, path = ''): ReadManifests {
  const { documents, problems } = parseYaml(text, 'kubernetes')
  const manifests: FoundManifest[] = []
  const left = new Map<string, Diagnostic>()
  const isNamedSo = isKustomizationName(path)
  for (const document of documents) {
    if (isKustomization(document.value, isNamedSo))
      addFragments(fragmentsOf(document, [], true), { document, path: [], into: manifests, left })
    else if (Array.isArray(document.value))
      addFragments(operationsOf(document, [], undefined), { document, path: [], into: manifests, left })
    else unfold(document.value, { document, path: [], prefix: '', depth: 0, into: manifests, left })
  }
  return { manifests, problems: [...problems, ...left.values()] }
}

/** The object of a cluster, and manifests that it carries. */
export function readClusterObject(found: ClusterObject): ReadManifests {
  const { object } = found
  const isFile = found.source !== undefined
  const left = new Map<string, Diagnostic>()
  const manifests: FoundManifest[] = []
  const document: YamlDocument = {
    value: object,
    place: (path) => found.position?.(path),
    text: (path) => showValue(object, path),
    tag: () => undefined,
    blockStart: () => undefined,
  }
  unfold(object, { document, path: [], prefix: '', depth: 0, into: manifests, left, isFile })
  return { manifests, problems: [...left.values()] }
}

interface Around {
  readonly document: YamlDocument
  readonly path: Path
  readonly prefix: string
  readonly depth: number
  readonly into: FoundManifest[]
  /** What is not read, each reason once. */
  readonly left: Map<string, Diagnostic>
  readonly isFile?: boolean
}

function unfold(value: unknown, around: Around): void {
  const { document, path, prefix, depth, into, isFile = true } = around
  if (into.length >= MAX_OBJECTS) return leaveOut(TOO_MANY, around)
  if (path.length > MAX_PATH) return leaveOut('lists in lists are too deep to be read', around)
  const object = asMembers(value)
  const kind = asText(object['kind']) ?? ''
  if (kind.endsWith('List') && Array.isArray(object['items'])) {
    for (const [index, item] of asList(object['items']).entries()) {
      unfold(item, { ...around, path: [...path, 'items', index] })
    }
    return
  }
  // A Template of OpenShift is a list whose parameters are not put in yet.
  if (kind === 'Template' && (asText(object['apiVersion']) ?? '').startsWith('template.openshift.io/')) {
    for (const [index, item] of asList(object['objects']).entries())
      unfold(withParameters(object, item), { ...around, path: [...path, 'objects', index] })
    return
  }
  const manifest = toManifest(value, {
    isFile,
    place: (inner) => document.place([...path, ...inner]),
    text: (inner) => document.text([...path, ...inner]),
  })
  if (!manifest) return
  into.push({ manifest, prefix })
  if (depth === 0)
    addFragments(
      [...partsOf(object, document, path), ...fragmentsOf(document, path, isKustomization(object, false))],
      around,
    )
  if (hasMoreParts(object))
    leaveOut(`${kind} has more than ${MAX_CONTAINERS} steps, tasks or containers: the rest is not looked at`, around)
  if (kind === 'ConfigMap') unfoldData(object, { ...around, prefix, isFile })
}

function leaveOut(message: string, { document, path, left }: Pick<Around, 'document' | 'path' | 'left'>): void {
  const { line = 1, column = 1 } = document.place(path) ?? {}
  if (!left.has(message)) left.set(message, { message, line, column })
}

function unfoldData(object: Readonly<Record<string, unknown>>, around: Around): void {
  const { document, path, depth, into, left, isFile = true } = around
  for (const [key, content] of Object.entries(asMembers(object['data']))) {
    if (
      typeof content !== 'string' ||
      !/^["']?apiVersion["']?[ \t]*:/m.test(content) ||
      !/^["']?kind["']?[ \t]*:/m.test(content)
    )
      continue
    if (depth >= MAX_DEPTH) return leaveOut('a ConfigMap in a ConfigMap in a ConfigMap is not read', around)
    const block = document.blockStart([...path, 'data', key])
    const whole = document.place([...path, 'data', key])
    // In a block of text every line stands in the file as it is; anywhere else only the block as a whole has a place.
    const move = (place: { line: number; column: number; endLine?: number; endColumn?: number } | undefined) =>
      place && block
        ? {
            line: place.line + block.line - 1,
            column: place.column + block.column - 1,
            ...(place.endLine === undefined ? {} : { endLine: place.endLine + block.line - 1 }),
            ...(place.endColumn === undefined ? {} : { endColumn: place.endColumn + block.column - 1 }),
          }
        : whole
    for (const inner of parseYaml(content, 'kubernetes').documents) {
      const moved: YamlDocument = { ...inner, place: (steps) => move(inner.place(steps)), blockStart: () => undefined }
      unfold(inner.value, {
        document: moved,
        path: [],
        prefix: `data[${JSON.stringify(key)}].`,
        depth: depth + 1,
        into,
        left,
        isFile,
      })
    }
  }
}

/** Adds parts of objects: a text inside the file is moved to where it stands there. */
function addFragments(
  fragments: readonly Fragment[],
  { document, path: outer, into, left, isFile = true }: Pick<Around, 'document' | 'path' | 'into' | 'left' | 'isFile'>,
): void {
  for (const { value, document: own, originOf, block } of fragments) {
    const move = block === undefined ? undefined : moveInto(document, block)
    const placeOf = (path: Path): ReturnType<YamlDocument['place']> => {
      const found = own.place(originOf(path))
      if (!move || !found) return found
      const { line = 1, column = 1, ...end } = move(found)
      return { line, column, ...end }
    }
    const manifest = toManifest(value, { isFile, place: placeOf, text: (path) => own.text(originOf(path)) })
    if (!manifest) continue
    if (into.length >= MAX_OBJECTS) return leaveOut(TOO_MANY, { document, path: outer, left })
    const show = (path: Path): string => {
      const inner = showPath(own.value, originOf(path))
      return block === undefined
        ? inner
        : `${showPath(document.value, block)}${/^(?:\[|$)/.test(inner) ? '' : '.'}${inner}`
    }
    into.push({ manifest, prefix: '', isFragment: true, show })
  }
}

/** A value of a cluster's object as a line of YAML would say it. */
function showValue(object: unknown, path: Path): string {
  const value = at(object, ...path)
  const last = path.at(-1)
  const text =
    typeof value === 'object' && value !== null
      ? (asText(asMembers(value)['name']) ?? (Array.isArray(value) ? '[…]' : '{…}'))
      : String(value)
  return typeof last === 'string' ? `${last}: ${text}` : text
}
