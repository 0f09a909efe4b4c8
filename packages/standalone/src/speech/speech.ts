import { loadTranslations, translate, translateWith } from '@veinmind/report/translate'
import type { Language } from '@veinmind/internal/text'

let spoken: Language = 'en'

/** The language that `say` speaks. */
export const spokenLanguage = (): Language => spoken

/** From now on what this process says to a person is in a language. */
export async function speak(language: Language): Promise<void> {
  await loadTranslations(language)
  spoken = language
}

/**
 * A text for a person in the language that is spoken: one that was made elsewhere, or a template and the values for its `{0}`,
 * `{1}`. Values stay as they are. Secrets have to be masked before, since templates are found by their text.
 */
export function say(text: string, ...values: readonly (string | number)[]): string {
  return values.length === 0 ? translate(text, spoken) : translateWith(text, values.map(String), spoken)
}
