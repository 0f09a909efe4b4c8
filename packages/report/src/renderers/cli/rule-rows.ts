import { becauseTexts } from '../../text/because-texts.ts'
import { localize } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import type { Language } from '@veinmind/internal/text'
import { linksOf } from '../../text/links.ts'
import { label } from '../../model/labels.ts'
import type { FindingGroup } from '../../gather/group.ts'
import type { Finding } from '../../model/model.ts'
import { otherRules } from '../../text/other-rules.ts'
import { placesOfGroup } from '../../text/rule-groups.ts'
import type { FoundPlace, RuleGroup } from '../../text/rule-groups.ts'
import { cutEnd, row, widthOf, wrap, wrapAtMost } from './layout.ts'
import type { Cell } from './layout.ts'
import { placeItem, placeLine, placeLines } from './place-lines.ts'
import { morePlaces, paragraph } from './table-context.ts'
import type { TableContext } from './table-context.ts'

export const INDENT = '  '
const GAP = '  '
const SEVERITY_WIDTH = 10
/** Columns from which on a finding takes one line. */
const WIDE = 120
/** Columns that the id of a rule may take. */
const MOST_ID = 20
/** Places of a rule that are named beside it; `--verbose` names all. */
const PLACES = 3
/** Targets that are named beside the finding; more of them are named below it. */
const BESIDE = 5
/** Targets that are named below a finding; `--verbose` names all. */
const BELOW = 50
/** Notes that are named beside a rule. */
const NOTES = 3
/** Lines of a remediation. */
const MOST_LINES = 40
/** Places of one finding that `--verbose` lists. */
const MOST_PLACES = 50

/** What a row shows of a rule, read once: the findings of a large report are not in memory. */
interface RuleRow {
  readonly main: Finding
  readonly groups: readonly FindingGroup[]
  /** The first places, and how many there are. */
  readonly named: readonly FoundPlace[]
  readonly count: number
  /** Of all targets, each once. */
  readonly names: readonly string[]
  /** Other rules that were found on the same things, and what limits have cut. */
  readonly notes: readonly string[]
}

function readRow({ main, groups }: RuleGroup, { verbose, namesOf, language }: TableContext): RuleRow {
  const most = verbose ? 1 : PLACES
  const named: FoundPlace[] = []
  const names = new Set<string>()
  const notes = new Set<string>()
  let count = 0
  for (const group of groups) {
    const places = placesOfGroup(group)
    count += places.length
    named.push(...places.slice(0, most - named.length))
    for (const note of notesOf(group.main, language)) notes.add(note)
    for (const { targets } of places) for (const name of targets.flatMap(namesOf)) names.add(printable(name))
  }
  return { main: main.main, groups, named, count, names: [...names], notes: [...notes] }
}

/** `50 of at least 20000`, and `also HIST-120 (history)` for each other rule. */
function notesOf(finding: Finding, language: Language): readonly string[] {
  const { listed } = finding
  return [
    ...(listed ? [label('listedOf', language, listed.count, listed.atLeast)] : []),
    ...otherRules(finding).map(({ rule, plugin }) => label('also', language, `${rule.id} (${plugin})`)),
  ]
}

/** The first of the notes of a row, in a line. */
function noteText(notes: readonly string[]): string {
  const more = notes.length > NOTES ? ` +${notes.length - NOTES}` : ''
  return printable(notes.slice(0, NOTES).join(', ') + more)
}

/** The lines of the rows of a table, with an empty one between those that take several. */
export function ruleRows(rules: readonly RuleGroup[], context: TableContext): string[] {
  const isWide = context.width >= WIDE
  const idWidth = Math.min(
    MOST_ID,
    rules.reduce((most, { main }) => Math.max(most, widthOf(printable(main.rule))), 0),
  )
  const lines: string[] = isWide ? [''] : []
  for (const group of rules) {
    const rule = readRow(group, context)
    const own = isWide ? wideRow(rule, idWidth, context) : narrowRow(rule, idWidth, context)
    if (!isWide || context.verbose) lines.push('')
    lines.push(...own)
    if (!context.verbose) continue
    const below = INDENT.length + SEVERITY_WIDTH + GAP.length
    for (const text of facts(rule, context)) lines.push(...paragraph(text, below, context))
  }
  return lines
}

