import type { LayerIndex, Located, MergedTree } from '@veinmind/image'
import type { LayerData } from './layer-store.ts'
import { contentPlace, resolveLink } from './links.ts'
import type { LinkRecord } from './tally.ts'

/** What the topmost layer of a container has made of the links of its image. */
export interface ChangedLinks {
  /** Whether a link is the container's own, or ends elsewhere than in the image. */
  isNew(link: Located): boolean
  /** What is below a folder, and was not in the image: of the container's own layer, and links that end elsewhere. */
  newBelow(folder: string): Iterable<Located>
}

/** Compares the links of a container (`tree`) with those of its image (`below`); `own` is the container's own layer. */
export function findChangedLinks(tree: MergedTree, below: MergedTree, own: { readonly layer: number; readonly index: LayerIndex | undefined }): ChangedLinks {
  const { layer: top, index } = own
  const moved: Located[] = []
  if (index !== undefined && index.count > 0) {
    for (const link of tree.links()) if (link.layer !== top && !hasSameEnd(tree, below, link.entry.path)) moved.push(link)
  }
  moved.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1))
  const paths = new Set(moved.map(({ entry }) => entry.path))
  return {
    isNew: ({ layer, entry }) => layer === top || paths.has(entry.path),
    *newBelow(folder) {
      if (index !== undefined) for (const entry of entriesBelow(index, folder)) yield { layer: top, entry }
      // Sorted, and `0` comes next after the slash.
      yield* moved.slice(firstFrom(moved, `${folder}/`), firstFrom(moved, `${folder}0`))
    },
  }
}

/** Whether a record of the image is one of the container too: its name still leads to the same content. */
export function isStillThere(tree: MergedTree, layers: readonly (LayerData | undefined)[], { path, layer, body }: LinkRecord): boolean {
  // A hard link to a lower layer of the image is what it was.
  if (layer !== body.layer) return true
  const end = resolveLink(tree, path)
  const place = end && contentPlace(tree, layers, end)
  return place?.layer === body.layer && place.position === body.position
}

function hasSameEnd(tree: MergedTree, below: MergedTree, path: string): boolean {
  const [now, before] = [resolveLink(tree, path), resolveLink(below, path)]
  if (now?.path !== before?.path || now?.entry.type !== before?.entry.type) return false
  // Of a folder, what is new in it is looked for on its own.
  return now?.layer === before?.layer || now?.entry.type === 'directory'
}

/** What a layer itself has below a folder; deletions left out. */
function* entriesBelow(index: LayerIndex, folder: string): Generator<Located['entry']> {
  let root = 0
  for (const name of folder.split('/')) if (name !== '' && root >= 0) root = index.child(root, name)
  const nodes = root < 0 ? [] : [root]
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    for (const name of index.childNames(node)) {
      if (name.startsWith('.wh.')) continue
      const child = index.child(node, name)
      const position = index.position(child)
      if (position >= 0) yield index.entry(position)
      if (position < 0 || index.type(position) === 'directory') nodes.push(child)
    }
  }
}

/** Place of the first link whose path does not come before `path`. */
function firstFrom(links: readonly Located[], path: string): number {
  let [low, high] = [0, links.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((links[middle] as Located).entry.path < path) low = middle + 1
    else high = middle
  }
  return low
}
