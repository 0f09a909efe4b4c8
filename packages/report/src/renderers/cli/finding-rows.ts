import { localize, printable } from '@veinmind/sdk'
import type { Location } from '@veinmind/sdk'
import type { FindingGroup } from '../../group.ts'
import { linksOf } from '../../links.ts'
import { label } from '../../labels.ts'
import type { TargetReference } from '../../model.ts'
import type { RenderContext } from '../../renderer.ts'
import { placeText } from '../../place-text.ts'
import { placesOf } from '../../places.ts'
import { row, widthOf, wrap, wrapAtMost } from './layout.ts'
import type { Cell } from './layout.ts'
import type { Style } from './style.ts'

/** What the rows of a table have in common. */
export interface TableContext extends RenderContext {
  readonly style: Style
  readonly namesOf: (target: TargetReference) => readonly string[]
  /** Columns of the column of targets; 0 where there is one target, which the summary names. */
  readonly targetWidth: number
}

export const INDENT = '  '
const GAP = '  '
const SEVERITY_WIDTH = 10
/** Targets that are named beside the finding; more of them are named below it. */
const BESIDE = 5
/** Targets that are named below a finding; `--verbose` names all. */
const BELOW = 50
/** Lines of a remediation. */
const MOST_LINES = 40
/** Places that `--verbose` lists. */
const MOST_PLACES = 50

/** The lines of one group: severity, what, where, in what. */
export function findingRow(group: FindingGroup, context: TableContext): string[] {
  const { main } = group
  const { style, language, verbose, targetWidth } = context
  const severity = ` ${label(main.severity, language).toUpperCase()} `
  const rest = context.width - INDENT.length - SEVERITY_WIDTH - 2 * GAP.length - (targetWidth > 0 ? targetWidth + GAP.length : 0)
  const whereWidth = Math.floor(rest / 2)
  const whatWidth = rest - whereWidth
  const names = group.targets.flatMap(context.namesOf).map((name) => printable(name))
  const isBeside = names.length <= BESIDE
  const cells: Cell[] = [
    { width: SEVERITY_WIDTH, lines: [{ text: severity, paint: style.severity[main.severity] }] },
    { width: whatWidth, lines: whatLines(group, whatWidth, context) },
    { width: whereWidth, lines: whereLines(group, whereWidth, context) },
  ]
  if (targetWidth > 0) {
    const texts = isBeside ? names : [countOf(group, context)]
    cells.push({ width: targetWidth, lines: texts.flatMap((text) => wrap(text, targetWidth)).map((text) => ({ text })) })
  }
  const lines = row(cells, { indent: INDENT, gap: GAP })
  const below = INDENT.length + SEVERITY_WIDTH + GAP.length
  if (targetWidth > 0 && !isBeside) {
    const named = verbose ? names : names.slice(0, BELOW)
    const more = names.length - named.length
    lines.push(...paragraph(`${named.join(', ')}${more > 0 ? ` + ${label('moreRows', language, more)}` : ''}`, below, context))
  }
  if (verbose) for (const text of facts(group, context)) lines.push(...paragraph(text, below, context))
  return lines
}

function whatLines(group: FindingGroup, width: number, { language, style, verbose }: TableContext): Cell['lines'] {
  const { rule, evidence } = group.main
  const title = wrap(printable(localize(rule.title, language)), width).map((text) => ({ text, paint: style.strong }))
  if (evidence === undefined || evidence === '') return title
  const lines = wrapAtMost(printable(evidence), width, verbose ? 8 : 2)
  return [...title, ...lines.map((text) => ({ text }))]
}

function whereLines({ all, main }: FindingGroup, width: number, { language, style, verbose }: TableContext): Cell['lines'] {
  const place = main.locations[0] ?? {}
  const lines: { text: string; paint?: (text: string) => string }[] = []
  const where = placeText(place)
  if (where !== '') lines.push(...wrap(printable(where), width).map((text) => ({ text })))
  if (place.hiddenBy !== undefined) {
    const text = `(${label('hiddenBy', language, place.hiddenBy)})`
    lines.push(...wrap(text, width).map((line) => ({ text: line, paint: style.bad })))
  }
  const isSaid = place.step !== undefined && (main.evidence ?? '').includes(place.step.createdBy)
  const origin = originText(isSaid ? { ...place, step: { index: place.step?.index ?? 0, createdBy: '' } } : place, language)
  if (origin !== '') lines.push(...wrapAtMost(printable(origin), width, verbose ? 6 : 2).map((text) => ({ text, paint: style.dim })))
  const more = new Set(placesOf(all).map(({ location }) => placeText(location))).size - 1
  if (more > 0 && !verbose) lines.push({ text: `+ ${label('morePlaces', language, more)}`, paint: style.dim })
  return lines
}

/** `layer 3 · RUN echo …`. */
function originText({ layer, step }: Location, language: TableContext['language']): string {
  const parts = [layer ? label('layer', language, layer.index) : step ? label('step', language, step.index) : '', step?.createdBy ?? '']
  return parts.filter((part) => part !== '').join(' · ')
}

function countOf({ targets }: FindingGroup, { language }: TableContext): string {
  const kind = targets[0]?.kind ?? 'image'
  return label(`${kind}s`, language, targets.length)
}

function facts(group: FindingGroup, { language, namesOf }: TableContext): string[] {
  const { main, all } = group
  const { rule } = main
  const places = placesOf(all)
  const texts = [
    `${label('rule', language)}: ${rule.id}${rule.attack?.length ? ` (ATT&CK ${rule.attack.join(', ')})` : ''}, ${label('plugin', language)}: ${main.plugin}, ${label('confidence', language)}: ${label(`${main.confidence}Confidence`, language)}`,
    rule.description === undefined ? '' : localize(rule.description, language),
    // Its lines after the first are what is to be written: they keep their form.
    ...(rule.remediation === undefined ? [] : `${label('remediation', language)}: ${localize(rule.remediation, language).replaceAll('\n', '\n  ')}`.split('\n', MOST_LINES)),
    ...linksOf({ ...rule, attack: [] }).map(({ text }) => text),
    ...(places.length > 1
      ? places.slice(0, MOST_PLACES).map(({ location, targets }) => {
          const hidden = location.hiddenBy === undefined ? '' : ` (${label('hiddenBy', language, location.hiddenBy)})`
          return `- ${placeText(location)}${hidden} ${originText(location, language)}: ${targets.flatMap(namesOf).join(', ')}`
        })
      : []),
    places.length > MOST_PLACES ? `+ ${label('morePlaces', language, places.length - MOST_PLACES)}` : '',
  ]
  return texts.filter((text) => text !== '').map((text) => printable(text))
}

/** A text below the row, indented. */
export function paragraph(text: string, indent: number, { width, style }: TableContext): string[] {
  return wrap(text, Math.max(20, width - indent)).map((line) => ' '.repeat(indent) + style.dim(line))
}

/** The width of the column of targets: of the longest name, in bounds. */
export function targetWidthOf(names: readonly string[], width: number): number {
  if (names.length < 2) return 0
  const widest = names.reduce((most, name) => Math.max(most, widthOf(printable(name))), 8)
  return Math.min(widest, Math.max(12, Math.floor(width * 0.2)))
}
