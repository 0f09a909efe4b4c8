import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, readdirSync } from 'node:fs'
import { readFile, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { mib } from '@veinmind/sdk'
import { RECORD } from '../home/record.ts'

/** A plugin with more files or bytes gets no cached records: digesting it would take too long. */
const MAX_FILES = 20_000
const MAX_BYTES = mib(512)

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

/** A digest of all that the records of a plugin depend on; random where that cannot be known, so that nothing cached is used. */
export async function digestSources({ executable, files, version, data, flags }: PluginSources): Promise<string> {
  const beside = dirname(await realpath(executable))
  const named = data.map((path) => resolve(beside, path))
  for (const path of wordsOf(flags)) if (await exists(path)) named.push(path)
  return digestBy([files, version, data, flags], async (parts) => {
    for (const path of named) await addAny(parts, path)
  })
}

/**
 * A digest of the files that a plugin is made of: all in its `folder`, where it has one of its own; else the executable, and for a program
 * of Node its package. Random where there are too many files.
 */
export async function digestFiles(executable: string, folder?: string): Promise<string> {
  const own = folder ?? (await packageOf(executable))
  // Another version of Node may run the same files differently.
  return digestBy([process.arch, folder === undefined ? '' : process.versions.node], async (parts) => {
    if (own === undefined) await addFile(parts, await realpath(executable))
    else await addFolder(parts, own, folder !== undefined)
  })
}

/** Files and names that a digest is made of. */
interface Parts {
  readonly paths: { readonly path: string; readonly name: string }[]
  readonly left: { files: number; bytes: number }
}

/**
 * A stamp of the metadata of all files in a folder, without reading one. While it is the same, so are the files: every write changes a
 * file's ctime, which no program can set.
 */
export function stampFiles(folder: string): string {
  const hash = createHash('sha256').update(JSON.stringify([process.arch, process.versions.node]))
  const add = (path: string, below: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (below === '' && isRecord(entry.name)) continue
      const place = join(path, entry.name)
      const { size, ino, ctimeMs, mtimeMs } = lstatSync(place)
      if (entry.isDirectory()) add(place, `${below}${entry.name}/`)
      else hash.update(`${below}${entry.name}:${size}:${ino}:${ctimeMs}:${mtimeMs}\n`)
    }
  }
  add(folder, '')
  return hash.digest('hex')
}

const isRecord = (name: string): boolean => name === RECORD || name.startsWith(`.${RECORD}`)

async function digestBy(head: unknown, gather: (parts: Parts) => Promise<void>): Promise<string> {
  const parts: Parts = { paths: [], left: { files: MAX_FILES, bytes: MAX_BYTES } }
  const hash = createHash('sha256').update(JSON.stringify(head))
  try {
    await gather(parts)
    for (const { name, path } of parts.paths) {
      const bytes = await readFile(path)
      hash.update(`${name.length}:${name}${bytes.length}:`).update(bytes)
    }
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

async function addAny(parts: Parts, path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) await addFolder(parts, path, true)
  else await addFile(parts, path)
}

async function addFile({ paths, left }: Parts, path: string, name = ''): Promise<void> {
  left.files -= 1
  left.bytes -= (await stat(path)).size
  if (left.files < 0 || left.bytes < 0) throw new RangeError('it is too much')
  paths.push({ path, name })
}

/** What was written down of an installed plugin is none of its files. Without `isWhole`, packages that it needs are told by their manifests. */
async function addFolder(parts: Parts, folder: string, isWhole: boolean, below = ''): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry
    const path = join(folder, name)
    if (name === '.git' || (isWhole && below === '' && isRecord(name))) continue
    if (name === 'node_modules' && !isWhole) await addManifests(parts, path)
    else if (entry.isDirectory()) await addFolder(parts, path, isWhole, `${below}${name}/`)
    else if (entry.isFile()) await addFile(parts, path, `${below}${name}`)
  }
}

async function addManifests(parts: Parts, modules: string): Promise<void> {
  for (const name of (await readdir(modules)).toSorted()) {
    if (name.startsWith('.')) continue
    const manifest = join(modules, name, 'package.json')
    if (name.startsWith('@')) await addManifests(parts, join(modules, name))
    else if (await exists(manifest)) await addFile(parts, manifest, name)
  }
}
