import { usageError } from '@veinmind/sdk'
import type { Language } from '@veinmind/sdk'

/** The language of reports: the one asked for, else the locale's, else English. */
export function detectLanguage(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  if (asked === 'en' || asked === 'zh') return asked
  if (asked !== undefined) throw usageError('USAGE', `--lang: ${asked} is neither en nor zh`)
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return locale.startsWith('zh') ? 'zh' : 'en'
}
