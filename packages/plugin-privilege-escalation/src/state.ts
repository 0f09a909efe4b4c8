import { openDatabase } from '@veinmind/advisories'
import type { AdvisoryDatabase } from '@veinmind/advisories'
import type { PrepareContext } from '@veinmind/sdk'

/** What all scans of a run share. */
export interface State extends Disposable {
  /** The database of known flaws, where the user has one. */
  readonly database: AdvisoryDatabase | undefined
}

/** Opens the database that plugin-vuln uses. Without one, or with one that cannot be used, the table of this package judges helpers. */
export async function openState({ data, note }: PrepareContext): Promise<State> {
  let database: AdvisoryDatabase | undefined
  try {
    database = await openDatabase(data('advisories'))
  } catch {
    note(
      'the database of vulnerabilities cannot be used: flaws of helpers are judged by the versions that come with the plugin',
    )
  }
  return { database, [Symbol.dispose]: () => database?.[Symbol.dispose]() }
}
