import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { buildDatabase, matchPackage, openDatabase } from '../src/index.ts'
import type { AdvisoryDatabase, DatabaseInfo, Flaw, PackageToMatch } from '../src/index.ts'

/** Files by their names, as text or as JSON. */
export type Files = Readonly<Record<string, unknown>>

/** A folder that is removed with the test. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-advisories-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files into a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    )
  }
}

/** A database of these files, and what is asked of it. */
export interface BuiltDatabase {
  readonly folder: string
  readonly info: DatabaseInfo
  readonly database: AdvisoryDatabase
  readonly flaws: (item: PackageToMatch) => readonly Flaw[]
}

/** Builds a database of these files and opens it. */
export async function buildFrom(files: Files): Promise<BuiltDatabase> {
  const folder = makeTestFolder()
  writeFiles(join(folder, 'from'), files)
  const info = await buildDatabase({
    from: [join(folder, 'from')],
    folder: join(folder, 'db'),
    now: new Date('2026-11-30T00:00:00Z'),
  })
  const database = await openDatabase(join(folder, 'db'))
  if (database === undefined) throw new TypeError('there is no database')
  onTestFinished(() => database[Symbol.dispose]())
  return { folder: join(folder, 'db'), info, database, flaws: (item) => matchPackage(database, item).flaws }
}

/** A record of the OSV schema on one package. */
export function osv(id: string, ecosystem: string, name: string, more: Readonly<Record<string, unknown>> = {}): object {
  const { ranges, versions, affected, ...rest } = more
  return {
    id,
    modified: '2026-01-02T03:04:05Z',
    affected: affected ?? [
      { package: { ecosystem, name }, ...(ranges === undefined ? {} : { ranges }), ...(versions ? { versions } : {}) },
    ],
    ...rest,
  }
}

/** A range of events written as `i0 f1.2 i2 l2.4`. */
export function range(text: string, type = 'ECOSYSTEM'): object {
  const kinds = { i: 'introduced', f: 'fixed', l: 'last_affected', u: 'limit' } as const
  return { type, events: text.split(' ').map((event) => ({ [kinds[event[0] as 'i']]: event.slice(1) })) }
}
