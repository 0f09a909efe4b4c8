import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { gib } from '@veinmind/sdk'
import { PROCESS_MARK } from '@veinmind/internal/temporary'
import { listFiles } from './cache-files.ts'
import { claimFolder } from './cache-folder.ts'
import type { PartsFile } from './cache-parts.ts'
import { decodeParts, encodeParts } from './cache-parts.ts'
import { createCacheSpace } from './cache-space.ts'
import { createEncryption } from './encryption.ts'

/** What a cache holds. */
export interface CacheInfo {
  readonly directory: string
  /** Files: at most two a layer, one an image. */
  readonly entries: number
  /** What the disk loses to them. */
  readonly bytes: number
}

/**
 * Results as files, shared by processes with no lock. Each has a subject (a verified digest of a layer, or another name of
 * what it is about: a word, a colon, a SHA-256 or SHA-512) and is one part of what is known of it, named by the key of an
 * inspector, say. All parts of a subject are one file; of two processes that write one at once, the last one's stays.
 */
export interface LayerCache {
  readonly directory: string
  /** Files so far that were ignored because something in them was encrypted with another key, copied, changed or cut off. */
  readonly refused: number
  /** The parts that are there, by their names. */
  read(subject: string, names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /**
   * Keeps parts, each given in pieces, beside those of the subject that are there already. False when they could not be
   * written (a full disk, say): the scan goes on without.
   */
  write(subject: string, parts: ReadonlyMap<string, readonly Uint8Array[]>): Promise<boolean>
}

/** Where the cache is, its key, and how large it may grow. */
export interface CacheOptions {
  /** Made with its parents when it is missing, readable by its owner only. */
  readonly directory: string
  /** A secret of at least 32 bytes that is not kept in the folder: see `readCacheKey`. */
  readonly key: Uint8Array
  /** Of the disk, by default 2 GiB: what was not used for the longest time goes first. */
  readonly maxBytes?: number
}

const SUBJECT = /^([a-z0-9]+):([0-9a-f]{64,128})$/
const PART = /^[a-z0-9-]{1,200}$/
/** Parts of one subject: each version of an inspector, and each set of its options, leaves one behind. */
const MAX_PARTS = 256
/** Bytes of a key below which it may be guessed. */
const MIN_KEY = 32
/** A file that was used is touched, at most once in this many milliseconds. */
const TOUCH_INTERVAL = 3600_000

/**
 * Opens a cache, and removes what killed processes left half written in it.
 *
 * Throws `CACHE_NOT_OURS` for a folder with other content, `CACHE_UNUSABLE` for one that cannot be made or read.
 */
export async function openCache(options: CacheOptions): Promise<LayerCache> {
  if (options.key.length < MIN_KEY) throw new RangeError(`a key of a cache has at least ${MIN_KEY} bytes`)
  const directory = resolve(options.directory)
  const maxBytes = options.maxBytes ?? gib(2)
  const folders = await claimFolder(directory)
  const space = createCacheSpace(folders, maxBytes)
  const encryption = createEncryption(options.key)
  let refused = 0

  /** Undefined where there is no file, `foreign` for one that we did not write. */
  async function readParts(path: string): Promise<PartsFile['parts'] | 'foreign' | undefined> {
    const bytes = await readRegularFile(path, maxBytes).catch(() => undefined)
    const file = bytes && decodeParts(bytes)
    if (file?.keyId.equals(encryption.id)) return file.parts
    return bytes && 'foreign'
  }

  async function read(subject: string, names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const values = new Map<string, Uint8Array>()
    const path = pathOf(folders.results, subject)
    const parts = path === undefined ? undefined : await readParts(path)
    let isWhole = parts !== 'foreign'
    for (const name of names) {
      const encrypted = parts === 'foreign' ? undefined : parts?.get(name)
      const value = encrypted && encryption.decrypt(boundName(subject, name), encrypted)
      if (value) values.set(name, value)
      else if (encrypted) isWhole = false
    }
    if (!isWhole) refused += 1
    return values
  }

  async function write(subject: string, added: ReadonlyMap<string, readonly Uint8Array[]>): Promise<boolean> {
    const path = pathOf(folders.results, subject)
    if (path === undefined || ![...added.keys()].every((name) => PART.test(name))) return false
    const found = await readParts(path)
    const kept = found === 'foreign' ? [] : [...(found ?? [])].filter(([name]) => PART.test(name) && !added.has(name))
    const encrypted = [...added].map(
      ([name, value]) => [name, encryption.encrypt(boundName(subject, name), value)] as const,
    )
    const parts = new Map([...kept.map(([name, value]) => [name, [value]] as const), ...encrypted].slice(-MAX_PARTS))
    const bytes = encodeParts(encryption.id, parts)
    const unfinished = join(folders.unfinished, `${PROCESS_MARK}-${randomUUID()}`)
    try {
      if (!(await space.reserve(bytes.reduce((sum, { length }) => sum + length, 0)))) return false
      await writeFile(unfinished, bytes, { mode: 0o600, flag: 'wx' })
      await makeFolder(folders.results, 0o700)
      await refuseForeign(path)
      await rename(unfinished, path)
      return true
    } catch {
      await rm(unfinished, { force: true }).catch(() => undefined)
      return false
    }
  }

  return {
    directory,
    get refused() {
      return refused
    },
    read,
    write,
  }
}

/** What the cache in the folder holds. Throws as `openCache` does. */
export async function inspectCache(directory: string): Promise<CacheInfo> {
  const { results } = await claimFolder(resolve(directory))
  const files = await listFiles(results)
  return { directory: resolve(directory), entries: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) }
}

/** Removes every result; the folder stays. Throws as `openCache` does. */
export async function clearCache(directory: string): Promise<void> {
  const { results } = await claimFolder(resolve(directory))
  await rm(results, { recursive: true, force: true })
}

/** The name that the encryption binds a part to, so that it cannot be moved to another subject, inspector, version or set of options. */
const boundName = (subject: string, name: string): string => `${subject} ${name}`

/** Undefined for a subject that must not become a path. */
function pathOf(results: string, subject: string): string | undefined {
  const [, kind, digest] = SUBJECT.exec(subject) ?? []
  return kind === undefined ? undefined : join(results, `${kind}-${digest}`)
}

/** A folder that others share may hold a FIFO, a device or a link of that name, which is not ours to replace. */
async function refuseForeign(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found && !found.isFile()) throw new TypeError(`${path} is no regular file`)
}

/** Reads a result and marks it as used. Links, pipes and what is larger than the whole cache are not results. */
async function readRegularFile(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = await file.stat()
    if (!stats.isFile() || stats.size > maxBytes) return undefined
    const now = new Date()
    if (now.getTime() - stats.mtimeMs > TOUCH_INTERVAL) await utimes(path, now, now).catch(() => undefined)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
