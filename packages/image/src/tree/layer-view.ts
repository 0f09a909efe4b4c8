import type { LayerIndex } from '../types.ts'

/** Marks a name as deleted from the layers below (OCI image-spec, layer.md, whiteouts). */
export const WHITEOUT = '.wh.'

/** In a folder: nothing of the layers below shows in it. */
export const OPAQUE = '.wh..wh..opq'

/** What one layer has to say about a path. */
export interface View {
  /** Node of the path; -1 when the layer has nothing there. */
  readonly node: number
  /** Whether the layer keeps what is below it at that path from being seen, apart from its own entry. */
  readonly isBlocked: boolean
}

/**
 * Looks at a path in one layer. The layers below are blocked by a whiteout of the path or of a folder on the way, by an
 * opaque folder on the way, and where a folder on the way is something else here.
 */
export function viewLayer(index: LayerIndex, parts: readonly string[]): View {
  let node = 0
  let isBlocked = false
  for (const [depth, part] of parts.entries()) {
    if (depth > 0 && !isFolder(index, node)) return { node: -1, isBlocked: true }
    isBlocked ||= hidesBelow(index, node, part)
    node = index.child(node, part)
    if (node < 0) break
  }
  return { node, isBlocked }
}

/** Whether a folder of a layer keeps what the layers below have under a name in it from being seen. */
export function hidesBelow(index: LayerIndex, folder: number, name: string): boolean {
  return index.hides(folder) && (index.child(folder, OPAQUE) >= 0 || index.child(folder, WHITEOUT + name) >= 0)
}

/** Whether a node is a folder; one without an entry is, since it holds something. */
export function isFolder(index: LayerIndex, node: number): boolean {
  const position = index.position(node)
  return position < 0 || index.type(position) === 'directory'
}

/** The components of a path. */
export function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}

/** Whether a path is a whiteout or below one: no file of a merged file system. */
export function isWhiteout(parts: readonly string[]): boolean {
  return parts.some((part) => part.startsWith(WHITEOUT))
}
