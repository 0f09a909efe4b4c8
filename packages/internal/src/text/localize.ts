import type { Text } from '@veinmind/sdk'

/** The languages that reports are written in. */
export type Language = 'en' | 'zh'

/** The text in `language`, or in English where no translation exists. */
export function localize(text: Text, language: Language): string {
  if (typeof text === 'string') return text
  return text[language] ?? text.en
}
