import type { CommitPlace } from '@veinmind/sdk'
import type { ObjectStore } from '../pack/object-store.ts'
import { OidTable } from '../pack/oid-table.ts'
import type { Commit } from './commits.ts'

/** Which commit brought each content of the tree that is scanned, and those that it does not have. Some 60 bytes for each. */
export interface CommitNotes {
  /** A content of the tree; which commit has brought it is told later. */
  markTree(oid: string): void
  /** The next file in the layer of the tree has this content. */
  addOfTree(oid: string): void
  /** The next file in the layer of the past was brought by the commit. */
  addPast(commit: Commit): void
  /** Whether the content is in the tree; then it was brought by the commit. */
  isOfTree(oid: string, commit: Commit): boolean
  ofTree(position: number): CommitPlace | undefined
  ofPast(position: number): CommitPlace | undefined
  /** Begins the list of a layer anew: it is read once more. */
  restart(layer: 'tree' | 'past'): void
}

/** Of the commits that have brought something; texts of people who have many are one. */
interface Kept {
  readonly id: string
  readonly time: number
  readonly author: string
}

export function createCommitNotes({ count }: Pick<ObjectStore, 'count'>): CommitNotes {
  const tree = new OidTable(count + 1)
  /** By position in the layer of the tree, the number of its content. */
  let numbers: number[] = []
  const broughtBy: (Kept | undefined)[] = []
  let past: Kept[] = []
  const authors = new Map<string, string>()
  const last: { kept?: Kept } = {}

  const keep = ({ id, time, author }: Commit): Kept => {
    if (last.kept?.id === id) return last.kept
    const known = authors.get(author) ?? author
    authors.set(known, known)
    last.kept = { id, time, author: known }
    return last.kept
  }
  const placeOf = (kept: Kept | undefined): CommitPlace | undefined =>
    kept && { id: kept.id, date: new Date(kept.time).toISOString(), author: kept.author }

  return {
    markTree: (oid) => void tree.add(oid),
    addOfTree: (oid) => void numbers.push(tree.add(oid)),
    addPast: (commit) => void past.push(keep(commit)),
    isOfTree(oid, commit) {
      const number = tree.find(oid)
      if (number === -1) return false
      broughtBy[number] ??= keep(commit)
      return true
    },
    ofTree: (position) => placeOf(broughtBy[numbers[position] ?? -1]),
    ofPast(position) {
      const place = placeOf(past[position])
      return place && { ...place, isGone: true }
    },
    restart(layer) {
      if (layer === 'tree') numbers = []
      else past = []
    },
  }
}
