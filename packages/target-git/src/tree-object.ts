import { VeinmindError } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { ObjectStore } from './pack/object-store.ts'

/** Modes of a tree's entries. */
export const MODE = { folder: '40000', link: '120000', submodule: '160000' } as const

/** An entry of a tree. */
export interface TreeEntry {
  readonly mode: string
  readonly name: string
  readonly oid: string
}

/** The commit that an id leads to; annotated tags are followed. */
export async function findCommit(store: ObjectStore, oid: string): Promise<{ oid: string; tree: string }> {
  let at = oid
  for (let hops = 0; hops < 10; hops++) {
    const object = await store.read(at)
    if (typeof object === 'string') {
      throw new VeinmindError('GIT_REF_NOT_FOUND', `the repository has no commit ${at}, or does not give it`)
    }
    const text = object.content.toString('latin1', 0, 4096)
    if (object.type === 'commit') {
      const tree = /^tree ([0-9a-f]{40})\n/.exec(text)?.[1]
      if (tree !== undefined) return { oid: at, tree }
    }
    const next = object.type === 'tag' ? /^object ([0-9a-f]{40})\n/.exec(text)?.[1] : undefined
    if (next === undefined) break
    at = next
  }
  throw new VeinmindError('GIT_REF_NOT_FOUND', `${oid} leads to no commit`)
}

/** The bytes of a tree. */
export async function readTree(store: ObjectStore, oid: string): Promise<Buffer> {
  const object = await store.read(oid)
  if (object === 'too-large') throw new VeinmindError('GIT_TOO_LARGE', `the folder ${oid} has too many entries`)
  if (object === 'absent' || object.type !== 'tree')
    throw new VeinmindError('GIT_DAMAGED', `the repository does not have the folder ${oid}`)
  return object.content
}

/** The entries in the bytes of a tree, one after the other: a tree may have hundreds of thousands. */
export function* treeEntries(content: Buffer): Generator<TreeEntry> {
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at)
    const end = content.indexOf(0, space)
    if (space === -1 || end === -1 || end + 21 > content.length)
      throw new VeinmindError('GIT_DAMAGED', 'a folder of the repository is damaged')
    const mode = content.toString('latin1', at, space).replace(/^0+/, '')
    yield { mode, name: decodeName(content.subarray(space + 1, end)), oid: content.toString('hex', end + 1, end + 21) }
    at = end + 21
  }
}

/** The entry at a path below a tree. Throws `GIT_PATH_NOT_FOUND`; links are not followed. */
export async function descend(store: ObjectStore, root: string, inside: string): Promise<TreeEntry> {
  let at: TreeEntry = { mode: MODE.folder, name: '', oid: root }
  for (const part of inside.split('/').filter((each) => each !== '')) {
    const content = at.mode === MODE.folder ? await readTree(store, at.oid) : Buffer.alloc(0)
    const found = treeEntries(content).find(({ name }) => name === part)
    if (!found || found.mode === MODE.link || found.mode === MODE.submodule) {
      throw new VeinmindError('GIT_PATH_NOT_FOUND', `the repository has no ${inside}`)
    }
    at = found
  }
  return at
}
