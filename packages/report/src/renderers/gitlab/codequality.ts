import type { Severity } from '@veinmind/sdk'
import { groupFindings } from '../../gather/group.ts'
import { factsOf, firstOf } from '../../text/finding-facts.ts'
import { filePath } from '../../text/file-uri.ts'
import { inBlocks, jsonLine } from '../../text/json-text.ts'
import type { Report } from '../../model/model.ts'
import type { RenderContext, Renderer } from '../renderer.ts'

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
}

/** GitLab's code quality report: a list with every finding, of whatever kind. It has no place for what was not seen. */
export const codequality: Renderer = {
  render: (report, context) => [...pieces(report, context)].join(''),
  pieces: (report, context) => inBlocks(() => pieces(report, context)),
}

function* pieces({ findings }: Report, { language }: RenderContext): Generator<string> {
  let before = '[\n'
  for (const group of groupFindings(findings)) {
    const { main, severity, id, title, evidence, remark, targets, where, places } = factsOf(group, language)
    const [first] = places
    const said = [evidence === '' ? title : `${title}: ${evidence}`, `${firstOf(targets, 3)} ${where}`.trim(), remark]
    yield (
      before +
      jsonLine({
        description: said.filter((text) => text !== '').join(', '),
        check_name: id,
        fingerprint: main.fingerprint,
        severity: SEVERITIES[severity],
        location: {
          path: filePath(first?.targets[0] ?? main.target, first?.location ?? {}),
          lines: { begin: first?.location.line ?? 1 },
        },
      })
    )
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}
