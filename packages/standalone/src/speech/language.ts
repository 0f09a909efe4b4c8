import { usageError } from '@veinmind/sdk'
import type { Language } from '@veinmind/internal/text'

/** The language of reports: the one asked for, else the locale's, else English. */
export function detectLanguage(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  if (asked === 'en' || asked === 'zh') return asked
  if (asked !== undefined) throw usageError('USAGE', `--lang: ${asked} is neither en nor zh`)
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return locale.startsWith('zh') ? 'zh' : 'en'
}

/** The language that a command line is answered in before it is read: what `--lang` says there, where that is a language. */
export function languageOf(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Language {
  const end = args.indexOf('--')
  const own = end === -1 ? args : args.slice(0, end)
  const asked = own.flatMap((word, at) =>
    word === '--lang' ? [own[at + 1]] : word.startsWith('--lang=') ? [word.slice('--lang='.length)] : [],
  )
  return detectLanguage(
    asked.findLast((word) => word === 'en' || word === 'zh'),
    environment,
  )
}
