import { createHash, randomUUID } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { readFile, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { mib } from '@veinmind/sdk'

/** Beyond these nothing is kept of a plugin's records: what they are made of would take too long to tell. */
const MAX_FILES = 50_000
const MAX_BYTES = mib(1024)

/** Where it is written down what an installed plugin is. */
const RECORD = 'plugin.json'

interface Left {
  files: number
  bytes: number
}

/** What the records of a plugin depend on. */
export interface PluginSources {
  readonly executable: string
  /** Of the files that it is made of: `digestFiles`. */
  readonly files: string
  readonly version: string
  /** Files and folders that the manifest names, beside the executable. */
  readonly data: readonly string[]
  /** Flags of the user; files that they name are part of it. */
  readonly flags: readonly string[]
}

/** A digest of all that the records of a plugin depend on; another each time where that cannot be told. */
export function digestSources({ executable, files, version, data, flags }: PluginSources): Promise<string> {
  return digestBy(async (hash, left) => {
    hash.update(JSON.stringify([files, version, data, flags]))
    const beside = dirname(await realpath(executable))
    for (const path of data) await addAny(hash, resolve(beside, path), left)
    for (const path of wordsOf(flags)) if (await exists(path)) await addAny(hash, path, left)
  })
}

/**
 * A digest of the files that a plugin is made of: all in its `folder`, where it has one of its own; else the executable, and for a program
 * of Node its package. Another each time where that is too much.
 */
export function digestFiles(executable: string, folder?: string): Promise<string> {
  return digestBy(async (hash, left) => {
    // Node runs what is in a folder of its own, and may do it otherwise in another version.
    hash.update(JSON.stringify([process.arch, folder === undefined ? '' : process.versions.node]))
    const own = folder ?? (await packageOf(executable))
    if (own === undefined) await addFile(hash, await realpath(executable), left)
    else await addFolder(hash, own, { left, isWhole: folder !== undefined })
  })
}

async function digestBy(add: (hash: Hash, left: Left) => Promise<void>): Promise<string> {
  const hash = createHash('sha256')
  try {
    await add(hash, { files: MAX_FILES, bytes: MAX_BYTES })
    return hash.digest('hex')
  } catch {
    return randomUUID()
  }
}

/** Words of flags that may be paths. */
const wordsOf = (flags: readonly string[]): readonly string[] =>
  flags.flatMap((flag) => [flag, ...(flag.includes('=') ? [flag.slice(flag.indexOf('=') + 1)] : [])])

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The folder of the package that a program of Node belongs to: it is more than its first file. */
async function packageOf(executable: string): Promise<string | undefined> {
  const path = await realpath(executable)
  const start = (await readFile(path)).subarray(0, 200).toString('latin1')
  if (!/\.[cm]?[jt]s$/.test(path) && !/^#!.*\bnode\b/.test(start)) return undefined
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    if (await exists(join(folder, 'package.json'))) return folder
  }
  return undefined
}

async function addAny(hash: Hash, path: string, left: Left): Promise<void> {
  if ((await stat(path)).isDirectory()) await addFolder(hash, path, { left, isWhole: true })
  else await addFile(hash, path, left)
}

async function addFile(hash: Hash, path: string, left: Left): Promise<void> {
  const bytes = await readFile(path)
  left.files -= 1
  left.bytes -= bytes.length
  if (left.files < 0 || left.bytes < 0) throw new RangeError('it is too much')
  hash.update(`${bytes.length}:`).update(bytes)
}

/** What was written down of an installed plugin is none of its files. Without `isWhole`, packages that it depends on are told by their manifests. */
async function addFolder(
  hash: Hash,
  folder: string,
  { left, isWhole }: { readonly left: Left; readonly isWhole: boolean },
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry
    const path = join(folder, name)
    if (name === '.git' || (name === RECORD && isWhole)) continue
    hash.update(`${name.length}:${name}`)
    if (name === 'node_modules' && !isWhole) await addManifests(hash, path, left)
    else if (entry.isDirectory()) await addFolder(hash, path, { left, isWhole })
    else if (entry.isFile()) await addFile(hash, path, left)
  }
}

async function addManifests(hash: Hash, modules: string, left: Left): Promise<void> {
  for (const name of (await readdir(modules)).toSorted()) {
    if (name.startsWith('.')) continue
    if (name.startsWith('@')) await addManifests(hash, join(modules, name), left)
    else {
      const manifest = join(modules, name, 'package.json')
      hash.update(`${name.length}:${name}`)
      if (await exists(manifest)) await addFile(hash, manifest, left)
    }
  }
}
