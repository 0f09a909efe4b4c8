import { option, usageError } from '@veinmind/sdk'
import type { FileValue, OptionSpec, ToolContext } from '@veinmind/sdk'

export const OPTIONS: {
  readonly from: OptionSpec<readonly string[]>
  readonly output: OptionSpec<string | undefined>
  readonly json: OptionSpec<boolean>
  readonly mirrors: OptionSpec<readonly string[]>
  readonly 'from-sources': OptionSpec<boolean>
  readonly sources: OptionSpec<readonly string[]>
  readonly 'source-mirror': OptionSpec<string | undefined>
  readonly 'db-key': OptionSpec<FileValue | undefined>
  readonly 'sign-key': OptionSpec<FileValue | undefined>
} = {
  from: option.list('build: folders, zips and tars of advisories', { placeholder: 'path' }),
  output: option.string('build: folder of the database (default: advisories in the user’s data folder)', {
    placeholder: 'folder',
  }),
  json: option.boolean('info, diff: as JSON'),
  mirrors: option.list('update: where it comes from, in this order, if no words and not VEINMIND_DB say so', {
    placeholder: 'place',
  }),
  'from-sources': option.boolean('update: ask the public sources themselves for what has changed, and build from it'),
  sources: option.list('with --from-sources: only these (default: all)', { placeholder: 'a,b' }),
  'source-mirror': option.string('with --from-sources: ask this server instead, <mirror>/<host>/<path> for each file', {
    placeholder: 'address',
  }),
  'db-key': option.file('update, pull, import: public key (PEM) that the database must be signed with', {
    placeholder: 'file',
  }),
  'sign-key': option.file('push, export: private key (PEM) to sign the database with', { placeholder: 'file' }),
}

export type DatabaseContext = ToolContext<typeof OPTIONS>

/** The folder of the user's database. */
export const folderOf = ({ data }: DatabaseContext): string => data('advisories')

/** The one word that an action needs; throws `USAGE` without it, and where there are more. */
export function oneWord({ action, words }: DatabaseContext, what: string): string {
  const [word] = words
  if (word !== undefined && words.length === 1) return word
  throw usageError('USAGE', `db ${action} takes one word: ${what}`, { hint: 'see db --help' })
}

/** Throws `USAGE` where words follow an action that takes none. */
export function noWords({ action, words }: DatabaseContext): void {
  if (words.length > 0) throw usageError('USAGE', `db ${action} takes no words`, { hint: 'see db --help' })
}
