import type { JsonObject } from '@veinmind/sdk'
import { groupFindings } from '../../gather/group.ts'
import { sawNothing } from '../../gather/count-seen.ts'
import { label } from '../../model/labels.ts'
import { LEVELS } from '../../model/levels.ts'
import type { Finding, Report } from '../../model/model.ts'
import { commitOf, filePath } from '../../text/file-uri.ts'
import { cutTo, factsOf, firstOf, oneLine } from '../../text/finding-facts.ts'
import type { FindingFacts } from '../../text/finding-facts.ts'
import { inBlocks, jsonLine } from '../../text/json-text.ts'
import { shortcomingsOf } from '../../text/shortcomings.ts'
import { uuidOf } from '../../text/uuid.ts'
import { escapeMarkdown } from '../markdown/escape-markdown.ts'
import type { RenderContext, Renderer } from '../renderer.ts'
import { kindOf, packageOf, systemOf } from './kind.ts'
import type { GitlabKind } from './kind.ts'

const SCHEMA = '15.2.1'
const MOST_NAME = 255
const MOST_SOLUTION = 7_000
const MOST_DESCRIPTION = 20_000
const MOST_LINKS = 20
/** What stands for a commit where the file was had from none. */
const NO_COMMIT = '0'.repeat(40)

/** One of GitLab's security reports, with the findings that belong there. */
export function gitlab(kind: GitlabKind): Renderer {
  return {
    render: (report, context) => [...pieces(report, kind, context)].join(''),
    pieces: (report, context) => inBlocks(() => pieces(report, kind, context)),
  }
}

function* pieces(report: Report, kind: GitlabKind, { language }: RenderContext): Generator<string> {
  const groups = groupFindings(report.findings)
  yield `{"version":"${SCHEMA}","vulnerabilities":[\n`
  let before = ''
  let homeless = 0
  for (const group of groups) {
    const own = kindOf(group.main)
    if (own === undefined) homeless += 1
    if (own !== kind) continue
    yield before + jsonLine(vulnerability(factsOf(group, language), kind))
    before = ',\n'
  }
  const messages = [
    ...shortcomingsOf(report, language).map(({ code, text }) => ({
      level: sawNothing(report) ? 'fatal' : 'warn',
      value: code === undefined ? text : `${code}: ${text}`,
    })),
    ...(homeless > 0 ? [{ level: 'info', value: label('gitlabOthers', language, homeless) }] : []),
  ]
  const { name, version } = report.tool
  const tool = { id: 'veinmind', name: name || 'veinmind', version: version || '0', vendor: { name: 'VeinMind' } }
  const scan: JsonObject = {
    analyzer: tool,
    scanner: tool,
    start_time: report.startedAt.slice(0, 19),
    end_time: report.finishedAt.slice(0, 19),
    status: sawNothing(report) ? 'failure' : 'success',
    type: kind,
    ...(messages.length === 0 ? {} : { messages }),
  }
  const files = kind === 'dependency_scanning' ? ',"dependency_files":[]' : ''
  yield `${before === '' ? '' : '\n'}]${files},"scan":${jsonLine(scan)}}\n`
}

function vulnerability(facts: FindingFacts, kind: GitlabKind): JsonObject {
  const { main, title, description, remediation, evidence, links, severity, targets, where, remark, step } = facts
  const told = [
    evidence,
    [firstOf(targets, 10), where, remark].filter((text) => text !== '').join(', '),
    step,
    description,
  ].filter((text) => text !== '')
  return {
    id: uuidOf(`${kind} ${main.class} ${main.fingerprint}`),
    name: cutTo(title, MOST_NAME),
    // Both are shown as Markdown.
    description: escapeMarkdown(cutTo(told.join('\n\n'), MOST_DESCRIPTION)),
    severity: LEVELS[severity],
    ...(remediation === '' ? {} : { solution: cutMarkdown(remediation, MOST_SOLUTION) }),
    identifiers: identifiersOf(main),
    location: locationOf(facts, kind),
    ...(links.length === 0 ? {} : { links: links.slice(0, MOST_LINKS).map((url) => ({ url })) }),
  }
}

/** What is cut before it is escaped may be too long after. */
function cutMarkdown(text: string, most: number): string {
  const whole = escapeMarkdown(text)
  if (whole.length <= most) return whole
  return escapeMarkdown(cutTo(text, Math.floor(most / 8)))
}

/** The rule first, which GitLab tells findings apart by; then what is known beyond us. */
function identifiersOf({ rule, detail, type, fingerprint }: Finding): readonly JsonObject[] {
  const ids = [rule.id, ...(type === 'Vulnerability' && Array.isArray(detail['aliases']) ? detail['aliases'] : [])]
  const known = [
    ...new Set(ids.filter((id) => typeof id === 'string' && id.trim() !== '').map((id) => oneLine(String(id)))),
  ]
  const [first, ...more] = known.slice(0, 19).map((id): JsonObject => {
    if (/^CVE-\d{4}-\d+$/.test(id))
      return { type: 'cve', name: id, value: id, url: `https://nvd.nist.gov/vuln/detail/${id}` }
    if (/^GHSA(?:-[0-9a-z]{4}){3}$/.test(id)) return { type: 'ghsa', name: id, value: id }
    return { type: 'veinmind', name: id, value: id }
  })
  const own = { type: 'veinmind_fingerprint', name: fingerprint, value: fingerprint }
  return [...(first === undefined ? [] : [first]), ...more, own]
}

function locationOf({ main, places, targets, where }: FindingFacts, kind: GitlabKind): JsonObject {
  const [place] = places
  const location = place?.location ?? {}
  const file = filePath(place?.targets[0] ?? main.target, location)
  const item = packageOf(main.detail)
  const { line, endLine = line } = location
  const lines = line === undefined ? {} : { start_line: line, end_line: endLine ?? line }
  if (kind === 'sast') return { file, ...lines }
  if (kind === 'secret_detection')
    return { file, ...lines, commit: { sha: commitOf(place?.targets[0] ?? main.target) ?? NO_COMMIT } }
  // What is no package has its path in a package's place: the report is made for packages.
  const dependency = item
    ? { package: { name: oneLine(item.name) }, version: oneLine(item.version) }
    : { package: { name: where || file }, version: '-' }
  if (kind === 'dependency_scanning') return { file, dependency }
  return { dependency, operating_system: oneLine(systemOf(main.detail)), image: targets[0] || 'unknown' }
}
