import { decompressChunks } from '@veinmind/image'
import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { createHash } from 'node:crypto'
import { createWriteStream, writeFileSync } from 'node:fs'
import { mkdtemp, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { damaged, INDEX_NAME, parseIndex } from '../store/index-file.ts'
import type { DatabaseInfo, FileInfo } from '../store/index-file.ts'
import { removeOthers } from '../store/remove-others.ts'
import { noteVerified, verifyFile } from '../store/verify.ts'

/** A database that comes from elsewhere: its index, and its files as they are carried. */
export interface Incoming {
  /** For errors. */
  readonly where: string
  readonly index: string
  /** The compressed content of a file; `undefined` where it is missing. */
  open(file: string): AsyncIterable<Uint8Array> | undefined
}

/** What was received: the database, and which files had to be brought. */
export interface Received {
  readonly info: DatabaseInfo
  readonly files: readonly string[]
}

/**
 * Puts a database from elsewhere into a folder. Files that are there already are not brought again, every other is held against its digest,
 * and the old database stays until the new one is whole. Throws `ADVISORIES_DAMAGED`, `ADVISORIES_NEWER`, `ADVISORIES_NO_SPACE`.
 */
export async function receiveDatabase(incoming: Incoming, folder: string, signal?: AbortSignal): Promise<Received> {
  const info = parseIndex(incoming.index, incoming.where)
  await makeFolder(folder)
  const missing: FileInfo[] = []
  for (const file of info.files)
    if (
      !(await verifyFile(folder, file).then(
        () => true,
        () => false,
      ))
    )
      missing.push(file)
  await checkSpace(folder, missing)
  const work = await mkdtemp(join(folder, '.receive-'))
  try {
    for (const file of missing) {
      signal?.throwIfAborted()
      await bring(incoming, file, work)
    }
    for (const { file } of missing) await rename(join(work, file), join(folder, file))
    writeFileSync(join(work, INDEX_NAME), `${JSON.stringify(info, undefined, 2)}\n`)
    await rename(join(work, INDEX_NAME), join(folder, INDEX_NAME))
    await removeOthers(folder, info)
    await noteVerified(folder, info.files)
    return { info, files: missing.map(({ file }) => file) }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
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
