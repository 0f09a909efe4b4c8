import { randomBytes, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'

const KEY = /^[0-9a-f]{64}\n?$/
/** Bytes that are read of the file: more than a key has, so that a file that is none is told. */
const READ = 100

/**
 * The key that a cache is encrypted with, out of a file that only its owner may read; made when it is missing. Keep it outside
 * of the cache's folder: who has both can read the cache, and have it say what they like.
 *
 * Throws `CACHE_KEY_UNUSABLE` for a file of another user, one that others may read, and one that holds no key.
 */
export async function readCacheKey(file: string): Promise<Uint8Array> {
  const path = resolve(file)
  try {
    return (await readKey(path)) ?? (await makeKey(path))
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw unusable(path, (error as Error).message, error)
  }
}

/** Undefined where there is no file. */
async function readKey(path: string): Promise<Uint8Array | undefined> {
  let file
  try {
    // A pipe in its place must not make anybody wait.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { uid, mode } = await file.stat()
    const user = process.geteuid?.()
    // Windows gives a user's own folders to that user alone.
    if (user !== undefined && uid !== user) throw unusable(path, 'it belongs to another user')
    if (user !== undefined && (mode & 0o077) !== 0) throw unusable(path, 'other users may read it')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ), 0, READ, 0)
    const text = buffer.toString('latin1', 0, bytesRead)
    if (!KEY.test(text)) throw unusable(path, 'it holds no key')
    return Buffer.from(text.trim(), 'hex')
  } finally {
    await file.close()
  }
}

async function makeKey(path: string): Promise<Uint8Array> {
  // `sudo` may leave HOME as it is. The user could neither read nor remove a key that root makes there.
  if (process.geteuid?.() === 0 && (await ownerOf(dirname(path))) !== 0)
    throw unusable(path, 'its folder belongs to another user')
  await makeFolder(dirname(path), 0o700)
  const unfinished = `${path}.${randomUUID()}`
  await writeFile(unfinished, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Unlike a rename it leaves the key of a process that came first.
    await link(unfinished, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') await rename(unfinished, path)
    })
  } finally {
    await rm(unfinished, { force: true })
  }
  const key = await readKey(path)
  if (!key) throw unusable(path, 'it was removed while it was made')
  return key
}

/** Who owns the folder, or the nearest above it that is there. */
async function ownerOf(folder: string): Promise<number | undefined> {
  const found = await stat(folder).catch(() => undefined)
  if (found || dirname(folder) === folder) return found?.uid
  return ownerOf(dirname(folder))
}

function unusable(path: string, why: string, cause?: unknown): VeinmindError {
  return new VeinmindError('CACHE_KEY_UNUSABLE', `${path} cannot be used as the key of the cache: ${why}`, {
    hint: 'set VEINMIND_CACHE_KEY to a secret of your own, such as `openssl rand -hex 32` prints',
    cause,
  })
}
