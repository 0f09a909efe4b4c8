import type { Language } from '@veinmind/sdk'
import type { Report, ReportedError } from '../model.ts'
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
      return { ...plugin, ...note, ...(gaps ? { gaps } : {}), coverage: { ...plugin.coverage, problems } }
    }),
  }
}

function translateError(error: ReportedError, inLanguage: (text: string) => string): ReportedError {
  return {
    ...error,
    message: inLanguage(error.message),
    ...(error.hint === undefined ? {} : { hint: inLanguage(error.hint) }),
  }
}
