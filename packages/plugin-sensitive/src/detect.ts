import { findInText } from './find-in-text.ts'
import { wrapText } from './match/text.ts'
import { settingsOf } from './options/options.ts'

/** Finds the secrets of a text that stands in no file, by the built-in rules: for what other plugins say. */
export function detectSecrets(text: string): readonly string[] {
  settings ??= settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
  const { hits } = findInText(wrapText(text), {
    rules: settings.content,
    kind: 'config',
    path: '',
  })
  return hits.flatMap(({ secret, also }) => [secret, ...also])
}

let settings: ReturnType<typeof settingsOf> | undefined
