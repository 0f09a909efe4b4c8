import type { Located, MergedTree, ResolveOptions } from '@veinmind/image'
import type { Entry } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { asLink } from '../read/hard-links.ts'
import type { LayerData } from '../store/layer-data.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { LinkResult } from '../read/results.ts'

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

/** Layers whose links are followed. */
export interface Links {
  readonly tree: MergedTree
  readonly layers: readonly (LayerData | undefined)[]
  /** Names below links to folders that may still be offered. */
  readonly left: { names: number }
}

/** Starts with the whole allowance of names. */
export function startLinks(tree: MergedTree, layers: Links['layers']): Links {
  return { tree, layers, left: { names: MAX_EXPANDED } }
}

/**
 * The files of an image that can be reached under another name: through visible symbolic links (to files, and to
 * folders, such as `/etc -> /data/etc`, one folder link deep), and hard links to files of a lower layer.
 */
export function* linkedFiles(tree: MergedTree, layers: Links['layers']): Generator<LinkedFile> {
  const links = startLinks(tree, layers)
  for (const link of tree.links()) {
    const { path } = link.entry
    const end = resolveLink(tree, path, { link })
    if (end) yield* filesBehind(links, { path, end }, tree.walk(end.path))
  }
  for (const layer of layers.keys()) yield* orphansOf(links, layer)
}

/** A link, and where it ends. */
export interface EndedLink {
  readonly path: string
  readonly end: End
}

type End = Located & { readonly path: string }

/** The file that a link leads to, or those of `inside` the folder that it leads to. */
export function* filesBehind(
  { tree, layers, left }: Links,
  link: EndedLink,
  inside: Iterable<Located>,
): Generator<LinkedFile> {
  const { path, end } = link
  const file = linkedFile(tree, layers, end, path)
  if (file) yield file
  if (!isFolderLink(link)) return
  for (const below of inside) {
    if (left.names-- <= 0) return
    const found = below.entry.type === 'symlink' ? resolveLink(tree, below.entry.path, { link: below }) : below
    const behind = found && linkedFile(tree, layers, found, path + below.entry.path.slice(end.path.length))
    if (behind) yield behind
  }
}

/** Whether what is in a folder is seen through the link; a link to a folder above itself would show everything twice. */
export function isFolderLink({ path, end }: EndedLink): boolean {
  return end.entry.type === 'directory' && end.path !== '/' && path !== end.path && !path.startsWith(`${end.path}/`)
}

/** The files that hard links of a layer to files of lower ones are. */
export function* orphansOf({ tree, layers }: Links, layer: number): Generator<LinkedFile> {
  const data = layers[layer]
  for (const position of data?.orphans ?? []) {
    const entry = data?.index.entry(position)
    const body = entry && tree.contentOf({ layer, entry })
    const place = body && positionOf(layers, body)
    if (place) yield { entry: asLink(body.entry, entry), target: body.entry, layer, body: place }
  }
}

function linkedFile(
  tree: MergedTree,
  layers: readonly (LayerData | undefined)[],
  end: Located,
  name: string,
): LinkedFile | undefined {
  const content = end.entry.type === 'file' ? tree.contentOf(end) : undefined
  const body = content && positionOf(layers, content)
  if (!body) return undefined
  const target = asLink(content.entry, end.entry)
  const { hardLink: _of, ...entry } = { ...target, path: name }
  return { entry, target, layer: content.layer, body }
}

function positionOf(
  layers: readonly (LayerData | undefined)[],
  { layer, entry }: Located,
): LinkedFile['body'] | undefined {
  const position = layers[layer]?.index.find(entry.path) ?? -1
  return position === -1 ? undefined : { layer, position }
}

/** Where the content of a file stands in its layer; undefined for what has none. */
export function contentPlace(
  tree: MergedTree,
  layers: readonly (LayerData | undefined)[],
  file: Located,
): LinkedFile['body'] | undefined {
  const content = tree.contentOf(file)
  return content && positionOf(layers, content)
}

/** Where the link at `path` ends; undefined for one that ends nowhere. */
export function resolveLink(tree: MergedTree, path: string, options?: ResolveOptions): End | undefined {
  try {
    return tree.resolve(path, options)
  } catch (error) {
    if (error instanceof VeinmindError && error.code.startsWith('FILE_')) return undefined
    throw error
  }
}

/** What the links of an image have shown. */
export interface LinkRecords {
  readonly results: ReadonlyMap<ActiveInspector, LinkResult>
  /** How many layers were read again for each inspector. */
  readonly rereads: ReadonlyMap<ActiveInspector, number>
}
