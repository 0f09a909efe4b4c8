import { asObject, isObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Raised when an older program could not read what a newer one writes. */
export const SCHEMA = 1

/** The file of a database that names the others. */
export const INDEX_NAME = 'index.json'

/** A source of a database. */
export interface SourceInfo {
  readonly name: string
  readonly licence: string
  readonly url: string
  /** Day of its newest record. */
  readonly date?: string
  readonly records: number
  /** Records that are no findings, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>
  /** Of its records, whatever they were packed in. */
  readonly digest: string
}

/** One file of a database. */
export interface FileInfo {
  /** `debian`, `languages`, …; `flaws` and `support` hold what is known of flaws and products whatever the package. */
  readonly group: string
  readonly file: string
  readonly size: number
  readonly sha256: string
  /** How many packages there are, by ecosystem. */
  readonly ecosystems: Readonly<Record<string, number>>
}

/** What a database is. */
export interface DatabaseInfo {
  readonly schema: number
  /** Day of the newest record of all sources: how old the database is. */
  readonly date: string
  readonly sources: readonly SourceInfo[]
  readonly files: readonly FileInfo[]
  /** Files that are of no source that is known: how many, and the first of them. */
  readonly unknown: { readonly count: number; readonly first: readonly string[] }
  /** Records that could not be read: how many, and the first of them. */
  readonly bad: {
    readonly count: number
    readonly first: readonly { readonly where: string; readonly reason: string }[]
  }
}

const NEWER_HINT = 'update veinmind, or build the database with this version: veinmind db build --from <folder>'
const DAMAGED_HINT = 'get it again: veinmind db update, or veinmind db build --from <folder>'

/** The error of a database that is not whole. */
export const damaged = (what: string): VeinmindError =>
  new VeinmindError('ADVISORIES_DAMAGED', what, { hint: DAMAGED_HINT })

/** Reads the index of a database; `undefined` where there is no database. Throws `ADVISORIES_DAMAGED`, `ADVISORIES_NEWER`. */
export async function readIndex(folder: string): Promise<DatabaseInfo | undefined> {
  let text: string
  try {
    text = await readFile(join(folder, INDEX_NAME), 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new VeinmindError('ADVISORIES_UNREADABLE', `the database in ${folder} cannot be read: ${message}`, {
      cause: error,
      hint: 'check the permissions of the folder',
    })
  }
  return parseIndex(text, folder)
}

/** The index of a text; `where` names it in errors. */
export function parseIndex(text: string, where: string): DatabaseInfo {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (!isObject(value) || !Number.isSafeInteger(value['schema']))
    throw damaged(`the index of the database in ${where} is not one`)
  const schema = value['schema'] as number
  if (schema > SCHEMA)
    throw new VeinmindError(
      'ADVISORIES_NEWER',
      `the database in ${where} has schema ${schema}, which is newer than ${SCHEMA}, the newest that is read here`,
      { hint: NEWER_HINT },
    )
  const { date, sources, files, unknown, bad } = value
  const isWhole =
    schema >= 1 &&
    typeof date === 'string' &&
    Array.isArray(sources) &&
    Array.isArray(files) &&
    isObject(bad) &&
    isObject(unknown) &&
    files.every(isFileInfo)
  if (!isWhole) throw damaged(`the index of the database in ${where} lacks what it must have`)
  return value as unknown as DatabaseInfo
}

/** A name of a file of ours: it is used as a path. */
const FILE_NAME = /^[a-z]{2,20}-[0-9a-f]{16}\.db$/

function isFileInfo(value: unknown): boolean {
  const { group, file, size, sha256, ecosystems } = asObject(value)
  return (
    typeof group === 'string' &&
    typeof file === 'string' &&
    FILE_NAME.test(file) &&
    Number.isSafeInteger(size) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    isObject(ecosystems)
  )
}
