import { owners } from '@veinmind/inventory'
import type { FileOwner } from '@veinmind/inventory'
import type { Digests, ScanContext } from '@veinmind/sdk'

/** What the databases of package managers say of files. */
export interface Owners {
  readonly all: readonly FileOwner[]
  readonly of: (path: string) => FileOwner | undefined
  /** Whether the file is as its package brought it; undefined where no digest says so. */
  readonly isUnchanged: (path: string, digests: Digests) => boolean | undefined
  /** No package is known: nothing is told by a file that belongs to none. */
  readonly isEmpty: boolean
}

export async function ownersOf(context: ScanContext): Promise<Owners> {
  const all = await context.fact(owners)
  const byPath = new Map(all.map((file) => [withoutUsr(file.path), file]))
  const of = (path: string): FileOwner | undefined => byPath.get(withoutUsr(path))
  return { all, of, isUnchanged: (path, digests) => sameDigest(of(path), digests), isEmpty: all.length === 0 }
}

export function sameDigest(owner: FileOwner | undefined, digests: Digests): boolean | undefined {
  const [name, value] = owner?.digest?.split(':') ?? []
  const own = digests[name as keyof Digests]
  return value === undefined || own === undefined ? undefined : own === value
}

/** `/usr/lib/x` and `/lib/x` are one file where `/lib` is a link, and databases name either. */
export function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}
