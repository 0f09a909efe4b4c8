import type { Language } from '@veinmind/internal/text'
import { createCatalogue } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'

/** What fills templates where nothing is translated. */
const english = createCatalogue({})
let chinese: Catalogue | undefined

/** Loads what `translate` needs for a language; nothing for English, in which all texts are made. */
export async function loadTranslations(language: Language): Promise<void> {
  if (language === 'en' || chinese !== undefined) return
  const { default: pairs } = await import('./zh/index.ts')
  chinese = createCatalogue(pairs)
}

/**
 * A text that is shown (the message or hint of an error, the description of an option, a reason) in a language. It is the last
 * step before a text is shown, behind masking: what is not known, and every value in it, stays as it is.
 */
export function translate(text: string, language: Language): string {
  return language === 'zh' && chinese !== undefined ? chinese.translate(text) : text
}

/** A template such as `{0} of {1}` in a language, with values at its places. */
export function translateWith(template: string, values: readonly string[], language: Language): string {
  return (language === 'zh' ? (chinese ?? english) : english).fill(template, values)
}
