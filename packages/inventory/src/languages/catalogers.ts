import type { CatalogContext, Cataloger, PackageDraft } from '../packages/cataloger.ts'
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
  for (const inspector of INSPECTORS) {
    for (const { record, location } of records<LanguageRecord>(inspector)) {
      for (const found of record.found) {
        if (found.cataloger !== cataloger) continue
        for (const one of found.packages) yield draftOf(one, location)
      }
    }
  }
}

function draftOf({ inside, ...one }: FoundPackage, at: PackageDraft['at']): PackageDraft {
  return {
    ...one,
    at: inside === undefined ? at : { ...at, path: `${at.path ?? ''}!/${inside}` },
    ecosystem: ecosystemOf(one.type),
  }
}
