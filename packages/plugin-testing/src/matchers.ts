import type { Finding, Report } from '@veinmind/report'
import type { Confidence, Severity } from '@veinmind/sdk'
import { expect } from 'vitest'

/** What a finding must have; what is not named may be anything. */
export interface ExpectedFinding {
  /** Id of the rule. */
  readonly rule?: string
  readonly severity?: Severity
  readonly confidence?: Confidence
  /** Event type, such as `Weakpass`. */
  readonly type?: string
  /** The rest is of the main place. */
  readonly path?: string
  readonly line?: number
  /** Index of the layer. */
  readonly layer?: number
  /** Index of the layer that hides it; null: it is visible. */
  readonly hiddenBy?: number | null
  /** Index of the history step. */
  readonly step?: number
  readonly object?: string
  /** A part of the evidence. */
  readonly evidence?: string | RegExp
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The report has a finding with all of these. */
    toReport(expected: ExpectedFinding): R
    /** The scan came to its end without findings and errors. */
    toReportNothing(): R
  }
}

interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** Matchers for reports. */
export const reportMatchers: {
  toReport(report: Report, expected: ExpectedFinding): MatcherResult
  toReportNothing(report: Report): MatcherResult
} = {
  toReport(report, expected) {
    const pass = report.findings.some((finding) => fits(finding, expected))
    return {
      pass,
      message: () =>
        `expected the report ${pass ? 'not ' : ''}to have ${JSON.stringify(expected, showExpression)}\n${describe(report)}`,
    }
  },
  toReportNothing(report) {
    const pass = report.findings.length === 0 && report.errors.length === 0 && report.targets.length > 0
    return {
      pass,
      message: () => `expected ${pass ? 'findings' : 'a scan without findings and errors'}\n${describe(report)}`,
    }
  },
}

let isAdded = false

/** Adds the matchers to Vitest's `expect`; `scanWith` does it too. */
export function addMatchers(): void {
  if (isAdded) return
  expect.extend(reportMatchers)
  isAdded = true
}

function fits(finding: Finding, expected: ExpectedFinding): boolean {
  const [place = {}] = finding.locations
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [expected.rule, finding.rule.id],
    [expected.severity, finding.severity],
    [expected.confidence, finding.confidence],
    [expected.type, finding.type],
    [expected.path, place.path],
    [expected.line, place.line],
    [expected.layer, place.layer?.index],
    [expected.hiddenBy, place.hiddenBy ?? null],
    [expected.step, place.step?.index],
    [expected.object, place.object],
  ]
  return (
    pairs.every(([wanted, found]) => wanted === undefined || wanted === found) &&
    evidenceFits(finding.evidence ?? '', expected.evidence)
  )
}

function evidenceFits(evidence: string, expected: string | RegExp | undefined): boolean {
  if (expected === undefined) return true
  return typeof expected === 'string' ? evidence.includes(expected) : expected.test(evidence)
}

/** The findings and errors of a report, a line each. */
function describe(report: Report): string {
  const findings = report.findings.map(({ rule, severity, locations, evidence = '' }) => {
    const [{ layer, step, object, ...place } = {}] = locations
    const where = JSON.stringify({ ...place, layer: layer?.index, step: step?.index, object })
    return `  ${rule.id} ${severity} ${where} ${evidence}`
  })
  const errors = report.errors.map(({ code, message }) => `  error ${code}: ${message}`)
  const lines = [...findings, ...errors]
  return lines.length === 0 ? 'it has no findings' : `it has\n${lines.join('\n')}`
}

function showExpression(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? String(value) : value
}
