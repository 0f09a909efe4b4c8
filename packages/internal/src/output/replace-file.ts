import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openNamelessFile } from '../temporary/nameless-file.ts'
import type { Place } from './find-place.ts'
import { invalidOutput } from './invalid-output.ts'

type RegularFile = Extract<Place, { readonly kind: 'file' }>

/** Nothing may be made beside the file; and: it is a mount of its own, or another user's in a folder where everybody may make files. */
const NOT_BESIDE = new Set(['EACCES', 'EPERM', 'EROFS'])
const NOT_REPLACEABLE = new Set(['EACCES', 'EPERM', 'EBUSY', 'EXDEV'])

/**
 * Writes a regular file whole or not at all: to a new name beside it that takes its place, with the mode and the owner of the old
 * one. Where that cannot be (a file that is mounted into a container, say), all is made elsewhere first and then copied into it.
 */
export async function replaceFile({ path, before }: RegularFile, blocks: Iterable<Uint8Array>): Promise<void> {
  const temporary = join(dirname(path), `.veinmind-${randomBytes(8).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx+').catch((error: unknown) => {
    if (before && hasCode(error, NOT_BESIDE)) return undefined
    throw error
  })
  if (file === undefined) return copyInto(path, before as Stats, blocks)
  try {
    for (const block of blocks) await writeWhole(file, block)
    if (before) await takeAfter(file, before)
    await file.sync()
    try {
      await rename(temporary, path)
    } catch (error) {
      if (!before || !hasCode(error, NOT_REPLACEABLE)) throw error
      await overwrite(path, before, file)
    }
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
}

async function copyInto(path: string, before: Stats, blocks: Iterable<Uint8Array>): Promise<void> {
  const made = await openNamelessFile()
  try {
    for (const block of blocks) await writeWhole(made, block)
    await overwrite(path, before, made)
  } finally {
    await made.close()
  }
}

async function overwrite(path: string, before: Stats, from: FileHandle): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const now = await file.stat()
    if (now.dev !== before.dev || now.ino !== before.ino) throw invalidOutput(path, 'it became another file meanwhile')
    await file.truncate()
    for await (const block of from.createReadStream({ start: 0, autoClose: false }))
      await writeWhole(file, block as Uint8Array)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray((await file.write(rest)).bytesWritten)
}

/** The owner first, since a new owner takes special bits from the mode. Only root may give files away; others keep the mode. */
async function takeAfter(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const mine = await file.stat()
  if (mine.uid !== uid || mine.gid !== gid) await file.chown(uid, gid).catch(() => undefined)
  await file.chmod(mode & 0o7777)
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return codes.has((error as NodeJS.ErrnoException).code ?? '')
}
