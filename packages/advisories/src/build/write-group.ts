import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Group } from '../ecosystems.ts'
import type { FlawFacts, Support } from '../model.ts'
import { sortRatings } from '../severity/ratings.ts'
import { hashFile } from '../store/hash-file.ts'
import { SCHEMA } from '../store/index-file.ts'
import type { FileInfo } from '../store/index-file.ts'
import type { StoredRow } from '../store/rows.ts'

/** Which record stands for each that was staged: the newest of those with one id, all parts for the first of them. */
export interface Winners {
  /** By the number of a record: that of the record that stands for it; 0 for one that was replaced. */
  readonly standsFor: Int32Array
}

/** Writes the file of one group of packages; deterministic for the same records, in whatever order they came. */
export async function writeGroup(
  staged: DatabaseSync,
  group: Group,
  { folder, winners }: { readonly folder: string; readonly winners: Winners },
): Promise<FileInfo> {
  const path = join(folder, `${group}.new`)
  const db = openNew(path, group)
  const { standsFor } = winners
  db.exec(`
    CREATE TABLE advisory (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE package (ecosystem TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (ecosystem, name)) WITHOUT ROWID;
    BEGIN`)
  const used = new Uint8Array(standsFor.length)
  for (const { n } of staged.prepare(`SELECT n FROM affected_${group}`).iterate() as Iterable<{ n: number }>)
    used[standsFor[n] ?? 0] = 1
  const numbers = new Int32Array(standsFor.length)
  const insertAdvisory = db.prepare('INSERT INTO advisory VALUES (?, ?)')
  let count = 0
  const records = staged.prepare('SELECT n, body FROM record ORDER BY source, id, part, modified DESC, body')
  for (const { n, body } of records.iterate() as Iterable<{ n: number; body: string }>) {
    if (used[n] !== 1 || standsFor[n] !== n) continue
    count += 1
    numbers[n] = count
    insertAdvisory.run(count, body)
  }

  const ecosystems: Record<string, number> = {}
  const insertPackage = db.prepare('INSERT INTO package VALUES (?, ?, ?)')
  let current: { ecosystem: string; name: string; rows: StoredRow[] } | undefined
  const flush = (): void => {
    if (current === undefined || current.rows.length === 0) return
    insertPackage.run(current.ecosystem, current.name, JSON.stringify(sortRows(current.rows)))
    ecosystems[current.ecosystem] = (ecosystems[current.ecosystem] ?? 0) + 1
  }
  const affected = staged.prepare(`SELECT ecosystem, name, n, body FROM affected_${group} ORDER BY ecosystem, name`)
  for (const { ecosystem, name, n, body } of affected.iterate() as Iterable<{
    ecosystem: string
    name: string
    n: number
    body: string
  }>) {
    const advisory = numbers[standsFor[n] ?? 0] ?? 0
    if (advisory === 0) continue
    if (current?.ecosystem !== ecosystem || current.name !== name) {
      flush()
      current = { ecosystem, name, rows: [] }
    }
    current.rows.push({ advisory, ...(JSON.parse(body) as Omit<StoredRow, 'advisory'>) })
  }
  flush()
  return finish(db, { path, folder, group, ecosystems })
}

/** By the number of the advisory; two that say the same are one. */
function sortRows(rows: readonly StoredRow[]): readonly StoredRow[] {
  const texts = new Map(rows.map((row) => [JSON.stringify(row), row]))
  return [...texts]
    .sort(([a, { advisory }], [b, { advisory: other }]) => advisory - other || (a < b ? -1 : 1))
    .map(([, row]) => row)
}

/** Writes what is known of flaws by their CVE; `undefined` where nothing is. */
export async function writeFlaws(staged: DatabaseSync, folder: string): Promise<FileInfo | undefined> {
  if (staged.prepare('SELECT 1 FROM flaw LIMIT 1').get() === undefined) return undefined
  const path = join(folder, 'flaws.new')
  const db = openNew(path, 'flaws')
  db.exec('CREATE TABLE flaw (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID; BEGIN')
  const insert = db.prepare('INSERT INTO flaw VALUES (?, ?)')
  let current: { id: string; facts: FlawFacts } | undefined
  const flush = (): void => {
    if (current !== undefined) insert.run(current.id, JSON.stringify(current.facts))
  }
  const rows = staged.prepare('SELECT id, body FROM flaw ORDER BY id, source, date, body')
  for (const { id, body } of rows.iterate() as Iterable<{ id: string; body: string }>) {
    const facts = JSON.parse(body) as FlawFacts
    if (current?.id === id) current = { id, facts: joinFacts(current.facts, facts) }
    else {
      flush()
      current = { id, facts }
    }
  }
  flush()
  return finish(db, { path, folder, group: 'flaws', ecosystems: {} })
}

function joinFacts(a: FlawFacts, b: FlawFacts): FlawFacts {
  const ratings = sortRatings([...(a.ratings ?? []), ...(b.ratings ?? [])])
  const cwes = [...new Set([...(a.cwes ?? []), ...(b.cwes ?? [])])]
  return {
    ...a,
    ...b,
    ...(ratings.length === 0 ? {} : { ratings }),
    ...(cwes.length === 0 ? {} : { cwes }),
  }
}

/** Writes how long products are supported; `undefined` where nothing is known. */
export async function writeSupport(staged: DatabaseSync, folder: string): Promise<FileInfo | undefined> {
  if (staged.prepare('SELECT 1 FROM support LIMIT 1').get() === undefined) return undefined
  const path = join(folder, 'support.new')
  const db = openNew(path, 'support')
  db.exec('CREATE TABLE support (product TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID; BEGIN')
  const insert = db.prepare('INSERT OR REPLACE INTO support VALUES (?, ?)')
  const rows = staged.prepare('SELECT product, body FROM support ORDER BY product, body')
  for (const { product, body } of rows.iterate() as Iterable<{ product: string; body: string }>) {
    const { cycles } = JSON.parse(body) as Support
    insert.run(product, JSON.stringify(cycles))
  }
  return finish(db, { path, folder, group: 'support', ecosystems: {} })
}

function openNew(path: string, group: string): DatabaseSync {
  const db = new DatabaseSync(path)
  db.exec(`
    PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID`)
  const insert = db.prepare('INSERT INTO meta VALUES (?, ?)')
  insert.run('group', group)
  insert.run('schema', String(SCHEMA))
  return db
}

async function finish(
  db: DatabaseSync,
  {
    path,
    folder,
    group,
    ecosystems,
  }: {
    readonly path: string
    readonly folder: string
    readonly group: string
    readonly ecosystems: Record<string, number>
  },
): Promise<FileInfo> {
  db.exec('COMMIT')
  db.close()
  const sha256 = await hashFile(path)
  const file = `${group}-${sha256.slice(0, 16)}.db`
  renameSync(path, join(folder, file))
  return { group, file, size: statSync(join(folder, file)).size, sha256, ecosystems }
}
