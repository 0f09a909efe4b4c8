import { printable } from '@veinmind/sdk'
import type { Language } from '@veinmind/sdk'
import { label } from './labels.ts'
import type { Report } from './model.ts'
import { translate } from './translate/index.ts'

/** The coverage as a percentage: 100 only when it is whole, nothing was done in part for a reason that is no file, and nothing failed. */
export function coverageText({ summary, targets, plugins }: Pick<Report, 'summary' | 'targets' | 'plugins'>): string {
  if (summary.coverage < 1) return `${Math.min(99.99, Math.floor(summary.coverage * 10_000) / 100)} %`
  const isPartial = summary.errors > 0 || [...targets, ...plugins].some(({ outcome }) => outcome === 'partial')
  return isPartial ? '< 100 %' : '100 %'
}

/** How many files were not seen for a reason. */
export function skippedText(reason: string, count: number, language: Language): string {
  if (reason === 'too-large') return label('filesTooLarge', language, count)
  if (reason === 'unreadable') return label('filesUnreadable', language, count)
  if (reason === 'not-exhausted') return label('hashesNotExhausted', language, count)
  if (reason === 'template') return label(count === 1 ? 'templateUnread' : 'templatesUnread', language, count)
  return label('filesSkipped', language, count, printable(translate(reason, language)))
}
