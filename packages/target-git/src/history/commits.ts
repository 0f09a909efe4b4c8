import { setImmediate } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'
import { PACK_LIMITS } from '../limits.ts'
import type { ObjectStore } from '../pack/object-store.ts'
import { OidTable } from '../pack/oid-table.ts'
import { findCommit } from '../tree-object.ts'

/** A commit, as far as it is looked at. */
export interface Commit {
  readonly id: string
  readonly tree: string
  readonly author: string
  /** Of the author, in milliseconds since 1970. */
  readonly time: number
}

interface ReadCommit extends Commit {
  readonly parents: readonly string[]
}

/** A name longer than this is none. */
const MAX_AUTHOR = 4096
const MAX_PARENTS = 4096
/** Commits that are begun, and their parents. */
const MAX_WAITING = 4_000_000
const TURN = 256

/**
 * The commits that lead to `tips`, each once and after all of its parents: what one has that none before it had, it has brought. What
 * is missing (a repository that was cloned in part) is told to `gap`. Throws `GIT_DAMAGED` and `GIT_TOO_LARGE`.
 */
export async function* commitsOldestFirst(
  store: ObjectStore,
  tips: readonly string[],
  { signal, gap }: { readonly signal: AbortSignal; readonly gap: (commit: string, reason: string) => void },
): AsyncGenerator<Commit> {
  const known = createOidList(store.count + tips.length)
  let turn = 0
  for (const tip of tips) {
    const start = await findCommit(store, tip).catch(() => undefined)
    if (!start) {
      gap(tip, 'it is a branch or a tag that leads to no commit')
      continue
    }
    const waiting: { readonly id: string; isEntered?: true }[] = [{ id: start.oid }]
    for (let at = waiting.at(-1); at !== undefined; at = waiting.at(-1)) {
      if (++turn % TURN === 0) await setImmediate()
      signal.throwIfAborted()
      if (!at.isEntered && !known.add(at.id)) {
        waiting.pop()
        continue
      }
      const commit = await readCommit(store, at.id)
      if (commit && !at.isEntered) {
        at.isEntered = true
        for (const id of commit.parents) if (!known.has(id)) waiting.push({ id })
        if (waiting.length > MAX_WAITING) throw new VeinmindError('GIT_TOO_LARGE', 'the history has too many branches')
        continue
      }
      waiting.pop()
      if (commit) yield commit
      else gap(at.id, 'it is not in the repository, which has its history in part only')
    }
  }
}

/** Ids that were seen. */
export interface OidList {
  has(oid: string): boolean
  /** Whether the id is new. */
  add(oid: string): boolean
}

/** A list of at most so many ids; throws `GIT_TOO_LARGE` beyond. */
export function createOidList(count: number): OidList {
  const most = Math.min(count, PACK_LIMITS.objects) + 1024
  const table = new OidTable(most)
  return {
    has: (oid) => table.find(oid) !== -1,
    add(oid) {
      const { size } = table
      if (size === most - 1) throw new VeinmindError('GIT_TOO_LARGE', `the history has more than ${most} objects`)
      table.add(oid)
      return table.size > size
    },
  }
}

async function readCommit(store: ObjectStore, id: string): Promise<ReadCommit | undefined> {
  const object = await store.read(id)
  if (object === 'absent') return undefined
  if (object === 'too-large' || object.type !== 'commit') throw damaged(id)
  const { content } = object
  const end = content.indexOf('\n\n')
  const head = content.toString('utf8', 0, end === -1 ? content.length : end)
  const [, tree] = /^tree ([0-9a-f]{40})\n/.exec(head) ?? []
  if (tree === undefined) throw damaged(id)
  const parents = Array.from(head.matchAll(/^parent ([0-9a-f]{40})$/gm), ([, parent = '']) => parent)
  if (parents.length > MAX_PARENTS) throw damaged(id)
  const line = head.split('\n').find((each) => each.startsWith('author ')) ?? ''
  const [, name = '', seconds = '0'] = /^author (.*?) ?<[^>]*> ?(-?\d{1,12})?/.exec(line) ?? []
  return { id, tree, parents, author: name.slice(0, MAX_AUTHOR), time: timeOf(Number(seconds)) }
}

/** A time that a date can have: git takes any number. */
function timeOf(seconds: number): number {
  const most = 253_402_300_799
  return Math.min(Math.max(seconds, -62_135_596_800), most) * 1000
}

const damaged = (id: string): VeinmindError => new VeinmindError('GIT_DAMAGED', `the commit ${id} cannot be read`)
