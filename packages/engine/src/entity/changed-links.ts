import type { LayerIndex, Located, MergedTree } from '@veinmind/image'
import type { LayerData } from '../store/layer-data.ts'
import type { EndedLink, LinkedFile } from './links.ts'
import { contentPlace, filesBehind, isFolderLink, orphansOf, resolveLink, startLinks } from './links.ts'
import type { LinkRecord } from '../read/results.ts'

/** Links to folders of the image that are kept in mind until all links are seen. */
const MAX_FOLDERS = 100_000

/**
 * The files of a container (`tree`, its own layer the last of `layers`) that can be reached under another name, as far as
 * its image (`below`) does not have the same: behind links of its own and links that end elsewhere now, and what is new in
 * folders that links lead to.
 */
export function* changedLinkedFiles(
  tree: MergedTree,
  below: MergedTree,
  layers: readonly (LayerData | undefined)[],
): Generator<LinkedFile> {
  const top = layers.length - 1
  const index = layers[top]?.index
  if (index === undefined || index.count === 0) return
  const links = startLinks(tree, layers)
  const moved: Located[] = []
  const folders: EndedLink[] = []
  const isFolderBelow = createFolderTest(below)
  for (const link of tree.links()) {
    const { path } = link.entry
    // Where the container's own layer has no part in it, it is as in the image.
    let isTouched = false
    const visit = ({ layer, entry }: Located): void => {
      isTouched ||= layer === top && !(entry.type === 'directory' && isFolderBelow(entry.path))
    }
    const end = resolveLink(tree, path, { link, visit })
    if (end === undefined) continue
    if (link.layer === top || (isTouched && isElsewhere(end, below, path))) {
      if (link.layer !== top) moved.push(link)
      yield* filesBehind(links, { path, end }, tree.walk(end.path))
    } else if (isFolderLink({ path, end }) && folders.length < MAX_FOLDERS) {
      folders.push({ path, end })
    }
  }
  moved.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1))
  for (const link of folders) {
    yield* filesBehind(links, link, ownBelow(index, top, link.end.path))
    yield* filesBehind(links, link, linksBelow(moved, link.end.path))
  }
  yield* orphansOf(links, top)
}

/** Whether a record of the image is one of the container too: its name still leads to the same content. */
export function isStillThere(
  tree: MergedTree,
  layers: readonly (LayerData | undefined)[],
  { path, layer, body }: LinkRecord,
): boolean {
  // A hard link to a lower layer of the image is what it was.
  if (layer !== body.layer) return true
  const end = resolveLink(tree, path)
  const place = end && contentPlace(tree, layers, end)
  return place?.layer === body.layer && place.position === body.position
}

/** Tells of a path whether it is a folder, looking once. */
function createFolderTest(tree: MergedTree): (path: string) => boolean {
  const known = new Map<string, boolean>()
  return (path) => {
    const isFolder = known.get(path) ?? tree.lookup(path)?.entry.type === 'directory'
    known.set(path, isFolder)
    return isFolder
  }
}

function isElsewhere(now: EndedLink['end'], below: MergedTree, path: string): boolean {
  const before = resolveLink(below, path)
  if (now.path !== before?.path || now.entry.type !== before.entry.type) return true
  // What is new in folders is looked for separately.
  return now.layer !== before.layer && now.entry.type !== 'directory'
}

/** What a layer itself has below a folder; deletions left out. */
function* ownBelow(index: LayerIndex, layer: number, folder: string): Generator<Located> {
  let root = 0
  for (const name of folder.split('/')) if (name !== '' && root >= 0) root = index.child(root, name)
  const nodes = root < 0 ? [] : [root]
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    for (const name of index.childNames(node)) {
      if (name.startsWith('.wh.')) continue
      const child = index.child(node, name)
      const position = index.position(child)
      if (position >= 0) yield { layer, entry: index.entry(position) }
      if (position < 0 || index.type(position) === 'directory') nodes.push(child)
    }
  }
}

/** Of sorted links, those below a folder. */
function linksBelow(links: readonly Located[], folder: string): readonly Located[] {
  // `0` comes next after the slash.
  return links.slice(firstFrom(links, `${folder}/`), firstFrom(links, `${folder}0`))
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
