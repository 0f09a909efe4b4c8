import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import type { Because } from '../model/model.ts'

/** What a finding was concluded from, for a person: each rule once, in the order of its steps. */
export function becauseTexts(because: readonly Because[], language: Language): readonly string[] {
  return [
    ...new Set(
      because.map(({ rule, title, plugin, target }) => {
        const where = target === undefined ? plugin : `${plugin}, ${target.name}`
        return `${rule} ${localize(title, language)} (${where})`
      }),
    ),
  ]
}
