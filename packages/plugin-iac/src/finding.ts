import { iac } from '@veinmind/report'
import type { Location, ReportEvent } from '@veinmind/sdk'
import { toReportRule } from './rule.ts'
import type { RuleData } from './rule.ts'

/** A rule that is broken, and where. */
export interface Finding {
  readonly rule: RuleData
  readonly at: Location
  /** What shows it, as it stands in the file where there is one. */
  readonly evidence: string
  readonly secrets: readonly string[]
  /** What tells it from others of the rule in the file, when the evidence does not. */
  readonly identity?: string
}

/** Where a file cannot be read, and why. */
export interface Diagnostic {
  readonly message: string
  readonly line: number
  readonly column: number
  /** The file, where it is another than the one that was checked. */
  readonly path?: string
}

/** A file that findings may be in. */
export interface FileText {
  readonly text: string
  lineUrl?(line: number): string
}

/** What a file, or an object of a cluster, gives. */
export interface Checked {
  readonly findings: readonly Finding[]
  readonly problems: readonly Diagnostic[]
  /** Facts that are no fault, such as a Helm template that is not read. */
  readonly notes: readonly string[]
  /** The files that were read together with it, by path; it is one of them. */
  readonly files?: ReadonlyMap<string, FileText>
}

/** Says that it cannot be told whether a rule is broken. */
export function undecided(rule: RuleData, problem: string, { line = 1, column = 1 }: { readonly line?: number; readonly column?: number } = {}): Diagnostic {
  return { message: `${rule.id} cannot be decided: ${problem}`, line, column }
}

export const NOTHING: Checked = { findings: [], problems: [], notes: [] }

const MAX_EVIDENCE = 400

/** What the events of a file have in common. */
export interface FileFacts {
  readonly type: string
  /** The secrets of the whole file: one rule's evidence may show what another found. */
  readonly secrets: ReadonlySet<string>
  /** Address of a line, where the host of the file has one. */
  readonly lineUrl?: (line: number) => string | undefined
}

/** The event of a finding; the address of its line stands behind the rule's references. */
export function toEvent(finding: Finding, { type: fileType, secrets: known, lineUrl }: FileFacts): ReportEvent {
  const { at, identity } = finding
  const link = at.line === undefined ? undefined : lineUrl?.(at.line)
  const plain = toReportRule(finding.rule)
  const rule = link === undefined ? plain : { ...plain, references: [...(plain.references ?? []), link] }
  const secrets = [...known].filter((secret) => finding.evidence.includes(secret))
  return iac({
    rule,
    at,
    fileType,
    original: shorten(finding.evidence, secrets),
    secrets,
    ...(identity === undefined ? {} : { identity }),
  })
}

/** The event that lists a finding which somebody has decided to live with. */
export function toSuppressed(finding: Finding, { by, reason }: { readonly by: string; readonly reason: string }): ReportEvent {
  const { rule, at } = finding
  return {
    type: 'IacSuppressed',
    class: 'info',
    rule: toReportRule(rule),
    evidence: `${rule.id} is suppressed by ${by}: ${reason}`,
    locations: [at],
    detail: { rule: rule.id, title: rule.title.en, by, reason },
    identity: `${finding.identity ?? ''}${at.object ?? ''}${at.line ?? ''}`,
  }
}

/** The event that says a fact about a file. */
export function toNote(note: string, at: Location): ReportEvent {
  return { type: 'IacNote', class: 'info', evidence: note, locations: [at], detail: { note, path: at.path ?? '' } }
}

/** One line of at most `MAX_EVIDENCE` characters, never cut inside a secret: what is left would not be masked. */
function shorten(text: string, secrets: readonly string[]): string {
  const line = secrets.some((secret) => /\s/.test(secret)) ? text : text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= MAX_EVIDENCE) return line
  let end = MAX_EVIDENCE
  for (const secret of secrets) {
    for (let at = line.indexOf(secret); at !== -1 && at < end; at = line.indexOf(secret, at + 1)) {
      if (at + secret.length > end) end = at + secret.length
    }
  }
  return end < line.length ? `${line.slice(0, end)}…` : line
}
