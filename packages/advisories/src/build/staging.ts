import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { binaryName, GROUPS, groupOf, lacksRelease, normalizeEcosystem, normalizeName } from '../ecosystems.ts'
import type { Group } from '../ecosystems.ts'
import type { Converted, OsvRecord } from '../model.ts'
import { toStoredAdvisory, toStoredRow } from '../store/rows.ts'
import { isNoSecurity } from '../sources.ts'

/** What was taken of one source, and what was left out and why. */
export interface SourceCounts {
  records: number
  leftOut: Record<string, number>
}

/** A file that takes records as they come, so that memory does not grow with them; read in order when all are there. */
export interface Staging {
  readonly db: DatabaseSync
  readonly counts: ReadonlyMap<string, SourceCounts>
  add(converted: Exclude<Converted, { readonly kind: 'bad' | 'unknown' }>): void
  /** Every group that has packages. */
  groups(): readonly Group[]
  close(): void
}

/** Records between two commits: a commit for each would wait for the disk. */
const BATCH = 5000

/** Opens an empty one at a path; it is deleted when it is closed. */
export function openStaging(path: string): Staging {
  const db = new DatabaseSync(path)
  db.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;
    CREATE TABLE record (n INTEGER PRIMARY KEY, source TEXT, id TEXT, part INT, modified TEXT, digest TEXT, body TEXT);
    CREATE TABLE flaw (id TEXT, source TEXT, date TEXT, body TEXT);
    CREATE TABLE support (product TEXT, source TEXT, body TEXT);
    ${GROUPS.map((group) => `CREATE TABLE affected_${group} (ecosystem TEXT, name TEXT, n INT, body TEXT);`).join('')}
    BEGIN`)
  const insertRecord = db.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertFlaw = db.prepare('INSERT INTO flaw VALUES (?, ?, ?, ?)')
  const insertSupport = db.prepare('INSERT INTO support VALUES (?, ?, ?)')
  const insertAffected = new Map<Group, StatementSync>(
    GROUPS.map((group) => [group, db.prepare(`INSERT INTO affected_${group} VALUES (?, ?, ?, ?)`)]),
  )
  const counts = new Map<string, SourceCounts>()
  let count = 0
  let pending = 0

  function countsOf(source: string): SourceCounts {
    const known = counts.get(source) ?? { records: 0, leftOut: {} }
    counts.set(source, known)
    return known
  }

  function leaveOut(source: string, reason: string): void {
    const { leftOut } = countsOf(source)
    leftOut[reason] = (leftOut[reason] ?? 0) + 1
  }

  function addRecord(source: string, record: OsvRecord): void {
    // What was withdrawn is kept as a name without packages: it replaces an older copy that was not.
    const reason = reasonToLeaveOut(record)
    const rows = reason === undefined ? rowsOf(record) : []
    const why = reason ?? (rows.length === 0 ? reasonOfNothing(record) : undefined)
    if (why !== undefined) leaveOut(source, why)
    else countsOf(source).records += 1
    if (why !== undefined && reason === undefined) return
    count += 1
    const body = JSON.stringify(toStoredAdvisory(record, source))
    const hash = createHash('sha256').update(body)
    for (const { group, ecosystem, name, body: row } of rows) {
      hash.update(`\n${ecosystem}\0${name}\0${row}`)
      insertAffected.get(group)?.run(ecosystem, name, count, row)
    }
    insertRecord.run(count, source, record.id, record.isPart ? 1 : 0, record.modified ?? '', hash.digest('hex'), body)
  }

  return {
    db,
    counts,
    add(converted) {
      const { kind, source } = converted
      if (kind === 'advisory') addRecord(source, converted.record)
      else if (kind === 'left out') leaveOut(source, converted.reason)
      else if (kind === 'flaw') {
        insertFlaw.run(converted.id, source, converted.date ?? '', JSON.stringify(converted.facts))
        countsOf(source).records += 1
      } else {
        insertSupport.run(converted.support.product, source, JSON.stringify(converted.support))
        countsOf(source).records += 1
      }
      pending += 1
      if (pending % BATCH === 0) db.exec('COMMIT; BEGIN')
    },
    groups() {
      return GROUPS.filter((group) => db.prepare(`SELECT 1 FROM affected_${group} LIMIT 1`).get() !== undefined)
    },
    close() {
      db.close()
      rmSync(path, { force: true })
    },
  }
}

interface StagedRow {
  readonly group: Group
  readonly ecosystem: string
  readonly name: string
  readonly body: string
}

function rowsOf(record: OsvRecord): readonly StagedRow[] {
  return record.affected.flatMap((affected): StagedRow[] => {
    const { ecosystem, name } = affected
    const group = groupOf(ecosystem)
    if (group === undefined || lacksRelease(ecosystem) || name === '*') return []
    const row = toStoredRow(affected)
    if (row === undefined) return []
    return [
      {
        group,
        ecosystem: normalizeEcosystem(ecosystem),
        name: affected.isBinary === true ? binaryName(name) : normalizeName(ecosystem, name),
        body: JSON.stringify(row),
      },
    ]
  })
}

function reasonToLeaveOut(record: OsvRecord): string | undefined {
  if (record.withdrawn !== undefined) return 'withdrawn'
  if (isNoSecurity(record.id)) return 'no security'
  if (record.informational !== undefined && record.informational !== 'unsound') return record.informational
  return undefined
}

/** Why a record has no package that can be looked up. */
function reasonOfNothing({ affected }: OsvRecord): string {
  if (affected.length === 0) return 'no package'
  if (affected.every(({ ecosystem }) => groupOf(ecosystem) === undefined)) return 'ecosystem not known'
  return affected.some(({ ecosystem }) => lacksRelease(ecosystem)) ? 'no release named' : 'no versions'
}
