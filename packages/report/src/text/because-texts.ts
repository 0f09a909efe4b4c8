import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import type { Because } from '../model/model.ts'

/** What a finding was concluded from, for a person: each rule once. */
export function becauseTexts(because: readonly Because[], language: Language): readonly string[] {
  return [...new Set(because.map(({ rule, title, plugin }) => `${rule} ${localize(title, language)} (${plugin})`))]
}
