import type { Located } from '../types.ts'
import { impliedFolder } from './folder-parts.ts'
import type { LayerIndexes } from './folder-parts.ts'
import { isWhiteout, partsOf, viewLayer } from './layer-view.ts'

/** What stands at a path in the layers up to `from`: the uppermost, where nothing hides it. */
export function lookupFrom(indexes: LayerIndexes, from: number, path: string): Located | undefined {
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

/** The file that a chain of hard links leads to, as it was when each layer was made. */
export function followHardLinks(indexes: LayerIndexes, file: Located): Located | undefined {
  let { layer, entry } = file
  for (let hops = 0; hops < MAX_HARD_LINKS; hops += 1) {
    if (entry.type !== 'file') return undefined
    if (entry.hardLink === undefined) return { layer, entry }
    const index = indexes[layer]
    const position = index?.find(entry.hardLink) ?? -1
    const target =
      index !== undefined && position >= 0
        ? { layer, entry: index.entry(position) }
        : lookupFrom(indexes, layer - 1, entry.hardLink)
    if (target === undefined) return undefined
    layer = target.layer
    entry = target.entry
  }
  return undefined
}

const MAX_HARD_LINKS = 40
