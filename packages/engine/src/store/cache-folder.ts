import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { isAbandoned, MARK_PATTERN, PROCESS_MARK } from '@veinmind/internal/temporary'

/** Marks the folder as one whose content may be lost (bford.info/cachedir), and as ours. */
const TAG_NAME = 'CACHEDIR.TAG'
const TAG =
  'Signature: 8a477f597d28d172789f06886806bc55\n# This folder is the layer cache of VeinMind; it can be removed.\n'
const UNFINISHED_TAG = new RegExp(`^CACHEDIR[.]TAG[.](${MARK_PATTERN})$`)
const TEMPORARY = new RegExp(`^(${MARK_PATTERN})-`)
/** What file systems, git, storage of pipelines and file managers put into a folder that holds nothing else. */
const NOBODYS = new Set([
  'lost+found',
  '.gitkeep',
  '.keep',
  '.gitignore',
  '.DS_Store',
  '.snapshot',
  '.snapshots',
  '.Trash-0',
  'Thumbs.db',
  'desktop.ini',
])
/** Folders of results: those of today, and those that an earlier version wrote (its results were not encrypted). */
const RESULTS = 'v2'
const FORMER = 'v1'
const UNFINISHED = 'tmp'
const OURS = new Set([TAG_NAME, RESULTS, FORMER, UNFINISHED])

/** The folders of a cache. */
export interface CacheFolders {
  readonly results: string
  /** Of what is being written; on the same file system. */
  readonly unfinished: string
}

/**
 * Makes the folder a cache, or finds that it is one, and removes what killed processes left half written in it.
 *
 * Throws `CACHE_NOT_OURS` for a folder with other content, `CACHE_UNUSABLE` for one that cannot be made or written.
 */
export async function claimFolder(directory: string): Promise<CacheFolders> {
  const folders = { results: join(directory, RESULTS), unfinished: join(directory, UNFINISHED) }
  try {
    await makeFolder(directory, 0o700)
    await tag(directory)
    await rm(join(directory, FORMER), { recursive: true, force: true })
    await makeFolder(folders.results, 0o700)
    await makeFolder(folders.unfinished, 0o700)
    for (const name of await readdir(folders.unfinished)) await removeIfAbandoned(folders.unfinished, name, TEMPORARY)
    return folders
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('CACHE_UNUSABLE', `cannot use ${directory} as a cache: ${(error as Error).message}`, {
      hint: 'name another folder with --cache-dir, or scan with --no-cache',
      cause: error,
    })
  }
}

/** Sees that the tag is there; throws when the folder is somebody's. */
async function tag(directory: string): Promise<void> {
  const names = await readdir(directory)
  for (const name of names) await removeIfAbandoned(directory, name, UNFINISHED_TAG)
  const found = names.includes(TAG_NAME) ? await readFile(join(directory, TAG_NAME), 'utf8') : ''
  if (found === TAG) return
  // A full disk leaves an empty or a cut tag; what copies caches may lose it.
  const isOurs =
    TAG.startsWith(found) && names.every((name) => OURS.has(name) || NOBODYS.has(name) || UNFINISHED_TAG.test(name))
  if (!isOurs) {
    throw new VeinmindError('CACHE_NOT_OURS', `${directory} is not a cache of VeinMind, and it is not empty`, {
      hint: 'name an empty folder, or one that does not exist yet',
    })
  }
  const mine = join(directory, `${TAG_NAME}.${PROCESS_MARK}`)
  await writeFile(mine, TAG, { mode: 0o600 })
  await rename(mine, join(directory, TAG_NAME))
}

async function removeIfAbandoned(folder: string, name: string, pattern: RegExp): Promise<void> {
  const mark = pattern.exec(name)?.[1]
  if (mark === undefined) return
  const path = join(folder, name)
  const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
  if (isAbandoned(mark, age)) await rm(path, { force: true })
}
