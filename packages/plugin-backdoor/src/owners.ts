import { owners } from '@veinmind/inventory'
import type { FileOwner } from '@veinmind/inventory'
import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Digests, Inspector, ScanContext } from '@veinmind/sdk'

/** What the databases of package managers say of files. */
export interface Owners {
  readonly all: readonly FileOwner[]
  readonly of: (path: string) => FileOwner | undefined
  /** All packages that claim the path; for a diverted file, the package that has its name now. */
  readonly candidates: (path: string) => readonly FileOwner[]
  /** Whether the file is as its package brought it; undefined where no digest says so. */
  readonly isUnchanged: (path: string, digests: Digests) => boolean | undefined
  /** True when no package is known: then it means nothing that a file belongs to none. */
  readonly isEmpty: boolean
}

export async function ownersOf(context: ScanContext): Promise<Owners> {
  const all = await context.fact(owners)
  const moved = diversionsOf(context)
  const byPath = new Map<string, FileOwner[]>()
  for (const file of all) {
    const diverted = moved.get(withoutUsr(file.path))
    const isMoved = diverted !== undefined && !file.package.includes(`/${diverted.by}@`)
    const path = withoutUsr(isMoved ? diverted.to : file.path)
    const list = byPath.get(path)
    if (list) list.push(file)
    else byPath.set(path, [file])
  }
  const candidates = (path: string): readonly FileOwner[] => byPath.get(withoutUsr(path)) ?? []
  return {
    all,
    of: (path) => candidates(path)[0],
    candidates,
    isUnchanged: (path, digests) => {
      const said = candidates(path).map((owner) => sameDigest(owner, digests))
      return said.includes(true) ? true : said.includes(false) ? false : undefined
    },
    isEmpty: all.length === 0,
  }
}

/** Paths whose files dpkg puts elsewhere, except those of one package. */
function diversionsOf(context: ScanContext): ReadonlyMap<string, { readonly to: string; readonly by: string }> {
  const records = context.records(diversions).filter(({ visible }) => visible)
  return new Map(
    records.flatMap(({ record }) => record.map(({ from, to, by }) => [withoutUsr(from), { to, by }] as const)),
  )
}

/** A file that dpkg has put elsewhere, since another package has its name. */
interface Diversion {
  readonly from: string
  readonly to: string
  /** The package that may have the name; `:` for one of the administrator. */
  readonly by: string
}

const MAX_DIVERSIONS = 10_000

/** `/var/lib/dpkg/diversions`: from, to and package, a line each. */
export const diversions: Inspector<readonly Diversion[]> = defineInspector<readonly Diversion[]>({
  id: 'diversions',
  version: 1,
  offered: { paths: ['/var/lib/dpkg/diversions'] },
  wants: ({ path }) => path === '/var/lib/dpkg/diversions' && content({ max: mib(4), over: 'head' }),
  inspect({ bytes, incomplete }) {
    const lines = Buffer.from(bytes).toString('latin1').split('\n')
    const found: Diversion[] = []
    for (let at = 0; at + 2 < lines.length; at += 3) {
      if (found.length === MAX_DIVERSIONS) {
        incomplete(`more than ${MAX_DIVERSIONS} diversions of dpkg: the rest was not looked at`)
        break
      }
      found.push({ from: lines[at] ?? '', to: lines[at + 1] ?? '', by: lines[at + 2] ?? '' })
    }
    return found
  },
})

export function sameDigest(owner: FileOwner | undefined, digests: Digests): boolean | undefined {
  const [name, value] = owner?.digest?.split(':') ?? []
  const own = digests[name as keyof Digests]
  return value === undefined || own === undefined ? undefined : own === value
}

/** `/usr/lib/x` and `/lib/x` are one file where `/lib` is a link, and databases name either. */
export function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}
