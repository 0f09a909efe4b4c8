import { parentPath } from '@veinmind/sdk'
import type { Found } from '@veinmind/sdk'
import type { CatalogContext, Cataloger, PackageDraft } from '../packages/cataloger.ts'
import { systemOfPurl } from '../sboms/systems.ts'
import { ecosystemOf } from './ecosystems.ts'
import type { LanguageRecord } from './inspectors.ts'
import { languageArchives, languageFiles, programFiles } from './inspectors.ts'
import { LANGUAGES } from './languages.ts'
import type { FoundPackage } from './reading.ts'

const INSPECTORS = [languageFiles, languageArchives, programFiles] as const

/** All that look for packages of programming languages. Adding one is a line of `LANGUAGES`. */
export const languageCatalogers: readonly Cataloger[] = Object.keys(LANGUAGES).map((id, index) => ({
  id,
  // The same for all of them, so that one names them.
  inspectors: index === 0 ? INSPECTORS : [],
  collect: (context) => collect(id, context),
}))

function* collect(cataloger: string, { records }: CatalogContext): Generator<PackageDraft> {
  const claimed = claimsOf(records(languageFiles), cataloger)
  for (const inspector of INSPECTORS) {
    for (const { record, location, entry } of records<LanguageRecord>(inspector)) {
      if (inspector === programFiles && claimed.has(entry.path.toLowerCase())) continue
      for (const found of record.found) {
        if (found.cataloger !== cataloger) continue
        for (const one of found.packages) yield draftOf(one, location)
      }
    }
  }
}

/** Files that a list beside them answers for, in lower case: an assembly of a package is no package of its own. */
function claimsOf(files: readonly Found<LanguageRecord>[], cataloger: string): ReadonlySet<string> {
  const claimed = new Set<string>()
  for (const { record, entry, visible } of files) {
    if (!visible) continue
    const folder = parentPath(entry.path)
    for (const { claims = [], cataloger: by } of record.found) {
      if (by === cataloger) for (const name of claims) claimed.add(`${folder}/${name}`.replace('//', '/').toLowerCase())
    }
  }
  return claimed
}

function draftOf({ inside, ...one }: FoundPackage, at: PackageDraft['at']): PackageDraft {
  return {
    ...one,
    at: inside === undefined ? at : { ...at, path: `${at.path ?? ''}!/${inside}` },
    // Bills of materials name packages of systems, too.
    ecosystem: ecosystemOf(one.type) ?? systemOfPurl(one, [])?.ecosystem,
  }
}
