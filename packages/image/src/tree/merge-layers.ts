import { baseName, parentPath } from '@veinmind/sdk'
import type { LayerIndex, Located, MergedTree } from '../types.ts'
import { lookupIn, partsOfFolder, placeIn } from './folder-parts.ts'
import type { FolderPart, LayerIndexes } from './folder-parts.ts'
import { partsOf, viewLayer, WHITEOUT } from './layer-view.ts'
import { followHardLinks, lookupFrom } from './lookup.ts'
import { readFolder } from './read-folder.ts'
import { resolvePath } from './resolve.ts'

/**
 * Lays layers over each other, lowest first, as overlayfs and container engines do. A layer that could not be read is
 * `undefined`, and hides nothing. A folder that a layer only implies stands for itself, and takes its metadata from below.
 */
export function mergeLayers(indexes: LayerIndexes): MergedTree {
  const lookup = (path: string): Located | undefined => lookupFrom(indexes, indexes.length - 1, path)

  /** Folders on the way of links: many links go the same way. */
  const folders = createMemo<Located>()
  const lookupOnWay = (path: string): Located | undefined => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = path === '/' ? lookup(path) : lookupIn(knownParts(parentPath(path)), path)
    if (found?.entry.type === 'directory') folders.set(path, found)
    return found
  }

  const folderParts = createMemo<readonly FolderPart[]>()
  const knownParts = (path: string): readonly FolderPart[] => {
    const known = folderParts.get(path)
    if (known !== undefined) return known
    const found = partsOfFolder(indexes, path)
    folderParts.set(path, found)
    return found
  }

  const readdir = (path: string): readonly Located[] => readFolder(indexes, path)

  function* walk(root = '/'): IterableIterator<Located> {
    const stack: Located[] = readdir(root).toReversed()
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      yield next
      if (next.entry.type === 'directory') for (const child of readdir(next.entry.path).toReversed()) stack.push(child)
    }
  }

  function* links(): IterableIterator<Located> {
    for (const [layer, index] of indexes.entries()) {
      for (let position = 0; position < (index?.count ?? 0); position += 1) {
        if (index?.type(position) !== 'symlink') continue
        if (!index.isLast(position)) continue
        const entry = index.entry(position)
        if (
          !entry.path.includes(`/${WHITEOUT}`) &&
          placeIn(knownParts(parentPath(entry.path)), baseName(entry.path))?.layer === layer
        )
          yield { layer, entry }
      }
    }
  }

  return {
    hiddenBy: (layer, path) => hiddenBy(indexes, layer, path),
    lookup,
    resolve: (path, options) => resolvePath(lookupOnWay, path, options),
    contentOf: (file) => followHardLinks(indexes, file),
    readdir,
    walk,
    links,
  }
}

/** The lowest layer above `layer` that hides what `layer` has at `path`. */
function hiddenBy(indexes: LayerIndexes, layer: number, path: string): number | undefined {
  const parts = partsOf(path)
  for (let above = layer + 1; above < indexes.length; above += 1) {
    const index = indexes[above]
    if (index === undefined) continue
    const { node, isBlocked } = viewLayer(index, parts)
    if (isBlocked || (node >= 0 && replaces(index, node, indexes[layer], path))) return above
  }
  return undefined
}

/** Folders that are kept in mind. */
const MAX_FOLDERS = 4096

/** The values of paths, up to a bound. */
function createMemo<V>(): { get(path: string): V | undefined; set(path: string, value: V): void } {
  const known = new Map<string, V>()
  return {
    get: (path) => known.get(path),
    set(path, value) {
      if (known.size === MAX_FOLDERS) known.clear()
      known.set(path, value)
    },
  }
}

/** Whether what `above` has at a path takes the place of what `below` has there. An implied folder does of all but folders. */
function replaces(above: LayerIndex, node: number, below: LayerIndex | undefined, path: string): boolean {
  if (above.position(node) >= 0) return true
  const position = below?.find(path) ?? -1
  return position >= 0 && below?.type(position) !== 'directory'
}
