import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { describeSource } from '../sources.ts'
import { INDEX_NAME, SCHEMA } from '../store/index-file.ts'
import type { DatabaseInfo, FileInfo, SourceInfo } from '../store/index-file.ts'
import { LOCK_NAME, withLock } from '../store/lock.ts'
import { removeOthers } from '../store/remove-others.ts'
import { noteVerified } from '../store/verify.ts'
import { SIGNATURE_NAME } from '../transfer/signature.ts'
import { listFiles } from '../convert/files.ts'
import { openStaging } from './staging.ts'
import type { Staging } from './staging.ts'
import { writeFlaws, writeGroup, writeSupport } from './write-group.ts'

/** What a build tells while it runs. */
export interface BuildProgress {
  readonly files: number
  readonly records: number
}

export interface BuildOptions {
  /** Files, folders and archives of advisories. */
  readonly from: readonly string[]
  /** The folder of the database, made where there is none. One that is there is replaced when the new one is whole. */
  readonly folder: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
  /** What counts as today: records that say a later date do not make the database younger. */
  readonly now?: Date
}

/** How many bad records are named. */
const FIRST_BAD = 50

/** Builds a database; equal sources give equal bytes. Throws `ADVISORIES_NOTHING` where no source had a record. */
export async function buildDatabase({
  from,
  folder,
  signal,
  onProgress,
  now = new Date(),
}: BuildOptions): Promise<DatabaseInfo> {
  await makeFolder(folder)
  const work = await mkdtemp(join(folder, '.build-'))
  try {
    const staging = openStaging(join(work, 'staging.db'))
    try {
      const passed = await stage(staging, { from, signal, onProgress })
      staging.db.exec('COMMIT')
      const info = await write(staging, work, { ...passed, now })
      if (info.files.length === 0) throw nothing(info)
      return await withLock(folder, { name: LOCK_NAME, signal }, () => install(work, folder, info))
    } finally {
      staging.close()
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function nothing({ bad }: DatabaseInfo): VeinmindError {
  const [first] = bad.first
  const why = first === undefined ? '' : `: ${first.where}: ${first.reason}`
  return new VeinmindError('ADVISORIES_NOTHING', `no advisory was found${why}`, {
    hint: 'docs/databases.md says which sources are read',
  })
}

type Passed = Pick<DatabaseInfo, 'bad' | 'unknown'>

async function stage(
  staging: Staging,
  {
    from,
    signal,
    onProgress,
  }: Pick<BuildOptions, 'from'> & {
    readonly signal: AbortSignal | undefined
    readonly onProgress: BuildOptions['onProgress']
  },
): Promise<Passed> {
  // A scan opens databases, and needs none of what reads YAML and XML.
  const { convertFile } = await import('../convert/converters.ts')
  const first: { where: string; reason: string }[] = []
  const unknown: { count: number; first: string[] } = { count: 0, first: [] }
  const progress = { files: 0, records: 0 }
  let count = 0
  const tellBad = (where: string, reason: string): void => {
    count += 1
    if (first.length < FIRST_BAD) first.push({ where, reason })
  }
  for (const path of from) {
    for await (const file of listFiles(path, tellBad, signal)) {
      signal?.throwIfAborted()
      progress.files += 1
      for await (const converted of convertFile(file)) {
        if (converted.kind === 'bad') tellBad(converted.where, converted.reason)
        else if (converted.kind === 'unknown') {
          unknown.count += 1
          if (unknown.first.length < FIRST_BAD) unknown.first.push(converted.where)
        } else staging.add(converted)
        progress.records += 1
        if (progress.records % 1000 === 0) {
          signal?.throwIfAborted()
          onProgress?.(progress)
        }
      }
    }
  }
  return { unknown, bad: { count, first } }
}

async function write(
  staging: Staging,
  folder: string,
  { bad, unknown, now }: Passed & { readonly now: Date },
): Promise<DatabaseInfo> {
  const { db } = staging
  const { standsFor, digests, dates } = chooseRecords(db, now)
  const files: FileInfo[] = []
  for (const group of staging.groups()) files.push(await writeGroup(db, group, { folder, winners: { standsFor } }))
  for (const file of [await writeFlaws(db, folder), await writeSupport(db, folder)]) if (file) files.push(file)
  addFacts(db, { digests, dates, now })
  const sources = [...staging.counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { records, leftOut }]): SourceInfo => {
      const date = dates.get(name)
      return {
        ...describeSource(name),
        ...(date === undefined ? {} : { date }),
        records,
        leftOut: Object.fromEntries(Object.entries(leftOut).sort(([a], [b]) => (a < b ? -1 : 1))),
        digest: digests.get(name)?.digest('hex') ?? createHash('sha256').digest('hex'),
      }
    })
  const date = [...dates.values()].reduce((newest, day) => (day > newest ? day : newest), '')
  return {
    schema: SCHEMA,
    date,
    sources,
    files: files.filter(({ group, ecosystems }) => !isEmpty(group, ecosystems)),
    unknown,
    bad,
  }
}

const isEmpty = (group: string, ecosystems: FileInfo['ecosystems']): boolean =>
  group !== 'flaws' && group !== 'support' && Object.keys(ecosystems).length === 0

interface Chosen {
  readonly standsFor: Int32Array
  readonly digests: Map<string, ReturnType<typeof createHash>>
  readonly dates: Map<string, string>
}

/** Of records with one id the newest; parts are all for the first of them. */
function chooseRecords(db: DatabaseSync, now: Date): Chosen {
  const { n: last } = db.prepare('SELECT coalesce(max(n), 0) AS n FROM record').get() as { n: number }
  const standsFor = new Int32Array(last + 1)
  const digests = new Map<string, ReturnType<typeof createHash>>()
  const dates = new Map<string, string>()
  const today = now.toISOString()
  let current = { source: '', id: '', n: 0, digest: '' }
  const rows = db.prepare(
    'SELECT n, source, id, part, modified, digest FROM record ORDER BY source, id, part, modified DESC, body, digest',
  )
  for (const row of rows.iterate() as Iterable<{
    n: number
    source: string
    id: string
    part: number
    modified: string
    digest: string
  }>) {
    const isNew = row.source !== current.source || row.id !== current.id
    const isSame = !isNew && row.digest === current.digest
    if (isNew) current = row
    standsFor[row.n] = isNew ? row.n : row.part === 1 ? current.n : 0
    if (!isNew && (row.part === 0 || isSame)) continue
    current = { ...current, digest: row.digest }
    hashOf(digests, row.source).update(`${row.digest}\n`)
    note(dates, row.source, row.modified, today)
  }
  return { standsFor, digests, dates }
}

/** The facts of flaws and products are part of what their sources gave. */
function addFacts(
  db: DatabaseSync,
  { digests, dates, now }: Pick<Chosen, 'digests' | 'dates'> & { readonly now: Date },
): void {
  const today = now.toISOString()
  const flaws = db.prepare('SELECT id, source, date, body FROM flaw ORDER BY source, id, date, body')
  for (const { id, source, date, body } of flaws.iterate() as Iterable<Record<string, string>>) {
    hashOf(digests, source ?? '').update(`${id}\0${body}\n`)
    note(dates, source ?? '', date ?? '', today)
  }
  const products = db.prepare('SELECT product, source, body FROM support ORDER BY source, product, body')
  for (const { product, source, body } of products.iterate() as Iterable<Record<string, string>>)
    hashOf(digests, source ?? '').update(`${product}\0${body}\n`)
}

function hashOf(digests: Chosen['digests'], source: string): ReturnType<typeof createHash> {
  const known = digests.get(source) ?? createHash('sha256')
  digests.set(source, known)
  return known
}

function note(dates: Chosen['dates'], source: string, date: string, today: string): void {
  const day = date.slice(0, 10)
  if (day !== '' && date <= today && day > (dates.get(source) ?? '')) dates.set(source, day)
}

/** Moves the files into the folder; the index, which is the last, makes them the database. What it does not name is removed. */
async function install(work: string, folder: string, info: DatabaseInfo): Promise<DatabaseInfo> {
  for (const { file } of info.files) await rename(join(work, file), join(folder, file))
  const path = join(work, INDEX_NAME)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, `${JSON.stringify(info, undefined, 2)}\n`)
  // What was signed was another.
  await rm(join(folder, SIGNATURE_NAME), { force: true })
  await rename(path, join(folder, INDEX_NAME))
  await removeOthers(folder, info)
  await noteVerified(folder, info.files)
  return info
}
