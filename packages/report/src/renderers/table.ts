import { SEVERITIES } from '@veinmind/sdk'
import { countBySeverity, groupFindings } from '../gather/group.ts'
import { label } from '../model/labels.ts'
import { allTargets } from '../model/target-places.ts'
import { factsOf, oneLine } from '../text/finding-facts.ts'
import { seenText, shortcomingsOf } from '../text/shortcomings.ts'
import { createTargetNames } from '../text/target-names.ts'
import { cutEnd, row, widthOf, wrap } from './cli/layout.ts'
import { createStyle } from './cli/style.ts'
import type { Renderer } from './renderer.ts'

const LEAST_WIDTH = 60
const GAP = '  '

/** A line a finding, the worst first, for a terminal and for pipes: what has no room in its column is cut. */
export const table: Renderer = {
  render(report, { language, color, width: columns }) {
    const width = Math.max(LEAST_WIDTH, columns)
    const style = createStyle(color)
    const namesOf = createTargetNames(allTargets(report))
    const groups = groupFindings(report.findings)
    const severityWidth = SEVERITIES.reduce((most, one) => Math.max(most, widthOf(label(one, language))), 8)
    const rest = width - severityWidth - 3 * GAP.length
    const [idWidth, placeWidth] = [Math.min(18, Math.floor(rest * 0.2)), Math.floor(rest * 0.42)]
    const titleWidth = rest - idWidth - placeWidth
    const lines = [
      row(
        [
          { width: severityWidth, lines: [{ text: label('severity', language), paint: style.dim }] },
          { width: idWidth, lines: [{ text: label('rule', language), paint: style.dim }] },
          { width: titleWidth, lines: [{ text: label('finding', language), paint: style.dim }] },
          { width: placeWidth, lines: [{ text: label('places', language), paint: style.dim }] },
        ],
        { indent: '', gap: GAP },
      ),
    ]
    for (const group of groups) {
      const { severity, id, title, evidence, where, remark, places, main } = factsOf(group, language)
      const names = group.targets.flatMap(namesOf).map(oneLine)
      const count = names.length > 1 ? ` +${names.length - 1}` : ''
      const more = places.length > 1 ? ` +${places.length - 1}` : ''
      const name = `${names[0] ?? main.target.name}${count}`
      // A file's own name begins its place.
      const place = [where.startsWith(name) ? '' : name, where + more, remark].filter((text) => text !== '')
      lines.push(
        row(
          [
            {
              width: severityWidth,
              lines: [{ text: label(severity, language), paint: style.severity[severity] }],
            },
            { width: idWidth, lines: [{ text: cutEnd(id, idWidth) }] },
            {
              width: titleWidth,
              lines: [{ text: cutEnd(evidence === '' ? title : `${title}: ${evidence}`, titleWidth) }],
            },
            { width: placeWidth, lines: [{ text: cutEnd(place.join(' '), placeWidth) }] },
          ],
          { indent: '', gap: GAP },
        ),
      )
    }
    const counts = countBySeverity(groups)
    const numbers = SEVERITIES.toReversed().map((severity) => `${counts[severity]} ${label(severity, language)}`)
    const { accepted } = report.summary
    const end = [
      ...numbers,
      ...(accepted > 0 ? [label('acceptedCount', language, accepted)] : []),
      seenText(report, language),
    ]
    const faults = shortcomingsOf(report, language).map(({ text }) => text)
    const none = groups.length === 0 && faults.length === 0 ? [label('nothing', language)] : []
    const below = [...none, end.join('  '), ...faults].flatMap((text) => wrap(oneLine(text), width))
    return `${[...lines.flat(), '', ...below].join('\n')}\n`
  },
}
