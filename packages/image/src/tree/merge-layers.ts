import { baseName, parentPath } from '@veinmind/sdk'
import type { Entry } from '@veinmind/sdk'
import type { LayerIndex, Located, MergedTree } from '../types.ts'
import { hidesBelow, isFolder, isWhiteout, OPAQUE, partsOf, viewLayer, WHITEOUT } from './layer-view.ts'
import { resolvePath } from './resolve.ts'

/**
 * Lays layers over each other, lowest first, as overlayfs and container engines do. A layer that could not be read is
 * `undefined`, and hides nothing. A folder that a layer only implies stands for itself, and takes its metadata from below.
 */
export function mergeLayers(indexes: readonly (LayerIndex | undefined)[]): MergedTree {
  const top = indexes.length - 1

  const lookupFrom = (from: number, path: string): Located | undefined => {
    const parts = partsOf(path)
    if (isWhiteout(parts)) return undefined
    let implied: Located | undefined
    for (let layer = from; layer >= 0; layer -= 1) {
      const index = indexes[layer]
      if (index === undefined) continue
      const { node, isBlocked } = viewLayer(index, parts)
      if (node >= 0) {
        const position = index.position(node)
        if (position >= 0 && (implied === undefined || index.type(position) === 'directory')) {
          return { layer, entry: index.entry(position) }
        }
        if (position >= 0) return implied
        implied ??= { layer, entry: impliedFolder(path) }
      }
      if (isBlocked) break
    }
    return implied ?? (parts.length === 0 ? { layer: 0, entry: impliedFolder('/') } : undefined)
  }

  const lookup = (path: string): Located | undefined => lookupFrom(top, path)

  /** Folders on the way of links: many links go the same way. */
  const folders = createMemo<Located>()
  const lookupOnWay = (path: string): Located | undefined => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = path === '/' ? lookup(path) : lookupIn(partsOfFolder(parentPath(path)), path)
    if (found?.entry.type === 'directory') folders.set(path, found)
    return found
  }

  const folderParts = createMemo<readonly FolderPart[]>()
  /** What shows of a folder, layer by layer, the uppermost first. */
  const partsOfFolder = (path: string): readonly FolderPart[] => {
    const known = folderParts.get(path)
    if (known !== undefined) return known
    const found: FolderPart[] = []
    const parts = partsOf(path)
    for (let layer = top; layer >= 0; layer -= 1) {
      const index = indexes[layer]
      if (index === undefined) continue
      const { node, isBlocked } = viewLayer(index, parts)
      if (node >= 0) found.push({ layer, index, node, isBlocked })
      if (isBlocked) break
    }
    folderParts.set(path, found)
    return found
  }

  const hiddenBy = (layer: number, path: string): number | undefined => {
    const parts = partsOf(path)
    for (let above = layer + 1; above <= top; above += 1) {
      const index = indexes[above]
      if (index === undefined) continue
      const { node, isBlocked } = viewLayer(index, parts)
      if (isBlocked || (node >= 0 && replaces(index, node, indexes[layer], path))) return above
    }
    return undefined
  }

  const readdir = (path: string): readonly Located[] => {
    if (lookup(path)?.entry.type !== 'directory') return []
    const parts = partsOf(path)
    const prefix = path === '/' ? '/' : `${path}/`
    const found = new Map<string, Located | undefined>()
    for (let layer = top; layer >= 0; layer -= 1) {
      const index = indexes[layer]
      if (index === undefined) continue
      const { node, isBlocked } = viewLayer(index, parts)
      if (node >= 0 && !isFolder(index, node)) break
      const names = node < 0 ? [] : index.childNames(node)
      for (const name of names) {
        if (name.startsWith(WHITEOUT) || found.has(name)) continue
        const position = index.position(index.child(node, name))
        found.set(name, position < 0 ? lookup(prefix + name) : { layer, entry: index.entry(position) })
      }
      // A layer's whiteouts do not hide what it brings itself.
      for (const name of names) {
        const hidden = name.startsWith(WHITEOUT) ? name.slice(WHITEOUT.length) : undefined
        if (hidden !== undefined && !found.has(hidden)) found.set(hidden, undefined)
      }
      if (isBlocked || names.includes(OPAQUE)) break
    }
    const children = [...found.values()].filter((child) => child !== undefined)
    return children.sort((a, b) => (baseName(a.entry.path) < baseName(b.entry.path) ? -1 : 1))
  }

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
          placeIn(partsOfFolder(parentPath(entry.path)), baseName(entry.path))?.layer === layer
        )
          yield { layer, entry }
      }
    }
  }

  const contentOf = (file: Located): Located | undefined => {
    let { layer, entry } = file
    for (let hops = 0; hops < MAX_HARD_LINKS; hops += 1) {
      if (entry.type !== 'file') return undefined
      if (entry.hardLink === undefined) return { layer, entry }
      const index = indexes[layer]
      const position = index?.find(entry.hardLink) ?? -1
      const target =
        index !== undefined && position >= 0
          ? { layer, entry: index.entry(position) }
          : lookupFrom(layer - 1, entry.hardLink)
      if (target === undefined) return undefined
      layer = target.layer
      entry = target.entry
    }
    return undefined
  }

  return {
    hiddenBy,
    lookup,
    resolve: (path, options) => resolvePath(lookupOnWay, path, options),
    contentOf,
    readdir,
    walk,
    links,
  }
}

const MAX_HARD_LINKS = 40
/** Folders that are kept in mind. */
const MAX_FOLDERS = 4096

/** What one layer has of a folder. */
interface FolderPart {
  readonly layer: number
  readonly index: LayerIndex
  readonly node: number
  /** Whether it keeps what the layers below have in the folder from being seen. */
  readonly isBlocked: boolean
}

/** What stands at `path`, of whose folder these are the parts: as `lookup` finds it, without going there in every layer. */
function lookupIn(parts: readonly FolderPart[], path: string): Located | undefined {
  const place = placeIn(parts, baseName(path))
  if (place === undefined) return undefined
  const { layer, index, position } = place
  return { layer, entry: position < 0 ? impliedFolder(path) : index.entry(position) }
}

/** Where a name of a folder stands. */
interface Place {
  readonly layer: number
  readonly index: LayerIndex
  /** -1 for a folder that is only implied. */
  readonly position: number
}

function placeIn(parts: readonly FolderPart[], name: string): Place | undefined {
  if (name.startsWith(WHITEOUT)) return undefined
  let implied: Place | undefined
  for (const { layer, index, node: folder, isBlocked } of parts) {
    if (!isFolder(index, folder)) break
    const node = index.child(folder, name)
    if (node >= 0) {
      const position = index.position(node)
      if (position >= 0 && (implied === undefined || index.type(position) === 'directory'))
        return { layer, index, position }
      if (position >= 0) return implied
      implied ??= { layer, index, position }
    }
    if (isBlocked || hidesBelow(index, folder, name)) break
  }
  return implied
}

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

/** A folder that no layer has an entry of, with what engines give it. */
function impliedFolder(path: string): Entry {
  return { path, type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 }
}
