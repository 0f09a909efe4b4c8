import type { Language } from '@veinmind/internal/text'
import { SEVERITIES } from '@veinmind/sdk'
import { acceptedText, noteTexts } from '../../acceptance/accept-text.ts'
import { countBySeverity, groupFindings } from '../../gather/group.ts'
import type { FindingGroup } from '../../gather/group.ts'
import { label } from '../../model/labels.ts'
import type { Report } from '../../model/model.ts'
import { cutTo, factsOf, firstOf, oneLine } from '../../text/finding-facts.ts'
import { seenText, shortcomingsOf } from '../../text/shortcomings.ts'
import type { Renderer } from '../renderer.ts'
import { escapeMarkdown, markdownCode } from './escape-markdown.ts'

/** How much a place for Markdown takes, and how it is measured. */
interface Bounds {
  readonly most: number
  readonly measure: (text: string) => number
}

/** A summary of a step of GitHub Actions may have 1,024 KiB: what is larger is not shown at all. */
const SUMMARY: Bounds = { most: 1_000 * 1_024, measure: (text) => Buffer.byteLength(text) }
/** A comment on a pull request may have 65,536 characters. */
const COMMENT: Bounds = { most: 65_000, measure: ({ length }) => length }

/** Room that is kept for what is said at the end. */
const TAIL = 1_000
const MOST_NAMES = 3
const MOST_TEXT = 300
const MOST_FAULTS = 20

/** A page for the summary of a step. */
export const markdown: Renderer = { render: (report, { language }) => page(report, language, SUMMARY) }

/** A page for a comment. */
export const markdownComment: Renderer = { render: (report, { language }) => page(report, language, COMMENT) }

function page(report: Report, language: Language, { most, measure }: Bounds): string {
  const groups = groupFindings(report.findings)
  const accepted = groupFindings(report.accepted)
  let text = ''
  let used = 0
  const add = (part: string): boolean => {
    const size = measure(part)
    if (used + size > most - TAIL) return false
    text += part
    used += size
    return true
  }
  for (const part of head(report, groups, language)) add(part)
  const shown = addRows(groups, FINDING_COLUMNS, (group) => findingRow(group, language))
  const acceptedHead = `\n<details><summary>${label('accepted', language)} (${accepted.length})</summary>\n`
  const shownAccepted =
    accepted.length > 0 && add(acceptedHead)
      ? addRows(accepted, ACCEPTED_COLUMNS, (group) => acceptedRow(group, language))
      : 0
  if (shownAccepted > 0) add('\n</details>\n')
  const left = groups.length - shown + (accepted.length - shownAccepted)
  return left > 0 ? `${text}\n**${label('leftOut', language, left)}**\n` : text

  /** How many rows there was room for. */
  function addRows(
    all: readonly FindingGroup[],
    columns: readonly Parameters<typeof label>[0][],
    rowOf: (group: FindingGroup) => readonly string[],
  ): number {
    const cells = columns.map((name) => label(name, language))
    if (all.length === 0 || !add(`\n${row(cells)}${row(cells.map(() => '---'))}`)) return 0
    for (const [index, group] of all.entries()) if (!add(row(rowOf(group)))) return index
    return all.length
  }
}

const FINDING_COLUMNS = ['severity', 'finding', 'places', 'target'] as const
const ACCEPTED_COLUMNS = ['severity', 'finding', 'places', 'reason'] as const

function* head(report: Report, groups: readonly FindingGroup[], language: Language): Generator<string> {
  const counts = countBySeverity(groups)
  const parts = SEVERITIES.toReversed().map((severity) => `${label(severity, language)} ${counts[severity]}`)
  yield `## ${label('title', language)}\n\n**${parts.join(' · ')}** · ${seenText(report, language)}\n`
  const { comparison } = report
  if (comparison) {
    const fresh = SEVERITIES.reduce((sum, severity) => sum + comparison.new[severity], 0)
    const words = [`${label('new', language)} ${fresh}`, `${label('same', language)} ${comparison.same}`]
    yield `\n${[...words, `${label('gone', language)} ${comparison.gone.length}`].join(' · ')}\n`
  }
  const faults = shortcomingsOf(report, language)
  if (groups.length === 0 && faults.length === 0) yield `\n${label('nothing', language)}\n`
  if (faults.length > 0) {
    yield `\n**${label('notSeen', language)}**\n\n`
    for (const { text } of faults.slice(0, MOST_FAULTS)) yield `- ${escapeMarkdown(cutTo(oneLine(text), 1_000))}\n`
    if (faults.length > MOST_FAULTS) yield `- ${label('moreGaps', language, faults.length - MOST_FAULTS)}\n`
  }
  for (const note of noteTexts(report.acceptNotes, language).slice(0, MOST_FAULTS))
    yield `\n${escapeMarkdown(cutTo(oneLine(note), 1_000))}\n`
}

function findingRow(group: FindingGroup, language: Language): readonly string[] {
  const { severity, id, title, evidence, places, where, remark, targets, main } = factsOf(group, language)
  const fresh = main.since === undefined || main.since === 'same' ? '' : ` **${label(main.since, language)}**`
  return [
    severity === 'critical' || severity === 'high' ? `**${label(severity, language)}**` : label(severity, language),
    [`${markdownCode(id)} ${escapeMarkdown(cutTo(title, MOST_TEXT))}${fresh}`, code(evidence)]
      .filter(isSome)
      .join('<br>'),
    [code(where), remark, more(places.length - 1, language)].filter(isSome).join('<br>'),
    code(firstOf(targets, MOST_NAMES)),
  ]
}

function acceptedRow(group: FindingGroup, language: Language): readonly string[] {
  const { severity, id, title, where, main } = factsOf(group, language)
  const why = main.accepted === undefined ? '' : acceptedText(main.accepted, language)
  return [
    label(severity, language),
    `${markdownCode(id)} ${escapeMarkdown(cutTo(title, MOST_TEXT))}`,
    code(where),
    escapeMarkdown(cutTo(oneLine(why), MOST_TEXT)),
  ]
}

const code = (text: string): string => markdownCode(cutTo(text, MOST_TEXT))
const isSome = (text: string): boolean => text !== ''

function more(count: number, language: Language): string {
  return count < 1 ? '' : label(count === 1 ? 'morePlace' : 'morePlaces', language, count)
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}
