import { RATING_SOURCES } from '@veinmind/advisories'
import type { RatingSource } from '@veinmind/advisories'
import { option, usageError } from '@veinmind/sdk'
import type { FileValue, OptionSpec, OptionValues } from '@veinmind/sdk'

/** What the plugin can be told. */
export const OPTIONS: {
  readonly 'ignore-unfixed': OptionSpec<boolean>
  readonly 'severity-source': OptionSpec<readonly string[]>
  readonly 'locked-packages': OptionSpec<boolean>
  readonly 'in-use': OptionSpec<boolean>
  readonly database: OptionSpec<string | undefined>
  readonly 'max-db-age': OptionSpec<string>
  readonly vex: OptionSpec<readonly FileValue[]>
  readonly 'db-update': OptionSpec<boolean>
} = {
  'ignore-unfixed': option.boolean('leave out vulnerabilities that no version fixes'),
  'severity-source': option.list(
    'whose severity counts, the first that has one: vendor, advisory, cvss4, cvss3.1, cvss3.0, cvss2',
    {
      placeholder: 'a,b',
    },
  ),
  'locked-packages': option.boolean(
    'also packages that a lock file or a build file asks for and that are not installed',
  ),
  'in-use': option.boolean('of running containers, leave out packages of which no process has a file loaded'),
  database: option.string('folder of the database of vulnerabilities (default: advisories in the user’s data folder)', {
    placeholder: 'folder',
  }),
  vex: option.files('what is known of flaws in a product: OpenVEX, CycloneDX or CSAF', {
    placeholder: 'file',
    extensions: ['.json'],
    isShared: true,
  }),
  'db-update': option.boolean('first bring the database up to date, from where VEINMIND_DB says', { isShared: true }),
  'max-db-age': option.string('age from which on reports say that the database is old', {
    default: '5d',
    placeholder: 'time',
    isShared: true,
  }),
}

export type Options = OptionValues<typeof OPTIONS>

/** The order in which ratings count; throws `USAGE` for a word that is no source. */
export function ratingOrder({ 'severity-source': words }: Pick<Options, 'severity-source'>): readonly RatingSource[] {
  const wrong = words.find((word) => !RATING_SOURCES.includes(word as RatingSource))
  if (wrong !== undefined)
    throw usageError(
      'VULN_OPTION_INVALID',
      `--vuln.severity-source: ${JSON.stringify(wrong)} is no source of severities`,
      {
        hint: `it may be ${RATING_SOURCES.join(', ')}`,
      },
    )
  const first = words as readonly RatingSource[]
  return [...new Set([...first, ...RATING_SOURCES])]
}

/** Days of `5d`, `36h`, `2w`; throws `USAGE` for what is no time. */
export function maxAgeInDays({ 'max-db-age': text }: Pick<Options, 'max-db-age'>): number {
  const [, number, unit = 'd'] = /^(\d{1,5})\s*([hdw]?)$/.exec(text.trim()) ?? []
  if (number === undefined)
    throw usageError('VULN_OPTION_INVALID', `--vuln.max-db-age: ${JSON.stringify(text)} is no time`, {
      hint: 'write it as 36h, 5d or 2w',
    })
  return Number(number) * (unit === 'h' ? 1 / 24 : unit === 'w' ? 7 : 1)
}
