import type { Located, MergedTree } from '@veinmind/image'
import type { Entry } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import type { ChangedLinks } from './changed-links.ts'
import { asLink } from './hard-links.ts'
import type { LayerData } from './layer-store.ts'

/** A file under the name of a link that leads to it from elsewhere. */
export interface LinkedFile {
  /** As it is offered: the link's name, the file's metadata. */
  readonly entry: Entry
  /** As it is known under its own name. */
  readonly target: Entry
  readonly layer: number
  readonly body: { readonly layer: number; readonly position: number }
}

/** Names below links to folders that are offered, for one image. */
const MAX_EXPANDED = 100_000

/**
 * The files of an image that can be reached under another name: through visible symbolic links (to files, and to
 * folders, such as `/etc -> /data/etc`, one folder link deep), and hard links to files of a lower layer. With `changed`,
 * only those of a container that its image does not have.
 */
export function* linkedFiles(tree: MergedTree, layers: readonly (LayerData | undefined)[], changed?: ChangedLinks): Generator<LinkedFile> {
  let left = MAX_EXPANDED
  for (const link of tree.links()) {
    const isNew = changed?.isNew(link) ?? true
    const end = resolveLink(tree, link.entry.path)
    if (!end) continue
    if (end.entry.type === 'file') {
      const file = isNew ? linkedFile(tree, layers, end, link.entry.path) : undefined
      if (file) yield file
    } else if (end.entry.type === 'directory' && end.path !== '/' && !isInside(link.entry.path, end.path)) {
      for (const below of isNew ? tree.walk(end.path) : (changed?.newBelow(end.path) ?? [])) {
        if (left-- <= 0) break
        const name = link.entry.path + below.entry.path.slice(end.path.length)
        const found = below.entry.type === 'symlink' ? resolveLink(tree, below.entry.path) : below
        const file = found?.entry.type === 'file' ? linkedFile(tree, layers, found, name) : undefined
        if (file) yield file
      }
    }
  }
  for (const [layer, data] of layers.entries()) {
    if (changed !== undefined && layer < layers.length - 1) continue
    for (const position of data?.orphans ?? []) {
      const entry = data?.index.entry(position)
      const body = entry && tree.contentOf({ layer, entry })
      const place = body && positionOf(layers, body)
      if (place) yield { entry: asLink(body.entry, entry), target: body.entry, layer, body: place }
    }
  }
}

function linkedFile(tree: MergedTree, layers: readonly (LayerData | undefined)[], end: Located, name: string): LinkedFile | undefined {
  const content = tree.contentOf(end)
  const body = content && positionOf(layers, content)
  if (!body) return undefined
  const target = asLink(content.entry, end.entry)
  const { hardLink: _of, ...entry } = { ...target, path: name }
  return { entry, target, layer: content.layer, body }
}

function positionOf(layers: readonly (LayerData | undefined)[], { layer, entry }: Located): LinkedFile['body'] | undefined {
  const position = layers[layer]?.index.find(entry.path) ?? -1
  return position === -1 ? undefined : { layer, position }
}

/** Where the content of a file stands in its layer; undefined for what has none. */
export function contentPlace(tree: MergedTree, layers: readonly (LayerData | undefined)[], file: Located): LinkedFile['body'] | undefined {
  const content = tree.contentOf(file)
  return content && positionOf(layers, content)
}

/** Where the link ends; undefined for one that ends nowhere. */
export function resolveLink(tree: MergedTree, path: string): (Located & { readonly path: string }) | undefined {
  try {
    return tree.resolve(path)
  } catch (error) {
    if (error instanceof VeinmindError && error.code.startsWith('FILE_')) return undefined
    throw error
  }
}

/** Whether `path` is `folder` or stands below it: a link to a folder above itself would show everything twice. */
function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
