import { defineFact } from '@veinmind/sdk'
import type { Fact, FactContext } from '@veinmind/sdk'
import { operatingSystems } from '../systems/fact.ts'
import { CATALOGERS } from './catalogers.ts'
import { findOwnersIn, withOwners } from './find-owners.ts'
import type { FindOwners } from './find-owners.ts'
import { mergeDrafts } from './merge-drafts.ts'
import type { SeenDraft } from './cataloger.ts'
import type { MergedPackage } from './merge-drafts.ts'
import type { FileOwner, Package } from './model.ts'

/** Drafts of an entity that are looked at, and files of packages: far more than systems have. */
const MAX_DRAFTS = 1_000_000
const MAX_OWNED = 5_000_000

/**
 * The packages of all catalogers, with functions that find the files they own. It is no plain data: the facts for plugins are made from
 * it.
 */
export const merged: Fact<readonly MergedPackage[]> = defineFact({
  id: '@veinmind/inventory/merged-packages',
  inspectors: CATALOGERS.flatMap(({ inspectors }) => inspectors),
  facts: [operatingSystems],
  async make(_entity, context) {
    const systems = new Map((await context.fact(operatingSystems)).map((system) => [withSlash(system.root), system]))
    return mergeDrafts(collectAll(context, (root) => systems.get(withSlash(root))))
  },
})

/** Every package that is there at the end, with its places, whichever system or language installed it or asks for it. Sorted by purl. */
export const packages: Fact<readonly Package[]> = defineFact({
  id: '@veinmind/inventory/packages',
  facts: [merged],
  make: async (_entity, { fact }) => withOwners(await fact(merged)),
})

/**
 * Which packages of the operating system own files, and which of them own scripts: from the databases of package managers, without the
 * digests and modes that `owners` has, which take more to read.
 */
export const fileOwners: Fact<FindOwners> = defineFact({
  id: '@veinmind/inventory/file-owners',
  facts: [merged],
  make: async (_entity, { fact }) => findOwnersIn(await fact(merged)),
})

/** Every file that the database of a package manager knows, with its package. */
export const owners: Fact<readonly FileOwner[]> = defineFact({
  id: '@veinmind/inventory/owners',
  inspectors: CATALOGERS.flatMap(({ ownerInspectors = [] }) => ownerInspectors),
  facts: [merged],
  async make(_entity, { fact, records, signal, incomplete }) {
    const files: FileOwner[] = []
    for (const { package: one, owns } of await fact(merged)) {
      signal.throwIfAborted()
      for (const file of owns?.(records) ?? []) {
        if (files.length === MAX_OWNED) {
          incomplete(`packages own more than ${MAX_OWNED} files`)
          return files
        }
        files.push({ ...file, package: one.purl })
      }
    }
    return files
  },
})

function* collectAll(
  { signal, records, incomplete }: FactContext,
  systemAt: Parameters<(typeof CATALOGERS)[number]['collect']>[0]['systemAt'],
): Generator<SeenDraft> {
  let count = 0
  for (const cataloger of CATALOGERS) {
    signal.throwIfAborted()
    const context = { signal, systemAt, incomplete, records }
    for (const draft of cataloger.collect(context)) {
      if (count === MAX_DRAFTS) {
        incomplete(`there are more than ${MAX_DRAFTS} packages`)
        return
      }
      count += 1
      yield { cataloger: cataloger.id, draft }
    }
  }
}

const withSlash = (root: string): string => (root.endsWith('/') ? root : `${root}/`)
