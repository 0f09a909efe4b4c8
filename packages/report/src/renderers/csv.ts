import { groupFindings } from '../gather/group.ts'
import type { FindingGroup } from '../gather/group.ts'
import type { Report } from '../model/model.ts'
import { printable } from '@veinmind/sdk/target'
import { cutTo, factsOf } from '../text/finding-facts.ts'
import { inBlocks } from '../text/json-text.ts'
import { shortcomingsOf } from '../text/shortcomings.ts'
import type { RenderContext, Renderer } from './renderer.ts'

/** Names of columns; programs read them, so they are the same in every language. */
const COLUMNS = [
  'status',
  'severity',
  'class',
  'rule',
  'title',
  'plugin',
  'type',
  'targets',
  'path',
  'line',
  'column',
  'object',
  'layer',
  'remark',
  'evidence',
  'remediation',
  'link',
  'places',
  'fingerprint',
  'since',
  'accepted_by',
  'reason',
  'until',
] as const

type Row = Partial<Readonly<Record<(typeof COLUMNS)[number], string | number>>>

/** A byte order mark, by which spreadsheets know UTF-8. */
const MARK = '\ufeff'
/** Characters of a cell that spreadsheets take whole. */
const MOST = 32_000

/** A table for spreadsheets, cells in quotes and commas between them: a line a finding, then accepted ones, then what was not seen. No cell is a formula. */
export const csv: Renderer = {
  render: (report, context) => [...pieces(report, context)].join(''),
  pieces: (report, context) => inBlocks(() => pieces(report, context)),
}

function* pieces(report: Report, context: RenderContext): Generator<string> {
  yield MARK + line(COLUMNS)
  for (const group of groupFindings(report.findings)) yield written(findingRow(group, 'open', context))
  for (const group of groupFindings(report.accepted)) yield written(findingRow(group, 'accepted', context))
  for (const { code = '', text } of shortcomingsOf(report, context.language))
    yield written({ status: 'not-seen', rule: code, title: text })
}

function findingRow(group: FindingGroup, status: string, { language }: RenderContext): Row {
  const { main, severity, id, title, targets, places, remark, evidence, remediation, links } = factsOf(group, language)
  const { path = '', line: row = '', column = '', object = '', layer } = places[0]?.location ?? {}
  const { by = '', reason = '', until = '' } = main.accepted ?? {}
  const { class: klass, plugin, type, fingerprint, since = '' } = main
  return {
    status,
    severity,
    class: klass,
    rule: id,
    title,
    plugin,
    type,
    targets: targets.join(' '),
    path,
    line: row,
    column,
    object,
    layer: layer?.index ?? '',
    remark,
    evidence,
    remediation,
    link: links[0] ?? '',
    places: places.length,
    fingerprint,
    since,
    accepted_by: by,
    reason,
    until,
  }
}

function written(row: Row): string {
  return line(COLUMNS.map((name) => row[name] ?? ''))
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell))).join(',')}\n`
}

function quoted(text: string): string {
  const plain = asText(oneCell(text))
  return `"${plain.replaceAll('"', '""')}"`
}

/**
 * A text that no spreadsheet takes for a formula, also where it parts columns at semicolons: before what would begin one stands
 * an apostrophe.
 */
function asText(text: string): string {
  const start = /^\s*[=+\-@|\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
  return start.replace(/([;\t"]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'")
}

/** In one line, without control characters, and no longer than a cell may be. */
function oneCell(text: string): string {
  return cutTo(printable(text), MOST)
}