/** One line for each place that is named. */
function wideRow(rule: RuleRow, idWidth: number, context: TableContext): string[] {
  const { language, style, verbose, width, targetWidth } = context
  const { main, named, count: places, notes } = rule
  const rest =
    width - INDENT.length - SEVERITY_WIDTH - idWidth - 3 * GAP.length - (targetWidth > 0 ? targetWidth + GAP.length : 0)
  const whatWidth = Math.floor(rest * 0.45)
  const count = places > PLACES ? ` (${label('placeCount', language, places)})` : ''
  const title = cutEnd(printable(localize(main.rule.title, language)), whatWidth - widthOf(count)) + count
  const cells = (place: FoundPlace, isFirst: boolean): Cell[] => [
    { width: SEVERITY_WIDTH, lines: isFirst ? [severityLine(rule, context)] : [] },
    { width: idWidth, lines: isFirst ? [{ text: cutEnd(printable(main.rule.id), idWidth) }] : [] },
    {
      width: whatWidth,
      lines: [
        evidenceLine(isFirst ? title : '', isFirst || place.evidence !== main.evidence ? place.evidence : '', {
          width: whatWidth,
          style,
        }),
      ],
    },
    { width: rest - whatWidth, lines: [placeLine(place, rest - whatWidth, context)] },
    ...(targetWidth > 0
      ? [{ width: targetWidth, lines: [{ text: shortNames(place.targets.flatMap(context.namesOf), targetWidth) }] }]
      : []),
  ]
  const lines = named.flatMap((place, index) => row(cells(place, index === 0), { indent: INDENT, gap: GAP }))
  const indent = INDENT.length + SEVERITY_WIDTH + idWidth + whatWidth + 3 * GAP.length
  if (places > PLACES && !verbose)
    lines.push(' '.repeat(indent) + style.dim(`+ ${morePlaces(places - PLACES, language)}`))
  const note = noteText(notes)
  const noteIndent = INDENT.length + SEVERITY_WIDTH + idWidth + 2 * GAP.length
  for (const line of note === '' ? [] : wrapAtMost(note, width - noteIndent, 2))
    lines.push(' '.repeat(noteIndent) + style.dim(line))
  return lines
}

/** The title, and the evidence behind it where there is room. */
function evidenceLine(
  title: string,
  given: string | undefined,
  { width, style }: Pick<TableContext, 'width' | 'style'>,
): Cell['lines'][number] {
  const evidence = printable(given ?? '')
  const left = width - widthOf(title) - (title === '' ? 0 : GAP.length)
  const shown = evidence === '' || left < 8 ? '' : cutEnd(evidence, left)
  const tail = shown === '' || title === '' ? shown : GAP + shown
  return { text: title + tail, paint: () => style.strong(title) + style.dim(tail) }
}

function shortNames(names: readonly string[], width: number): string {
  const [first = '', ...more] = names.map((name) => printable(name))
  const suffix = more.length === 0 ? '' : ` +${more.length}`
  return cutEnd(first, width - suffix.length) + suffix
}

/** Several lines: severity and rule, what, where, in what. */
function narrowRow(rule: RuleRow, idWidth: number, context: TableContext): string[] {
  const { language, style, verbose, width, targetWidth } = context
  const { main, named, count, names } = rule
  const firstWidth = Math.max(SEVERITY_WIDTH, idWidth)
  const rest = width - INDENT.length - firstWidth - 2 * GAP.length - (targetWidth > 0 ? targetWidth + GAP.length : 0)
  const whereWidth = Math.floor(rest / 2)
  const where: Cell['lines'][number][] = named.flatMap((place, index) =>
    placeLines(place, whereWidth, index === 0 ? context : { ...context, isShort: true }),
  )
  if (count > named.length && !verbose)
    where.push({ text: `+ ${morePlaces(count - named.length, language)}`, paint: style.dim })
  const isBeside = names.length <= BESIDE
  const cells: Cell[] = [
    {
      width: firstWidth,
      lines: [
        severityLine(rule, context),
        ...wrap(` ${printable(main.rule.id)}`, firstWidth).map((text) => ({ text, paint: style.dim })),
      ],
    },
    { width: rest - whereWidth, lines: whatLines(rule, rest - whereWidth, context) },
    { width: whereWidth, lines: where },
  ]
  if (targetWidth > 0) {
    const kind = main.target.kind
    const texts = isBeside ? names : [label(`${kind}s`, language, names.length)]
    cells.push({
      width: targetWidth,
      lines: texts.flatMap((text) => wrap(text, targetWidth)).map((text) => ({ text })),
    })
  }
  const lines = row(cells, { indent: INDENT, gap: GAP })
  if (targetWidth > 0 && !isBeside) {
    const shown = verbose ? names : names.slice(0, BELOW)
    const more = names.length - shown.length
    lines.push(
      ...paragraph(
        `${shown.join(', ')}${more > 0 ? ` + ${label('moreRows', language, more)}` : ''}`,
        INDENT.length + SEVERITY_WIDTH + GAP.length,
        context,
      ),
    )
  }
  return lines
}

