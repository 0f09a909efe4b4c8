import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { groupFindings } from '../gather/group.ts'
import { inBlocks } from '../text/json-text.ts'
import type { Report } from '../model/model.ts'
import type { RenderContext, Renderer } from '../renderers/renderer.ts'
import { allTargets } from '../model/target-places.ts'
import { createPage } from './page.ts'
import type { Choice } from './page.ts'
import { targetChoices, targetRows } from './target-rows.ts'
import { payloadPieces } from './payload.ts'
import { translateReport } from '../translate/translate-report.ts'
import { joinModules } from './script.ts'
import { createTargetNames } from '../text/target-names.ts'

/** The modules of the page's script, each after those that it imports. */
const MODULES = ['dom.js', 'value.js', 'finding.js', 'query.js', 'list.js', 'main.js']

/**
 * One self-contained file. Its content security policy allows no request, and no style or script but the two whose hashes
 * it names; the findings are data (JSON) that the script shows as text nodes only.
 */
export const html: Renderer = {
  render: async (report, context) => [...(await pagePieces(report, context))].join(''),
  pieces: pagePieces,
}

async function pagePieces(made: Report, { language }: RenderContext): Promise<Iterable<string>> {
  const report = translateReport(made, language)
  const { default: ejs } = await import('ejs')
  const [template = '', rowTemplate = '', style, theme, ...modules] = await Promise.all(
    ['report.ejs', 'target-row.ejs', 'report.css', 'theme.js', ...MODULES].map(readAsset),
  )
  const script = joinModules(modules)
  const head = joinModules([theme ?? ''])
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style ?? '')}`,
    `script-src ${hashOf(head)} ${hashOf(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const groups = groupFindings(report.findings)
  const targets = allTargets(report)
  const pageParts = { groups, targets, namesOf: createTargetNames(targets) }
  const page = createPage(report, pageParts, language)
  const rowOf = ejs.compile(rowTemplate, OPTIONS)
  /** The parts that grow with the report, in the order of their places in the page. */
  const parts: Readonly<Record<string, () => Iterable<string>>> = {
    choices: () => mapEach(targetChoices(pageParts), optionText),
    rows: () => mapEach(targetRows(report, groups, language), (target) => rowOf({ target })),
    data: () => mapEach(payloadPieces(report, pageParts, language), scriptSafe),
  }
  // Nothing that was scanned can be this text.
  const mark = randomUUID()
  const marks = Object.fromEntries(Object.keys(parts).map((name) => [name, `${mark}${name}${mark}`]))
  const text = ejs.render(template, { page, policy, style, head, script, ...marks }, OPTIONS)
  return inBlocks(function* () {
    for (const piece of text.split(mark)) yield* parts[piece]?.() ?? [piece]
  })
}

const OPTIONS = { strict: true, localsName: 'it' } as const

function* mapEach<T>(items: Iterable<T>, make: (item: T) => string): Generator<string> {
  for (const item of items) yield make(item)
}

function optionText({ value, name }: Choice): string {
  const escaped = name.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  return `      <option value="${value}">${escaped}</option>\n`
}

/** JSON that cannot end its script element, nor be read as anything but JSON. */
export function scriptSafe(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

async function readAsset(name: string): Promise<string> {
  return readFile(new URL(`assets/${name}`, import.meta.url), 'utf8')
}
