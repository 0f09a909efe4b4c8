import { content, defineInspector, kib, mib, perOptions, spool } from '@veinmind/sdk'
import type { FileValue, Inspector, OptionValues } from '@veinmind/sdk'
import { COMMON_PASSWORDS, DEFAULT_PASSWORDS } from '@veinmind/sdk/passwords'
import { isWanted, kindOf } from './file-kinds.ts'
import type { FileKind } from './file-kinds.ts'
import { readDictionary } from './guess/guesses.ts'
import type { Extracted, FileRecord, Service } from './model.ts'
import { OPTIONS } from './options.ts'

/** How many bytes are read of a file of each kind. Real account files are far smaller. */
const MAX_BYTES: Readonly<Partial<Record<FileKind, number>>> = {
  'mysql-myisam': mib(4),
  'mysql-aria': mib(4),
  'postgres-roles': mib(4),
  'vsftpd-database': mib(4),
  redis: mib(2),
  grafana: mib(32),
  'keycloak-h2': mib(32),
}

/** The words of the user's dictionary, read once. */
export const dictionaryOf: (options: { readonly dictionary: FileValue | undefined }) => readonly string[] = perOptions(
  ({ dictionary }: { readonly dictionary: FileValue | undefined }) => readDictionary(dictionary?.text),
)

/** Reads a file of accounts and guesses their passwords, where a worker can do it. */
export const accounts: Inspector<FileRecord, typeof OPTIONS> = defineInspector<FileRecord, typeof OPTIONS>({
  id: 'accounts',
  version: 5,
  options: OPTIONS,
  data: [COMMON_PASSWORDS.join('\n'), JSON.stringify(DEFAULT_PASSWORDS)],

  wants(entry, { options }) {
    const found = kindOf(entry.path)
    if (!found || entry.type === 'directory' || !isWanted(found.service, options.services)) return false
    if (found.kind === 'mysql-innodb') return spool({ max: mib(512) })
    return content({ max: MAX_BYTES[found.kind] ?? kib(1024) })
  },

  async inspect(file, { options }) {
    const found = kindOf(file.entry.path)
    if (!found) return undefined
    const { readFile } = await import('./read-file.ts')
    return guessFile(found.service, await readFile(found.kind, file), options)
  },
})

/**
 * What is recorded for one account file: its accounts after guessing, its exposures, and what was not read. Undefined when there is
 * none of these.
 */
export async function guessFile(
  service: Service,
  read: Extracted,
  options: OptionValues<typeof OPTIONS>,
): Promise<FileRecord | undefined> {
  const { crack } = await import('./guess/crack.ts')
  const { credentials, exposures = [], left = [], includes } = read
  const wanted = credentials.filter(({ user }) => isWantedUser(user, options.usernames))
  const guessed = crack(wanted, { service, dictionary: dictionaryOf(options), budget: options.budget })
  const isEmpty = guessed.length + exposures.length + left.length === 0 && includes === undefined
  if (isEmpty) return undefined
  return { service, accounts: guessed, exposures, left, ...(includes ? { includes } : {}) }
}

/** Whether the option `usernames` names the account. An account without a user name (Redis, VNC) always passes. */
export function isWantedUser(user: string, usernames: readonly string[]): boolean {
  return (
    usernames.length === 0 || user === '' || usernames.includes(user) || usernames.includes(user.replace(/@[^@]*$/, ''))
  )
}
