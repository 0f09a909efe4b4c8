import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileValue, VeinmindError } from '@veinmind/sdk'
import { mib, usageError } from '@veinmind/sdk'

const MAX_BYTES = mib(16)
const MAX_FILES = 1_000
const MAX_DEPTH = 16

/** The text of a file that an option names; throws `ENGINE_OPTION_FILE`. */
export async function readText(path: string, most: number = MAX_BYTES): Promise<FileValue> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unusable(path, whyUnreadable(error), error)
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw unusable(path, 'it is not a regular file')
    if (found.size > most)
      throw unusable(
        path,
        `it is larger than ${MAX_BYTES / mib(1)} MiB${most < MAX_BYTES ? ' together with the files before it' : ''}`,
      )
    return { path, text: decode(await file.readFile(), path) }
  } finally {
    await file.close()
  }
}

/** The file that an option names, or those of a folder, whose names end with one of `extensions`; throws `ENGINE_OPTION_FILE`. */
export async function readFiles(path: string, extensions: readonly string[]): Promise<readonly FileValue[]> {
  if (!(await isFolder(path))) return [await readText(path)]
  const paths = await list(path, extensions, 0)
  if (paths.length === 0) throw unusable(path, `the folder has no file that ends with ${extensions.join(' or ')}`)
  if (paths.length > MAX_FILES) throw unusable(path, `the folder has more than ${MAX_FILES} files`)
  const files: FileValue[] = []
  let left = MAX_BYTES
  for (const one of paths) {
    const file = await readText(one, left)
    left -= Buffer.byteLength(file.text)
    files.push(file)
  }
  return files
}

/** Links to files are followed, as the ConfigMaps of Kubernetes are mounted by such; links to folders are not. */
async function list(folder: string, extensions: readonly string[], depth: number): Promise<readonly string[]> {
  if (depth > MAX_DEPTH) throw unusable(folder, `it is more than ${MAX_DEPTH} folders deep`)
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unusable(folder, whyUnreadable(error), error)
  })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const paths: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) paths.push(...(await list(path, extensions, depth + 1)))
    else if (extensions.some((extension) => entry.name.endsWith(extension)) && !(await isFolder(path))) paths.push(path)
  }
  return paths
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unusable(path, 'it is not UTF-8 text')
  }
}

function whyUnreadable(error: unknown): string {
  const { code = 'unreadable' } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user'
  return `it cannot be read (${code})`
}

function unusable(path: string, what: string, cause?: unknown): VeinmindError {
  return usageError('ENGINE_OPTION_FILE', `cannot use the file ${path}: ${what}`, { cause })
}
