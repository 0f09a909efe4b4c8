import { openDatabase } from '@veinmind/advisories'
import type { AdvisoryDatabase, RatingSource } from '@veinmind/advisories'
import type { PrepareContext, Rule } from '@veinmind/sdk'
import { maxAgeInDays, ratingOrder } from './options.ts'
import type { OPTIONS } from './options.ts'
import { readVex } from './vex/read-vex.ts'
import type { Statement } from './vex/statement.ts'

/** What all scans of a run share. */
export interface State extends Disposable {
  readonly database: AdvisoryDatabase
  readonly order: readonly RatingSource[]
  /** Rules that were reported: one a flaw, the same for every package that has it. */
  readonly rules: Map<string, Rule>
  readonly today: string
  readonly statements: readonly Statement[]
}

/** Why there is nothing to compare packages with, and the one command that mends it. */
const NO_DATABASE = 'no database: veinmind db update gets one, veinmind db build --from <folder> makes one'

/** Opens the database; the plugin is skipped where there is none. */
export async function openState({ options, data, skip, note }: PrepareContext<typeof OPTIONS>): Promise<State> {
  const database = await openDatabase(options.database ?? data('advisories'))
  if (database === undefined) return skip(NO_DATABASE)
  const now = new Date()
  const age = Math.floor((now.getTime() - Date.parse(database.info.date)) / 86_400_000)
  if (age > maxAgeInDays(options))
    note(
      `the database of vulnerabilities is of ${database.info.date}, ${age} days old: veinmind db update gets a newer one`,
    )
  return {
    database,
    order: ratingOrder(options),
    rules: new Map(),
    today: now.toISOString().slice(0, 10),
    statements: readVex(options.vex),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  }
}
