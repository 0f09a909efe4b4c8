import { iac } from '@veinmind/report'
import type { SecretMatcher } from '@veinmind/report'
import { excerptOf } from '@veinmind/internal/text'
import type { Stretch } from '@veinmind/internal/text'
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
  /** The workload that is at fault, where it is one: `default/Deployment/web`. */
  readonly workload?: string | undefined
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
  /** What is worth telling and no fault, such as a Helm template that is not read. */
  readonly notes: readonly string[]
  /** The files that were read together with it, by path; it is one of them. */
  readonly files?: ReadonlyMap<string, FileText>
}

/** The diagnostic for a rule of which cannot be told whether it is broken. */
export function undecided(
  rule: RuleData,
  problem: string,
  { line = 1, column = 1 }: { readonly line?: number; readonly column?: number } = {},
): Diagnostic {
  return { message: `${rule.id} cannot be decided: ${problem}`, line, column }
}

export const NOTHING: Checked = { findings: [], problems: [], notes: [] }

const MAX_EVIDENCE = 400
/** Secrets shorter than this are never cut. */
const LONG = 16

/** What the events of a file have in common. */
export interface FileFacts {
  readonly type: string
  /** The secrets of the whole file: one rule's evidence may show what another found. */
  readonly secrets: SecretMatcher
  /** Address of a line, where the host of the file has one. */
  readonly lineUrl?: (line: number) => string | undefined
}

/** The event of a finding; the address of its line stands behind the rule's references. */
export function toEvent(finding: Finding, { type: fileType, secrets: known, lineUrl }: FileFacts): ReportEvent {
  const { at, identity } = finding
  const link = at.line === undefined ? undefined : lineUrl?.(at.line)
  const plain = toReportRule(finding.rule)
  const rule = link === undefined ? plain : { ...plain, references: [...(plain.references ?? []), link] }
  const { text, secrets } = shorten(finding.evidence, known.find(finding.evidence))
  return iac({
    rule,
    at,
    fileType,
    original: text,
    secrets: [...finding.secrets, ...secrets],
    ...(identity === undefined ? {} : { identity }),
    workload: finding.workload,
  })
}

/** The event that says a fact about a file. */
export function toNote(note: string, at: Location): ReportEvent {
  return { type: 'IacNote', class: 'info', evidence: note, locations: [at], detail: { note, path: at.path ?? '' } }
}

/** What is shown of a finding, in one line, and the long secrets in it as they stand there, whole or cut. */
interface Shown {
  readonly text: string
  readonly secrets: readonly string[]
}

/** At most `MAX_EVIDENCE` characters of a text. White space becomes one space, except inside of secrets: masking must still find them. */
function shorten(text: string, stretches: readonly Stretch[]): Shown {
  let line = ''
  let done = 0
  const inLine: Stretch[] = []
  for (const { start, end } of stretches) {
    line = `${line}${text.slice(done, start).replaceAll(/\s+/g, ' ')}`
    inLine.push({ start: line.length, end: line.length + end - start })
    line += text.slice(start, end)
    done = end
  }
  line += text.slice(done).replaceAll(/\s+/g, ' ')
  const { from, to, secrets } = excerptOf(
    { from: line.length - line.trimStart().length, to: Math.min(line.length, MAX_EVIDENCE) },
    inLine,
  )
  const shown = line.slice(from, to).trimEnd()
  return {
    text: to < line.trimEnd().length ? `${shown}…` : shown,
    secrets: secrets.map(({ start, end }) => line.slice(start, end)).filter(({ length }) => length >= LONG),
  }
}
