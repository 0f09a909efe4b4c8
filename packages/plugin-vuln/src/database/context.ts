import { option, usageError } from '@veinmind/sdk'
import type { OptionSpec, ToolContext } from '@veinmind/sdk'

export const OPTIONS: {
  readonly from: OptionSpec<readonly string[]>
  readonly output: OptionSpec<string | undefined>
  readonly json: OptionSpec<boolean>
} = {
  from: option.list('build: folders, zips and tars of advisories', { placeholder: 'path' }),
  output: option.string('build: folder of the database (default: advisories in the user’s data folder)', {
    placeholder: 'folder',
  }),
  json: option.boolean('info, diff: as JSON'),
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
