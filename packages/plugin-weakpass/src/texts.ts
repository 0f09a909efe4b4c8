import { content, defineInspector, kib, mib, perOptions } from '@veinmind/sdk'
import type { Entry, FileValue, Inspector } from '@veinmind/sdk'
import { COMMON_PASSWORDS, DEFAULT_PASSWORDS } from '@veinmind/sdk/passwords'
import { dictionaryOf, guessFile, isWantedUser } from './accounts.ts'
import { isWanted, kindOf } from './file-kinds.ts'
import type { FileRecord } from './model.ts'
import { OPTIONS } from './options.ts'
import { KEYWORDS } from './text/keywords.ts'
import { isLookedAt } from './text/where.ts'

/** Programs of the system contain prefixes of hashes, but no hashes. */
const PROGRAM = /^\/(?:usr\/(?:local\/)?)?s?bin\//

/** The words of the user's dictionary as a set, made once. */
export const wordsOf: (options: { readonly dictionary: FileValue | undefined }) => ReadonlySet<string> = perOptions(
  (options: { readonly dictionary: FileValue | undefined }) => new Set(dictionaryOf(options)),
)

/** Finds hashes by their form, and weak passwords that stand in clear, in whatever file. */
export const texts: Inspector<FileRecord, typeof OPTIONS> = defineInspector<FileRecord, typeof OPTIONS>({
  id: 'texts',
  version: 4,
  options: OPTIONS,
  data: [COMMON_PASSWORDS.join('\n'), JSON.stringify(DEFAULT_PASSWORDS)],
  keywords: KEYWORDS,

  wants(entry, { options }) {
    if (!isCandidate(entry) || !isWanted('File', options.services)) return false
    return content({ max: mib(2), over: 'head', keywords: true })
  },

  async inspect({ entry, bytes, keywords }, { options }) {
    const { readText } = await import('./text/read-text.ts')
    const {
      weak,
      hashes,
      exposures,
      left = [],
    } = readText(bytes, { path: entry.path, keywords, dictionary: wordsOf(options) })
    const record = await guessFile('File', { credentials: hashes, exposures, left }, options)
    const settings = weak.filter(({ user }) => isWantedUser(user, options.usernames))
    if (settings.length === 0) return record
    return { service: 'File', exposures: [], left: [], ...record, accounts: [...settings, ...(record?.accounts ?? [])] }
  },
})

function isCandidate({ path, type, size }: Entry): boolean {
  if (type !== 'file' || size < 8 || kindOf(path) || !isLookedAt(path)) return false
  return size <= kib(256) || !PROGRAM.test(path)
}
