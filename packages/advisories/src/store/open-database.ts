import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { groupOf, normalizeEcosystem, normalizeName } from '../ecosystems.ts'
import type { FlawFacts, SupportCycle } from '../model.ts'
import { damaged, readIndex } from './index-file.ts'
import type { DatabaseInfo, FileInfo } from './index-file.ts'
import type { StoredAdvisory, StoredRow } from './rows.ts'
import { verifyFile } from './verify.ts'

/** An advisory and what it says of the package that was asked for. */
export interface Advice {
  readonly advisory: StoredAdvisory
  readonly row: StoredRow
}

/** An open database. It stays as it is, whatever is put in its place while it is open. */
export interface AdvisoryDatabase extends Disposable {
  readonly info: DatabaseInfo
  /** Whether it has anything on an ecosystem: where it has not, nothing found means nothing. */
  has(ecosystem: string): boolean
  /** How many packages of an ecosystem it knows: few where only a sample of a source was taken. */
  sizeOf(ecosystem: string): number
  /** All advisories on a package, affected versions or not. */
  advicesOn(ecosystem: string, name: string): readonly Advice[]
  /** What is known of a CVE whatever the package. */
  factsOf(cve: string): FlawFacts | undefined
  /** A short digest of each advisory of a group, by its id: to tell what differs between two databases. */
  digestsOf(group: string): ReadonlyMap<string, string>
  /** How long the versions of a product are supported. */
  supportOf(product: string): readonly SupportCycle[]
}

interface OpenFile {
  readonly db: DatabaseSync
  readonly statement: (sql: string) => StatementSync
}

/**
 * Opens the database in a folder; `undefined` where there is none. Throws `ADVISORIES_DAMAGED` for one that is not whole, and
 * `ADVISORIES_NEWER` for one of a later schema.
 */
export async function openDatabase(folder: string): Promise<AdvisoryDatabase | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const info = await readIndex(folder)
    if (info === undefined) return undefined
    try {
      for (const file of info.files) await verifyFile(folder, file)
      return openFiles(folder, info)
    } catch (error) {
      // An update may have put a new one in its place, and have removed the files of this one.
      const isReplaced = JSON.stringify(await readIndex(folder)) !== JSON.stringify(info)
      if (!isReplaced || attempt === ATTEMPTS) throw error
    }
  }
}

const ATTEMPTS = 5

function openFiles(folder: string, info: DatabaseInfo): AdvisoryDatabase {
  const files = new Map<string, FileInfo>(info.files.map((file) => [file.group, file]))
  const opened = new Map<string, OpenFile>()
  const ecosystems = new Map(info.files.flatMap((file) => Object.entries(file.ecosystems)))

  function open(group: string | undefined): OpenFile | undefined {
    if (group === undefined) return undefined
    const known = opened.get(group)
    if (known !== undefined) return known
    const file = files.get(group)
    if (file === undefined) return undefined
    const db = guard(file, () => {
      const one = new DatabaseSync(join(folder, file.file), { readOnly: true })
      one.exec('PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA query_only = ON')
      return one
    })
    const statements = new Map<string, StatementSync>()
    const one: OpenFile = {
      db,
      statement(sql) {
        const made = statements.get(sql) ?? db.prepare(sql)
        statements.set(sql, made)
        return made
      },
    }
    opened.set(group, one)
    return one
  }

  /** The body of one row as JSON. */
  function read(group: string | undefined, sql: string, ...keys: readonly (string | number)[]): unknown {
    const file = open(group)
    if (file === undefined || group === undefined) return undefined
    return guard(files.get(group), () => {
      const row = file.statement(sql).get(...keys)
      return row === undefined ? undefined : (JSON.parse(String(row['body'])) as unknown)
    })
  }

  function readAdvisory(group: string | undefined, number: number): StoredAdvisory {
    const advisory = read(group, 'SELECT body FROM advisory WHERE number = ?', number)
    if (advisory === undefined) throw damaged(`the database in ${folder} lacks advisory ${number} of ${group}`)
    return advisory as StoredAdvisory
  }

  function guard<T>(file: FileInfo | undefined, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof VeinmindError) throw error
      throw damaged(
        `the file ${file?.file} (${file?.group}) of the database in ${folder} is damaged: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  // Now, not when they are asked: an update may remove them while this one is used.
  for (const group of files.keys()) open(group)

  return {
    info,
    has: (ecosystem) => ecosystems.has(normalizeEcosystem(ecosystem)),
    sizeOf: (ecosystem) => ecosystems.get(normalizeEcosystem(ecosystem)) ?? 0,
    advicesOn(ecosystem, name) {
      const group = groupOf(ecosystem)
      const rows = read(
        group,
        'SELECT body FROM package WHERE ecosystem = ? AND name = ?',
        normalizeEcosystem(ecosystem),
        normalizeName(ecosystem, name),
      )
      return (Array.isArray(rows) ? (rows as readonly StoredRow[]) : []).map((row) => ({
        row,
        // Most are about versions that are not installed.
        get advisory() {
          return readAdvisory(group, row.advisory)
        },
      }))
    },
    factsOf(cve) {
      const facts = read('flaws', 'SELECT body FROM flaw WHERE id = ?', cve)
      return facts === undefined ? undefined : asObject(facts)
    },
    digestsOf(group) {
      const digests = new Map<string, string>()
      const file = open(group)
      // Facts of flaws and products are no advisories.
      if (file === undefined || group === 'flaws' || group === 'support') return digests
      return guard(files.get(group), () => {
        for (const { body } of file.db.prepare('SELECT body FROM advisory ORDER BY number').iterate()) {
          const text = String(body)
          const { id } = JSON.parse(text) as StoredAdvisory
          digests.set(id, hash('sha256', (digests.get(id) ?? '') + text, 'hex').slice(0, 16))
        }
        return digests
      })
    },
    supportOf(product) {
      const cycles = read('support', 'SELECT body FROM support WHERE product = ?', product)
      return Array.isArray(cycles) ? (cycles as readonly SupportCycle[]) : []
    },
    [Symbol.dispose]() {
      for (const { db } of opened.values()) db.close()
      opened.clear()
    },
  }
}
