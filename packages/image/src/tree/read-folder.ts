import { baseName } from '@veinmind/sdk'
import type { Located } from '../types.ts'
import type { LayerIndexes } from './folder-parts.ts'
import { isFolder, OPAQUE, partsOf, viewLayer, WHITEOUT } from './layer-view.ts'
import { lookupFrom } from './lookup.ts'

/** What shows in a folder, by name; nothing of what is no folder. */
export function readFolder(indexes: LayerIndexes, path: string): readonly Located[] {
  const top = indexes.length - 1
  if (lookupFrom(indexes, top, path)?.entry.type !== 'directory') return []
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
      found.set(name, position < 0 ? lookupFrom(indexes, top, prefix + name) : { layer, entry: index.entry(position) })
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
