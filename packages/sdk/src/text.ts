/** A text that a person reads: English only, or English with translations. */
export type Text = string | { readonly en: string; readonly zh?: string }

/** The languages that reports are written in. */
export type Language = 'en' | 'zh'

/** The text in `language`, or in English where no translation exists. */
export function localize(text: Text, language: Language): string {
  if (typeof text === 'string') return text
  return text[language] ?? text.en
}
