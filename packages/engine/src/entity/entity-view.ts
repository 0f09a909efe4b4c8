import type { LayerIndex, Located, MergedTree } from '@veinmind/image'
import { createFileSystem, mergeLayers } from '@veinmind/image'
import type { Entity, Entry, FileSystem, Found, HistoryStep, Layer, Location } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { asLink, bodyOf } from '../read/hard-links.ts'
import type { BrokenPass } from '../read/layer-pass.ts'
import type { LayerData } from '../store/layer-data.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { LinkRecords } from './links.ts'

/** The layers of an entity, lowest first, and the history that tells their steps. */
export interface Stack {
  readonly layers: readonly Layer[]
  readonly history: readonly HistoryStep[]
  /** Index of the layer that still changes: a container's own. */
  readonly volatile: number | undefined
  /** Index of a container's own layer. */
  readonly changes?: number
}

/** The layers of the entity; none for what has no file system. */
export function stackOf(entity: Entity): Stack {
  if (entity.kind === 'image') return { layers: entity.layers, history: entity.history, volatile: undefined }
  if (entity.kind === 'host' && entity.root) return { layers: [entity.root], history: [], volatile: 0 }
  if (entity.kind !== 'container') return { layers: [], history: [], volatile: undefined }
  const { image, changes } = entity
  const below = image?.layers ?? []
  const layers = changes ? [...below, changes] : below
  return {
    layers,
    history: image?.history ?? [],
    volatile: changes ? below.length : undefined,
    ...(changes ? { changes: below.length } : {}),
  }
}

/** What is known of an entity's files, to be shown to its plugins. */
export interface EntityView {
  readonly stack: Stack
  readonly data: readonly (LayerData | undefined)[]
  readonly broken: readonly (BrokenPass | undefined)[]
  readonly tree: MergedTree
  readonly links: LinkRecords
}

/** The records of an inspector over all layers: lowest layer first, in the order of the archive, links' after. */
export function recordsOf(view: EntityView, inspector: ActiveInspector): readonly Found<unknown>[] {
  const all: { readonly layer: number; readonly found: Found<unknown> }[] = []
  for (const [layer, data] of view.data.entries()) {
    for (const seen of [data, view.broken[layer]]) {
      for (const [position, record] of seen?.results.get(inspector)?.records ?? []) {
        if (!seen) continue
        const entry = offeredEntry(seen.index, position)
        const isLast = seen.index.find(entry.path) === position
        const hiddenBy = isLast ? view.tree.hiddenBy(layer, entry.path) : layer
        const one = foundAt(view, layer, { entry, position, hiddenBy, record })
        all.push({ layer, found: seen === data ? one : { ...one, location: { ...one.location, unverified: true } } })
      }
    }
  }
  for (const { path, layer, body, record } of view.links.results.get(inspector)?.records ?? []) {
    const content = view.data[body.layer]?.index.entry(body.position)
    if (!content) continue
    const isHardLink = layer !== body.layer
    const hiddenBy = isHardLink ? view.tree.hiddenBy(layer, path) : undefined
    const found = { entry: { ...content, path }, position: body.position, hiddenBy, record }
    all.push({ layer, found: foundAt(view, layer, found) })
  }
  return all.sort((a, b) => a.layer - b.layer).map((item) => item.found)
}

/** The entry as its inspector was offered it: a hard link has the metadata of its file. */
function offeredEntry(index: LayerIndex, position: number): Entry {
  const entry = index.entry(position)
  if (entry.hardLink === undefined) return entry
  const body = bodyOf(index, position)
  return typeof body === 'number' ? asLink(index.entry(body), entry) : entry
}

interface Placed {
  readonly entry: Entry
  readonly position: number
  readonly hiddenBy: number | undefined
  readonly record: string
}

function foundAt(view: EntityView, layer: number, { entry, position, hiddenBy, record }: Placed): Found<unknown> {
  const commit = view.stack.layers[layer]?.commitOf?.(position)
  const step = view.stack.history.find((candidate) => candidate.layer === layer)
  const made: Location = {
    layer: { index: layer, digest: view.stack.layers[layer]?.digest ?? '' },
    ...(step ? { step: { index: step.index, createdBy: step.createdBy } } : {}),
    ...(hiddenBy === undefined ? {} : { hiddenBy }),
  }
  // Layers that are made of commits are nothing that a person knows.
  const location: Location = { path: entry.path, ...(commit ? { commit } : made) }
  return {
    record: JSON.parse(record) as unknown,
    entry,
    location,
    visible: hiddenBy === undefined,
    ...(layer === view.stack.changes ? { isChange: true } : {}),
  }
}

/** The merged file system of nothing, for entities that have none. */
export function emptyFileSystem(): FileSystem {
  const nothing = (file: Located): never => {
    throw new VeinmindError('FILE_NOT_FOUND', `${file.entry.path} is not there`)
  }
  return createFileSystem(mergeLayers([]), { read: async (file) => nothing(file), open: async (file) => nothing(file) })
}
