import { createSecretMatcher } from '@veinmind/report'
import type { Accepted, FileValue, Location, ScanContext } from '@veinmind/sdk'
import type { Options } from './options.ts'
import { isDay } from './day.ts'
import { toEvent, toNote } from './finding.ts'
import type { Checked, FileText, Finding } from './finding.ts'
import { entryOf, ignoreEntries } from './ignore-file.ts'
import { readSuppressions, suppressionOf } from './suppressions.ts'
import type { Suppression } from './suppressions.ts'

/** A broken file may have thousands of faults: this many are reported. */
const MAX_PROBLEMS = 20

interface Given {
  readonly path: string
  readonly type: string
  /** The file that was checked, where it is one. */
  readonly file?: FileText
}

/** Why a finding is accepted, and until when. */
interface Decision {
  readonly by: string
  readonly reason: string
  readonly expires: string | undefined
  readonly isExpired: boolean
}

/** Reports what a check gave: findings, findings that are suppressed, facts, and what could not be read. */
export function reportChecked(
  ctx: ScanContext<Options>,
  { findings, problems, notes, files }: Checked,
  { path, type, file }: Given,
): void {
  const entries = ignoreEntries(ctx.options)
  const secrets = createSecretMatcher(findings.flatMap((finding) => finding.secrets))
  const fileOf = (where: string): FileText | undefined => files?.get(where) ?? file
  const suppressions = new Map<string, readonly Suppression[]>()
  const suppressionsOf = (where: string): readonly Suppression[] => {
    const known = suppressions.get(where) ?? readSuppressions(fileOf(where)?.text ?? '')
    suppressions.set(where, known)
    return known
  }
  const today = new Date().toISOString().slice(0, 10)
  const inComment = ({ rule, at: { line } }: Finding, where: string): Decision | undefined => {
    const found = suppressionOf(suppressionsOf(where), { rule: rule.id, line, today })
    return (
      found && {
        by: `a comment in line ${found.suppression.line}`,
        reason: found.suppression.reason,
        expires: found.suppression.expires,
        isExpired: found.isExpired,
      }
    )
  }
  const inFile = (finding: Finding): Decision | undefined => {
    const found = entryOf(entries, finding, today)
    return (
      found && {
        by: sourceOf(ctx.options['ignore-file'], found.entry.line),
        reason: found.entry.reason,
        expires: found.entry.expires,
        isExpired: found.isExpired,
      }
    )
  }
  for (const finding of findings) {
    const where = finding.at.path ?? path
    const living = [inComment(finding, where), inFile(finding)].filter((one) => one !== undefined)
    const valid = living.find(({ isExpired }) => !isExpired)
    if (!valid)
      for (const { by, expires } of living)
        ctx.report(toNote(`${by} ${ended(expires)}: ${finding.rule.id} is reported`, finding.at))
    const event = toEvent(finding, { type, secrets, lineUrl: (line) => fileOf(where)?.lineUrl?.(line) })
    ctx.report(valid ? { ...event, accepted: acceptedBy(valid) } : event)
  }
  const at: Location = { path }
  for (const note of notes) ctx.report(toNote(note, at))
  const told = new Map(problems.map((problem) => [`${problem.path}:${problem.line}:${problem.message}`, problem]))
  for (const { message, line, column, path: other = path } of [...told.values()].slice(0, MAX_PROBLEMS)) {
    const prefix = other === path ? '' : `${other}, `
    ctx.incomplete(`${prefix}line ${line}, column ${column}: ${message}`, { path: other, line, column })
  }
  if (told.size > MAX_PROBLEMS) ctx.incomplete(`${told.size - MAX_PROBLEMS} further problems are not listed`, at)
}

function acceptedBy({ by, reason, expires }: Decision): Accepted {
  return { by, reason, ...(expires === undefined ? {} : { until: expires }) }
}

function ended(day = ''): string {
  return isDay(day) ? `has expired on ${day}` : `names ${day}, which is no day such as 2027-01-31`
}

function sourceOf(file: FileValue | undefined, line: number): string {
  return `${file?.path ?? ''}:${line}`
}
