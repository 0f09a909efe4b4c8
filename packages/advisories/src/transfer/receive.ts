import { decompressChunks } from '@veinmind/image'
import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, rmdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { damaged, INDEX_NAME, parseIndex } from '../store/index-file.ts'
import type { DatabaseInfo, FileInfo } from '../store/index-file.ts'
import { LOCK_NAME, withLock } from '../store/lock.ts'
import { removeOthers } from '../store/remove-others.ts'
import { noteVerified, STAMPS, verifyFile } from '../store/verify.ts'
import { requireSignature, SIGNATURE_NAME } from './signature.ts'

/** A database that comes from elsewhere: its index, and its files as they are carried. */
export interface Incoming {
  /** For errors. */
  readonly where: string
  readonly index: string
  /** Of the index, in base64. */
  readonly signature?: string
  /** The compressed content of a file; `undefined` where it is missing. */
  open(file: string): AsyncIterable<Uint8Array> | undefined
}

/** What was received: the database, and which files had to be brought. */
export interface Received {
  readonly info: DatabaseInfo
  readonly files: readonly string[]
}

export interface ReceiveOptions {
  readonly signal?: AbortSignal | undefined
  /** A public key (PEM) that the database must be signed with. */
  readonly key?: string | undefined
}

/** Where files wait for the rest: what is whole when a transfer breaks off is not brought again the next time. */
const WAITING = '.incoming'

/**
 * Puts a database from elsewhere into a folder. Files that are there already are not brought again, every other is held against its digest,
 * and the old database stays until the new one is whole. One that comes while another process puts one there waits for it. Throws
 * `ADVISORIES_DAMAGED`, `ADVISORIES_NEWER`, `ADVISORIES_NO_SPACE`, `ADVISORIES_UNSIGNED`, `ADVISORIES_SIGNATURE_WRONG`.
 */
export async function receiveDatabase(
  incoming: Incoming,
  folder: string,
  { signal, key }: ReceiveOptions = {},
): Promise<Received> {
  const index = Buffer.from(incoming.index)
  if (key !== undefined) requireSignature({ ...incoming, index }, key)
  const info = parseIndex(incoming.index, incoming.where)
  await makeFolder(folder)
  return withLock(folder, { name: LOCK_NAME, signal }, async () => {
    const missing: FileInfo[] = []
    for (const file of info.files) if (!(await isWhole(folder, file))) missing.push(file)
    const work = join(folder, WAITING)
    await mkdir(work, { recursive: true })
    await checkSpace(folder, missing)
    for (const file of missing) {
      signal?.throwIfAborted()
      if (!(await isWhole(work, file))) await bringOrRemove(incoming, file, work)
    }
    for (const { file } of missing) await rename(join(work, file), join(folder, file))
    await installIndex(folder, incoming)
    await removeOthers(folder, info)
    await rm(work, { recursive: true, force: true })
    await noteVerified(folder, info.files)
    return { info, files: missing.map(({ file }) => file) }
  })
}

/** Nothing that is not whole stays, and no empty folder. */
async function bringOrRemove(incoming: Incoming, file: FileInfo, work: string): Promise<void> {
  try {
    await bring(incoming, file, work)
  } catch (error) {
    await rm(join(work, file.file), { force: true })
    await rm(join(work, STAMPS), { force: true })
    await rmdir(work).catch(() => undefined)
    throw error
  }
}

const isWhole = (folder: string, file: FileInfo): Promise<boolean> =>
  verifyFile(folder, file).then(
    () => true,
    () => false,
  )

/** The bytes that were signed, and their signature with them; an index between the two would be refused by those who ask for one. */
async function installIndex(folder: string, { index, signature }: Incoming): Promise<void> {
  await rm(join(folder, SIGNATURE_NAME), { force: true })
  const path = join(folder, WAITING, INDEX_NAME)
  await writeFile(path, index)
  await rename(path, join(folder, INDEX_NAME))
  if (signature !== undefined) await writeFile(join(folder, SIGNATURE_NAME), signature)
}

async function bring(incoming: Incoming, { file, size, sha256 }: FileInfo, work: string): Promise<void> {
  const chunks = incoming.open(file)
  if (chunks === undefined) throw damaged(`${incoming.where} lacks the file ${file}`)
  const hash = createHash('sha256')
  let length = 0
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const chunk of decompressChunks(chunks as AsyncIterable<Uint8Array>, () => {})) {
      length += chunk.length
      if (length > size) throw damaged(`the file ${file} of ${incoming.where} is longer than its index says`)
      hash.update(chunk)
      // Its memory is used again for the next.
      yield Buffer.from(chunk)
    }
  }
  try {
    await pipeline(Readable.from(checked()), createWriteStream(join(work, file)))
  } catch (error) {
    if (error instanceof VeinmindError && !/^(?:LAYER|IMAGE|GZIP|ZSTD)/.test(error.code)) throw error
    throw damaged(
      `the file ${file} of ${incoming.where} is damaged: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (length !== size) throw damaged(`the file ${file} of ${incoming.where} is cut: ${length} of ${size} bytes`)
  if (hash.digest('hex') !== sha256)
    throw damaged(`the file ${file} of ${incoming.where} has not the digest that its index says`)
}

/** Some room is left to others. */
const SPARE = 16 * 2 ** 20

async function checkSpace(folder: string, files: readonly FileInfo[]): Promise<void> {
  const needed = files.reduce((sum, { size }) => sum + size, 0) + SPARE
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= needed) return
  throw new VeinmindError('ADVISORIES_NO_SPACE', `the database needs ${Math.ceil(needed / 2 ** 20)} MiB in ${folder}`, {
    hint: 'make room, or name another folder with --data-dir',
  })
}
