import type { Language } from '@veinmind/internal/text'
import type { Report, ReportedError } from '../model/model.ts'
import { translate } from './index.ts'

/** A report whose errors, reasons and notes are in a language; findings say theirs in both. */
export function translateReport(report: Report, language: Language): Report {
  if (language === 'en') return report
  const inLanguage = (text: string): string => translate(text, language)
  return {
    ...report,
    errors: report.errors.map((error) => translateError(error, inLanguage)),
    skipped: report.skipped.map((skipped) => ({ ...skipped, reason: inLanguage(skipped.reason) })),
    targets: report.targets.map((target) => ({
      ...target,
      notes: target.notes.map(inLanguage),
      ...(target.reason === undefined ? {} : { reason: inLanguage(target.reason) }),
    })),
    plugins: report.plugins.map((plugin) => {
      const problems = plugin.coverage.problems.map((problem) => ({ ...problem, reason: inLanguage(problem.reason) }))
      const gaps = plugin.gaps && {
        ...plugin.gaps,
        first: plugin.gaps.first.map((gap) => ({ ...gap, reason: inLanguage(gap.reason) })),
      }
      const note = plugin.note === undefined ? {} : { note: inLanguage(plugin.note) }
      const reason = plugin.reason === undefined ? {} : { reason: translateReason(plugin.reason, report, inLanguage) }
      return { ...plugin, ...reason, ...note, ...(gaps ? { gaps } : {}), coverage: { ...plugin.coverage, problems } }
    }),
  }
}

/** A plugin's reason of one target stands behind the target's name; one of the whole run says which it is, and is translated where it is shown. */
function translateReason(
  reason: string,
  { targets }: Pick<Report, 'targets'>,
  inLanguage: (text: string) => string,
): string {
  const about = targets.find(({ name }) => reason.startsWith(`${name}: `))
  return about === undefined ? reason : `${about.name}：${inLanguage(reason.slice(about.name.length + 2))}`
}

function translateError(error: ReportedError, inLanguage: (text: string) => string): ReportedError {
  return {
    ...error,
    message: inLanguage(error.message),
    ...(error.hint === undefined ? {} : { hint: inLanguage(error.hint) }),
  }
}
