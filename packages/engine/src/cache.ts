import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { gib, makeFolder, VeinmindError } from '@veinmind/sdk'
import { isAbandoned, MARK_PATTERN, PROCESS_MARK } from '@veinmind/sdk/temporary'
import { evictFiles, listFiles } from './cache-files.ts'
import { sealOf, unseal } from './sealed.ts'

/** What a cache holds. */
export interface CacheInfo {
  readonly directory: string
  readonly entries: number
  readonly bytes: number
}

/** Which result is meant. Both parts become file names: `a`-`z`, `0`-`9`, `.`, `:` and `-`. */
export interface CacheKey {
  /** Verified digest of an uncompressed layer, or another name of what the result is about. */
  readonly subject: string
  /** What is known about it: the key of an inspector, say. */
  readonly part: string
}

/** Results of layers as files, shared by processes with no lock. Made by `openCache`. */
export interface LayerCache {
  readonly directory: string
  info(): Promise<CacheInfo>
  /** Removes every result; the folder stays. */
  clear(): Promise<void>
  /** Removes the least recently used results until the rest fits `maxBytes`. A scan that wrote does so at its end. */
  evict(): Promise<void>
  /** The result; undefined when it is not there or damaged. */
  read(key: CacheKey): Promise<Uint8Array | undefined>
  /** Keeps a result, given in parts. False when it could not be written (a full disk, say): the scan goes on without. */
  write(key: CacheKey, ...value: readonly Uint8Array[]): Promise<boolean>
}

/** Where the cache is, and how large it may grow. */
export interface CacheOptions {
  /** Made with its parents when it is missing, readable by its owner only. */
  readonly directory: string
  /** By default 2 GiB. */
  readonly maxBytes?: number
}

/** Marks the folder as one whose content may be lost (bford.info/cachedir), and as ours. */
const TAG_NAME = 'CACHEDIR.TAG'
const TAG = 'Signature: 8a477f597d28d172789f06886806bc55\n# This folder is the layer cache of VeinMind; it can be removed.\n'
const SAFE_NAME = /^[a-z0-9][a-z0-9.:-]{0,200}$/
const TEMPORARY = new RegExp(`^(${MARK_PATTERN})-`)
const UNFINISHED_TAG = new RegExp(`^CACHEDIR[.]TAG[.](${MARK_PATTERN})$`)
/** A result that was used is touched, at most once in this many milliseconds. */
const TOUCH_INTERVAL = 3600_000

/**
 * Opens a cache, and removes what killed processes left half written in it.
 *
 * Throws `CACHE_NOT_OURS` for a folder with other content, `CACHE_UNUSABLE` for one that cannot be made or read.
 */
export async function openCache(options: CacheOptions): Promise<LayerCache> {
  const directory = resolve(options.directory)
  const maxBytes = options.maxBytes ?? gib(2)
  const results = join(directory, 'v1')
  const temporary = join(directory, 'tmp')
  try {
    await claim(directory)
    await makeFolder(results, 0o700)
    await makeFolder(temporary, 0o700)
    for (const name of await readdir(temporary)) await removeIfAbandoned(temporary, name, TEMPORARY)
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('CACHE_UNUSABLE', `cannot use ${directory} as a cache: ${(error as Error).message}`, {
      hint: 'name another folder with --cache-dir, or scan with --no-cache',
      cause: error,
    })
  }

  async function read(key: CacheKey): Promise<Uint8Array | undefined> {
    const path = pathOf(results, key)
    if (path === undefined) return undefined
    try {
      const value = unseal(await readFile(path))
      await (value === undefined ? unlink(path) : touch(path))
      return value
    } catch {
      return undefined
    }
  }

  async function write(key: CacheKey, ...value: readonly Uint8Array[]): Promise<boolean> {
    const path = pathOf(results, key)
    if (path === undefined) return false
    const unfinished = join(temporary, `${PROCESS_MARK}-${randomUUID()}`)
    try {
      await writeFile(unfinished, [sealOf(value), ...value], { mode: 0o600, flag: 'wx' })
      await makeFolder(dirname(path), 0o700)
      await rename(unfinished, path)
      return true
    } catch {
      await rm(unfinished, { force: true }).catch(() => undefined)
      return false
    }
  }

  return {
    directory,
    read,
    write,
    async info() {
      const files = await listFiles(results)
      return { directory, entries: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) }
    },
    async clear() {
      await checkTag(directory)
      await rm(results, { recursive: true, force: true })
    },
    evict: () => evictFiles(results, maxBytes),
  }
}

/** Makes the folder ours, or throws when it is somebody's. */
async function claim(directory: string): Promise<void> {
  await makeFolder(directory, 0o700)
  const names = await readdir(directory)
  for (const name of names) await removeIfAbandoned(directory, name, UNFINISHED_TAG)
  if (names.includes(TAG_NAME)) return checkTag(directory)
  if (names.some((name) => !UNFINISHED_TAG.test(name))) throw notOurs(directory)
  const mine = join(directory, `${TAG_NAME}.${PROCESS_MARK}`)
  await writeFile(mine, TAG, { mode: 0o600 })
  await rename(mine, join(directory, TAG_NAME))
}

async function checkTag(directory: string): Promise<void> {
  const tag = await readFile(join(directory, TAG_NAME), 'utf8').catch(() => '')
  if (tag !== TAG) throw notOurs(directory)
}

function notOurs(directory: string): VeinmindError {
  return new VeinmindError('CACHE_NOT_OURS', `${directory} is not a cache of VeinMind, and it is not empty`, {
    hint: 'name an empty folder, or one that does not exist yet',
  })
}

async function removeIfAbandoned(folder: string, name: string, pattern: RegExp): Promise<void> {
  const mark = pattern.exec(name)?.[1]
  if (mark === undefined) return
  const path = join(folder, name)
  const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
  if (isAbandoned(mark, age)) await rm(path, { force: true })
}

/** `v1/<two characters>/<subject>/<part>`, or undefined for a name that must not become a path. */
function pathOf(results: string, { subject, part }: CacheKey): string | undefined {
  if (!SAFE_NAME.test(subject) || !SAFE_NAME.test(part)) return undefined
  return join(results, subject.slice(-2), subject.replaceAll(':', '-'), part.replaceAll(':', '-'))
}

async function touch(path: string): Promise<void> {
  const { mtimeMs } = await stat(path)
  if (Date.now() - mtimeMs < TOUCH_INTERVAL) return
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
}
