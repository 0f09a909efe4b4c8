import { owners } from '@veinmind/inventory'
import type { FileOwner } from '@veinmind/inventory'
import type { Container, Image, ScanContext } from '@veinmind/sdk'
import { scanAccounts } from './accounts.ts'
import { placeFiles } from './files/places.ts'
import { programFiles } from './files/programs.ts'
import { scanFiles } from './files/scan-files.ts'
import { scanProcesses } from './processes/scan-processes.ts'

/** Reports traces of an intruder in an image or a container. */
export async function scan(entity: Image | Container, ctx: ScanContext): Promise<void> {
  const owned = entity.kind === 'container' ? await ctx.fact(owners) : []
  const byPath = new Map(owned.map((file) => [withoutUsr(file.path), file]))
  const ownerOf = (path: string): FileOwner | undefined => byPath.get(withoutUsr(path))
  await scanFiles(entity, { ownerOf }, ctx)
  await scanAccounts(ctx)
  if (entity.kind !== 'container') return
  const changed = new Set(
    [...ctx.records(programFiles), ...ctx.records(placeFiles)].flatMap(({ isChange, entry }) =>
      isChange ? [entry.path] : [],
    ),
  )
  scanProcesses(entity, { isOwned: (path) => ownerOf(path) !== undefined, isChange: (path) => changed.has(path) }, ctx)
  for (const { what, reason } of entity.missing) if (/process/.test(what)) ctx.incomplete(`${what}: ${reason}`)
}

/** `/usr/bin/x` and `/bin/x` are one file where `/bin` is a link, and databases name either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}
