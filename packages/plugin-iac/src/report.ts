import type { FileValue, Location, ScanContext } from '@veinmind/sdk'
import type { Options } from './options.ts'
import { toEvent, toNote, toSuppressed } from './finding.ts'
import type { Checked } from './finding.ts'
import { entryOf, ignoreEntries } from './ignore-file.ts'
import { suppressionOf } from './suppressions.ts'
import type { Suppression } from './suppressions.ts'

/** Further faults of a broken file say nothing new. */
const MAX_PROBLEMS = 20

interface Given {
  readonly path: string
  readonly type: string
  readonly suppressions?: readonly Suppression[]
  readonly lineUrl?: ((line: number) => string) | undefined
}

/** Reports what a check gave: findings, findings that are suppressed, facts, and what could not be read. */
export function reportChecked(ctx: ScanContext<Options>, { findings, problems, notes }: Checked, { path, type, suppressions = [], lineUrl }: Given): void {
  const entries = ignoreEntries(ctx.options)
  const facts = { type, secrets: new Set(findings.flatMap(({ secrets }) => secrets)), ...(lineUrl ? { lineUrl } : {}) }
  const today = new Date().toISOString().slice(0, 10)
  for (const finding of findings) {
    const comment = suppressionOf(suppressions, finding.rule.id, finding.at.line)
    const named = entryOf(entries, finding, today)
    if (comment) ctx.report(toSuppressed(finding, { by: `a comment in line ${comment.line}`, reason: comment.reason }))
    else if (named && !named.isExpired) ctx.report(toSuppressed(finding, { by: sourceOf(ctx.options['ignore-file'], named.entry.line), reason: named.entry.reason }))
    else {
      if (named) ctx.report(toNote(`${sourceOf(ctx.options['ignore-file'], named.entry.line)} has expired on ${named.entry.expires}: ${finding.rule.id} is reported again`, finding.at))
      ctx.report(toEvent(finding, facts))
    }
  }
  const at: Location = { path }
  for (const note of notes) ctx.report(toNote(note, at))
  const told = new Map(problems.map((problem) => [`${problem.line}:${problem.message}`, problem]))
  for (const { message, line, column } of [...told.values()].slice(0, MAX_PROBLEMS)) ctx.incomplete(`line ${line}, column ${column}: ${message}`, { path, line, column })
}

function sourceOf(file: FileValue | undefined, line: number): string {
  return `${file?.path ?? ''}:${line}`
}
