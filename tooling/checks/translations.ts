import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalogue } from '../../packages/report/src/translate/catalogue.ts'
import type { Catalogue } from '../../packages/report/src/translate/catalogue.ts'
import { findSaidTexts } from './said-texts.ts'
import type { SaidText } from './said-texts.ts'
import type { Package, Problem, Workspace } from './workspace.ts'

const FOLDER = 'packages/report/src/translate/zh'
const OURS = `${FOLDER}/ours.json`
const PARTS = `${FOLDER}/parts.json`
const FOREIGN = `${FOLDER}/foreign.json`
/** What is for authors of tests, and no person who scans reads. */
const FOR_TESTS = new Set(['testing', 'plugin-testing'])

type Pairs = Readonly<Record<string, string>>

/**
 * Every text of errors, hints, options, commands, logs and notes that the sources make has a translation in the catalogue, which
 * gives it back with its values where they belong, and the catalogue has nothing else. `fix` drops what is said nowhere any more,
 * and puts the rest in the order of the sources.
 */
export function checkTranslations(workspace: Workspace, fix = false): Problem[] {
  if (!workspace.has(OURS)) return []
  const said = saidOf(workspace)
  const ours = JSON.parse(workspace.read(OURS)) as Pairs
  const known = Object.fromEntries(
    [...said.keys()].flatMap((template) => (ours[template] === undefined ? [] : [[template, ours[template]]])),
  )
  if (fix) writeFileSync(join(workspace.root, OURS), `${JSON.stringify(known, undefined, 2)}\n`)
  const parts = JSON.parse(workspace.read(PARTS)) as Pairs
  const catalogue = createCatalogue({ ...(JSON.parse(workspace.read(FOREIGN)) as Pairs), ...parts, ...known })
  const sources = packagesOf(workspace)
    .flatMap(({ folder }) => workspace.files(`${folder}/src/**/*.ts`))
    .map((path) => workspace.read(path))
    .join('\n')
  const unused = fix ? [] : Object.keys(ours).filter((template) => !said.has(template))
  return [
    ...[...said.values()]
      .filter(({ template }) => known[template] === undefined)
      .map(({ at, template }) => ({ at, message: `has no Chinese in ${OURS}: ${JSON.stringify(template)}` })),
    ...unused.map((template) => ({
      at: OURS,
      message: `is said nowhere (mend with --fix): ${JSON.stringify(template)}`,
    })),
    ...Object.keys(parts)
      .filter((template) => !isInSources(template, sources))
      .map((template) => ({ at: PARTS, message: `stands in no source: ${JSON.stringify(template)}` })),
    ...[...said.values()].flatMap((text) => brokenPair(catalogue, text, known[text.template])),
  ]
}

/** The texts of every published package, each template once. */
export function saidOf(workspace: Workspace): ReadonlyMap<string, SaidText> {
  const all = packagesOf(workspace).flatMap((of) => findSaidTexts(workspace, of).said)
  return new Map(
    all
      .toReversed()
      .map((text) => [text.template, text] as const)
      .toReversed(),
  )
}

function packagesOf(workspace: Workspace): readonly Package[] {
  return workspace.packages.filter(({ published, short }) => published && !FOR_TESTS.has(short))
}

/** Whether the longest piece of a template stands somewhere in the sources. */
function isInSources(template: string, sources: string): boolean {
  const pieces = template.replaceAll(/ \(\{0\}\)$/g, '').split(/\{\d+\}/)
  return sources.includes(pieces.toSorted((a, b) => b.length - a.length)[0] ?? '')
}

/** Whether a text made by a template comes out as the translation says, with every value in its place. */
function brokenPair(catalogue: Catalogue, { template, isFilled }: SaidText, translated: string | undefined): Problem[] {
  if (translated === undefined) return []
  const fill = (text: string): string => text.replaceAll(/\{(\d{1,2})~?\}/g, '⟦$1⟧')
  const values = Array.from({ length: 10 }, (_, at) => `⟦${at}⟧`)
  const came = isFilled ? catalogue.fill(template, values) : catalogue.translate(fill(template))
  if (came === fill(translated)) return []
  return [{ at: OURS, message: `${JSON.stringify(template)} comes out as ${JSON.stringify(came)}` }]
}
