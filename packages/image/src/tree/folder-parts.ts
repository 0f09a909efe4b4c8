import { baseName } from '@veinmind/sdk'
import type { Entry } from '@veinmind/sdk'
import type { LayerIndex, Located } from '../types.ts'
import { hidesBelow, isFolder, partsOf, viewLayer, WHITEOUT } from './layer-view.ts'

/** Layers, lowest first; undefined where one could not be read. */
export type LayerIndexes = readonly (LayerIndex | undefined)[]

/** What one layer has of a folder. */
export interface FolderPart {
  readonly layer: number
  readonly index: LayerIndex
  readonly node: number
  /** Whether it keeps what the layers below have in the folder from being seen. */
  readonly isBlocked: boolean
}

/** What shows of a folder, layer by layer, the uppermost first. */
export function partsOfFolder(indexes: LayerIndexes, path: string): readonly FolderPart[] {
  const found: FolderPart[] = []
  const parts = partsOf(path)
  for (let layer = indexes.length - 1; layer >= 0; layer -= 1) {
    const index = indexes[layer]
    if (index === undefined) continue
    const { node, isBlocked } = viewLayer(index, parts)
    if (node >= 0) found.push({ layer, index, node, isBlocked })
    if (isBlocked) break
  }
  return found
}

/** What stands at `path`, of whose folder these are the parts: as `lookup` finds it, without going there in every layer. */
export function lookupIn(parts: readonly FolderPart[], path: string): Located | undefined {
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

export function placeIn(parts: readonly FolderPart[], name: string): Place | undefined {
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

/** A folder that no layer has an entry of, with what engines give it. */
export function impliedFolder(path: string): Entry {
  return { path, type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 }
}
