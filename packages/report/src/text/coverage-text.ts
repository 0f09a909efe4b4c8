import { printable } from '@veinmind/sdk/target'
import type { Language } from '@veinmind/internal/text'
import { label } from '../model/labels.ts'
import type { Summary } from '../model/model.ts'
import { translate } from '../translate/index.ts'

/** The coverage as a percentage, never more than it is: 100 only when it is whole. */
export function coverageText({ coverage }: Pick<Summary, 'coverage'>): string {
  return `${Math.floor(coverage * 10_000) / 100} %`
}

/** How many files were not seen for a reason. */
export function skippedText(reason: string, count: number, language: Language): string {
  if (reason === 'too-large') return label('filesTooLarge', language, count)
  if (reason === 'unreadable') return label('filesUnreadable', language, count)
  if (reason === 'not-exhausted') return label('hashesNotExhausted', language, count)
  if (reason === 'template') return label(count === 1 ? 'templateUnread' : 'templatesUnread', language, count)
  return label('filesSkipped', language, count, printable(translate(reason, language)))
}
