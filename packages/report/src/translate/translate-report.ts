import type { Language } from '@veinmind/internal/text'
import type { Finding, Report, ReportedError } from '../model/model.ts'
import { lazyList } from '../store/lazy-list.ts'
import { translate } from './index.ts'

/** Types of findings whose evidence is told in words of ours; that of others is what was scanned, and stays as it is. */
const TOLD_IN_WORDS: ReadonlySet<string> = new Set(['Trace', 'Escape', 'UnsafeMount', 'Escalation', 'MaliciousFile'])

/** A report whose errors, reasons, notes and told evidence are in a language; the rules of findings say their texts in both. */
export function translateReport(report: Report, language: Language): Report {
  if (language === 'en') return report
  const inLanguage = (text: string): string => translate(text, language)
  return {
    ...report,
    findings: translateEvidence(report.findings, inLanguage),
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

/** Findings may be on disk, and are read one by one. */
function translateEvidence(findings: readonly Finding[], inLanguage: (text: string) => string): readonly Finding[] {
  return lazyList(findings.length, (index) => {
    const finding = findings[index] as Finding
    const { type, evidence } = finding
    if (evidence === undefined || !TOLD_IN_WORDS.has(type)) return finding
    return { ...finding, evidence: translateTold(evidence, inLanguage) }
  })
}

/** A text of ours as a whole, or before or behind what was found: `it is a link to /dev/null`, `its arguments are those of a miner: xmrig`. */
function translateTold(text: string, inLanguage: (text: string) => string): string {
  const whole = inLanguage(text)
  const at = text.indexOf(': ')
  if (whole !== text || at === -1) return whole
  const head = text.slice(0, at)
  const translated = inLanguage(head)
  return translated === head ? text : `${translated}：${text.slice(at + 2)}`
}
