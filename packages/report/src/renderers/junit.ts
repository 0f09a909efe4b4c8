import { groupFindings } from '../gather/group.ts'
import type { FindingGroup } from '../gather/group.ts'
import { label } from '../model/labels.ts'
import type { Report } from '../model/model.ts'
import { factsOf, firstOf, oneLine } from '../text/finding-facts.ts'
import type { FindingFacts } from '../text/finding-facts.ts'
import { inBlocks } from '../text/json-text.ts'
import { shortcomingsOf } from '../text/shortcomings.ts'
import { acceptedText } from '../acceptance/accept-text.ts'
import type { RenderContext, Renderer } from './renderer.ts'

/** Targets that a text names. */
const MOST_NAMES = 20

/**
 * JUnit's XML: a suite for findings with a failed case each, one for accepted ones, which are skipped cases, one for targets in which
 * nothing was found, which are cases that pass, and one for what could not be done.
 */
export const junit: Renderer = {
  render: (report, context) => [...junitPieces(report, context)].join(''),
  pieces: (report, context) => inBlocks(() => junitPieces(report, context)),
}

function* junitPieces(report: Report, context: RenderContext): Generator<string> {
  const { language } = context
  const found = groupFindings(report.findings)
  const accepted = groupFindings(report.accepted)
  const clean = cleanTargets(report)
  const faults = shortcomingsOf(report, language)
  const counts = `tests="${found.length + accepted.length + clean.length + faults.length}" failures="${found.length}" errors="${faults.length}"`
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(report.tool.name)}" ${counts}>\n`
  yield* suite('findings', { tests: found.length, failures: found.length }, cases(found, failedCase, context))
  yield* suite('accepted', { tests: accepted.length, skipped: accepted.length }, cases(accepted, acceptedCase, context))
  yield* suite(
    'clean',
    { tests: clean.length },
    clean.map((name) => `    <testcase classname="clean" name="${xml(`${name}: ${label('nothing', language)}`)}"/>\n`),
  )
  yield* suite(
    'not seen',
    { tests: faults.length, errors: faults.length },
    faults.map(
      ({ code = 'incomplete', text }) =>
        `    <testcase classname="${xml(code)}" name="${xml(text)}"><error type="${xml(code)}" message="${xml(text)}"/></testcase>\n`,
    ),
  )
  yield '</testsuites>\n'

  function* suite(name: string, numbers: Readonly<Record<string, number>>, all: Iterable<string>): Generator<string> {
    if (numbers['tests'] === 0) return
    const { failures = 0, errors = 0, skipped = 0, tests = 0 } = numbers
    yield `  <testsuite name="${name}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" timestamp="${xml(report.startedAt.slice(0, 19))}">\n`
    yield* all
    yield '  </testsuite>\n'
  }
}

/** Targets that were seen whole and have no finding, accepted ones aside. */
function cleanTargets({ targets, findings, accepted }: Report): readonly string[] {
  const named = new Set<string>()
  for (const list of [findings, accepted]) for (const { target } of list) named.add(target.id)
  return targets.filter(({ id, outcome }) => outcome === 'ok' && !named.has(id)).map(({ name }) => oneLine(name))
}

function* cases(
  groups: readonly FindingGroup[],
  write: (facts: FindingFacts, context: RenderContext) => string,
  context: RenderContext,
): Generator<string> {
  for (const group of groups) {
    const facts = factsOf(group, context.language)
    const name = `[${facts.severity.toUpperCase()}] ${facts.title}: ${[firstOf(facts.targets, 1), facts.where].filter((text) => text !== '').join(' ')}`
    yield `    <testcase classname="${xml(facts.id)}" name="${xml(name)}">${write(facts, context)}</testcase>\n`
  }
}

function failedCase(facts: FindingFacts, { language }: RenderContext): string {
  const { title, evidence, id, targets, where, remark, step, remediation, main, links, description } = facts
  const lines = [
    `${label('target', language)}: ${firstOf(targets, MOST_NAMES)}`,
    ...told('path', [where, remark].filter((text) => text !== '').join(', ')),
    ...told('step', step).map((line) => line.replace(' {0}', '')),
    ...told('evidence', evidence),
    ...told('description', description),
    ...told('remediation', remediation),
    ...links,
    `${label('fingerprint', language)}: ${main.fingerprint}`,
  ]
  const message = evidence === '' ? title : `${title}: ${evidence}`
  return `<failure type="${xml(id)}" message="${xml(message)}">${xml(lines.join('\n'), true)}</failure>`

  function told(name: 'path' | 'step' | 'evidence' | 'description' | 'remediation', text: string): string[] {
    return text === '' ? [] : [`${label(name, language)}: ${text}`]
  }
}

function acceptedCase({ main }: FindingFacts, { language }: RenderContext): string {
  const why = main.accepted === undefined ? '' : acceptedText(main.accepted, language)
  return `<skipped>${xml(`${label('accepted', language)}: ${oneLine(why)}`)}</skipped>`
}

// What XML 1.0 has no way to write; the rest of the control characters are escapes by then.
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text between tags or in an attribute. */
function xml(text: string, keepsLines = false): string {
  const plain = text
    .toWellFormed()
    .replace(NOT_XML, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
  return keepsLines ? plain : plain.replace(/[\t\r\n]/g, ' ')
}
