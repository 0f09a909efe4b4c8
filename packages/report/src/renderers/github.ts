import type { Severity } from '@veinmind/sdk'
import { groupFindings } from '../gather/group.ts'
import { label } from '../model/labels.ts'
import { filePath } from '../text/file-uri.ts'
import { cutTo, factsOf, firstOf } from '../text/finding-facts.ts'
import type { FindingFacts } from '../text/finding-facts.ts'
import { seenText, shortcomingsOf } from '../text/shortcomings.ts'
import type { Renderer } from './renderer.ts'

type Level = 'error' | 'warning' | 'notice'

const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
}

/** GitHub shows so many annotations of each level for a step. */
const MOST = 10
const MOST_TEXT = 2_000

/** Annotations of GitHub Actions, the worst findings first: as many as are shown, and what is left out. */
export const github: Renderer = {
  render(report, { language }) {
    const groups = groupFindings(report.findings)
    const faults = shortcomingsOf(report, language)
    // Room for what is said at the end.
    const room: Record<Level, number> = { error: MOST, warning: MOST - 1, notice: MOST - 1 }
    const lines: string[] = []
    for (const group of groups) {
      const level = LEVELS[group.severity]
      if (room[level] === 0) continue
      room[level] -= 1
      lines.push(annotation(level, factsOf(group, language)))
    }
    const left = groups.length - lines.length
    const [first] = faults
    if (first) {
      const more = faults.length > 1 ? ` ${label('moreGaps', language, faults.length - 1)}` : ''
      lines.push(
        `::warning title=${property(label('notSeen', language))}::${data(cutTo(first.text, MOST_TEXT) + more)}`,
      )
    }
    const end = [
      groups.length === 0 && !first ? label('nothing', language) : '',
      left > 0 ? label('leftOut', language, left) : '',
      report.summary.accepted > 0 ? label('acceptedCount', language, report.summary.accepted) : '',
      seenText(report, language),
    ]
    lines.push(
      `::notice title=${property(label('title', language))}::${data(end.filter((text) => text !== '').join(' '))}`,
    )
    return `${lines.join('\n')}\n`
  },
}

function annotation(level: Level, facts: FindingFacts): string {
  const { main, title, id, evidence, places, where, remark, targets } = facts
  const [place] = places
  const { line, endLine, column } = place?.location ?? {}
  // A path in an image is none of the repository that the annotation is shown in.
  const isOurs = main.target.kind === 'iac'
  const file = isOurs ? filePath(place?.targets[0] ?? main.target, place?.location ?? {}) : ''
  const properties = [
    ...(file === '' ? [] : [`file=${property(file)}`]),
    ...(file === '' || line === undefined ? [] : [`line=${line}`]),
    ...(file === '' || line === undefined || endLine === undefined ? [] : [`endLine=${endLine}`]),
    ...(file === '' || line === undefined || column === undefined ? [] : [`col=${column}`]),
    `title=${property(cutTo(`${id} ${title}`, 255))}`,
  ]
  const said = [evidence, [firstOf(targets, 3), where, remark].filter((text) => text !== '').join(', ')]
  return `::${level} ${properties.join(',')}::${data(cutTo(said.filter((text) => text !== '').join('\n'), MOST_TEXT))}`
}

function data(text: string): string {
  return text.toWellFormed().replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
