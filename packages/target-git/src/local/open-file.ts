import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { VeinmindError } from '@veinmind/sdk'
import type { Missing } from '../pack/object-store.ts'

/** No link, no device, no pipe: a repository is hostile. */
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The text of a file; empty when there is none. Throws `GIT_DAMAGED` when it is larger than `max` bytes. */
export async function readText(path: string, max: number): Promise<string> {
  const bytes = await readWhole(path, max)
  if (bytes === 'too-large') throw new VeinmindError('GIT_DAMAGED', `${path} is larger than ${max} bytes`)
  return bytes === 'absent' ? '' : bytes.toString('utf8')
}

/** Opens a file of a repository, which is hostile: no link, no device, no pipe. Undefined when there is none. */
export async function openFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly size: number } | undefined> {
  const file = await open(path, PLAIN).catch(() => undefined)
  const stat = await file?.stat()
  if (file && stat?.isFile()) return { file, size: stat.size }
  await file?.close()
  return undefined
}

/** The content of a file of at most `max` bytes. */
export async function readWhole(path: string, max: number): Promise<Buffer | Missing> {
  const opened = await openFile(path)
  if (!opened) return 'absent'
  try {
    return opened.size > max ? 'too-large' : await opened.file.readFile()
  } finally {
    await opened.file.close()
  }
}

/** The same at once, for many small files: each way through the threads of Node takes longer than reading one. */
export function readNow(path: string, max: number): Buffer | Missing {
  let file: number
  try {
    file = openSync(path, PLAIN)
  } catch {
    return 'absent'
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) return 'absent'
    return stat.size > max ? 'too-large' : readFileSync(file)
  } finally {
    closeSync(file)
  }
}