function severityLine({ main }: RuleRow, { language, style }: TableContext): Cell['lines'][number] {
  const { severity } = main
  return { text: ` ${label(severity, language).toUpperCase()} `, paint: style.severity[severity] }
}

function whatLines(
  { main, count: places, notes }: RuleRow,
  width: number,
  { language, style, verbose }: TableContext,
): Cell['lines'] {
  const { rule, evidence } = main
  const title = wrap(printable(localize(rule.title, language)), width).map((text) => ({ text, paint: style.strong }))
  const count =
    places <= PLACES
      ? []
      : wrap(label('placeCount', language, places), width).map((text) => ({ text, paint: style.dim }))
  const shown = evidence === undefined || evidence === '' ? [] : wrapAtMost(printable(evidence), width, verbose ? 8 : 2)
  const note = noteText(notes)
  const noted = note === '' ? [] : wrapAtMost(note, width, 4).map((text) => ({ text, paint: style.dim }))
  return [...title, ...count, ...noted, ...shown.map((text) => ({ text }))]
}

/** What `--verbose` says: of the rule once, then of each of its findings. */
function facts({ main, groups }: RuleRow, context: TableContext): string[] {
  const { language } = context
  const { description, remediation, attack } = main.rule
  const texts = [
    `${label('rule', language)}: ${main.rule.id}${attack?.length ? ` (ATT&CK ${attack.join(', ')})` : ''}, ${label('plugin', language)}: ${main.plugin}, ${label('confidence', language)}: ${label(`${main.confidence}Confidence`, language)}`,
    description === undefined ? '' : localize(description, language),
    // Its lines after the first are what is to be written: they keep their form.
    ...(remediation === undefined
      ? []
      : `${label('remediation', language)}: ${localize(remediation, language).replaceAll('\n', '\n  ')}`.split(
          '\n',
          MOST_LINES,
        )),
    ...linksOf({ ...main.rule, attack: [] }).map(({ text }) => text),
  ]
  for (const group of groups) {
    const finding = group.main
    const places = placesOfGroup(group)
    const evidence =
      groups.length > 1 && finding.evidence ? `, ${label('evidence', language)}: ${finding.evidence}` : ''
    const fingerprint = `${label('fingerprint', language)}: ${finding.fingerprint}${evidence}`
    const others = new Set(
      otherRules(finding).map(({ rule, plugin }) => `${rule.id} ${localize(rule.title, language)} (${plugin})`),
    )
    const items =
      places.length > 1 || groups.length > 1
        ? places.slice(0, MOST_PLACES).map((place) => placeItem(place, context))
        : []
    texts.push(...(items.length === 1 ? [`${items[0]} (${fingerprint})`] : [fingerprint, ...items]))
    if (finding.because)
      texts.push(`${label('because', language)}: ${becauseTexts(finding.because, language).join(', ')}`)
    if (others.size > 0) texts.push(`${label('alsoFound', language)}: ${[...others].join(', ')}`)
    if (places.length > MOST_PLACES) texts.push(`+ ${morePlaces(places.length - MOST_PLACES, language)}`)
  }
  return texts.filter((text) => text !== '').map((text) => printable(text))
}
