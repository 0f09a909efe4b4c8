import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkChinesePages } from './chinese-pages.ts'
import { checkCitedFiles } from './cited-files.ts'
import { checkDependencyRules } from './dependency-rules.ts'
import { checkErrorCodes } from './error-codes.ts'
import { checkFolderPairs } from './folder-pairs.ts'
import { checkImportCircles } from './import-circles.ts'
import { checkLinks, checkPlaces } from './links.ts'
import { checkManifests } from './manifests.ts'
import { checkPackageTables } from './package-tables.ts'
import { checkPluginList } from './plugin-list.ts'
import { checkPromises } from './promises.ts'
import { checkReferences } from './references.ts'
import { checkFiles } from './repository-files.ts'
import { checkTranslations } from './translations.ts'
import { openWorkspace } from './workspace.ts'

const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } })
const workspace = openWorkspace(join(import.meta.dirname, '../..'))
const problems = [
  ...checkDependencyRules(workspace),
  ...checkManifests(workspace, values.fix),
  ...checkReferences(workspace, values.fix),
  ...checkErrorCodes(workspace, values.fix),
  ...checkFiles(workspace),
  ...checkLinks(workspace),
  ...checkPlaces(workspace),
  ...checkImportCircles(workspace),
  ...checkFolderPairs(workspace),
  ...checkCitedFiles(workspace),
  ...checkPromises(workspace),
  ...checkPackageTables(workspace),
  ...(await checkPluginList(workspace, values.fix)),
]
// What is not translated yet is told; texts of programs fail the tests of this folder, and nothing is held up before.
const untranslated = [...checkTranslations(workspace, values.fix), ...checkChinesePages(workspace)]
for (const { at, message } of [...problems, ...untranslated]) console.error(`${at}: ${message}`)
console.log(
  `${workspace.packages.length} packages, ${problems.length} problems, ${untranslated.length} translations to mend`,
)
process.exitCode = problems.length === 0 ? 0 : 1
