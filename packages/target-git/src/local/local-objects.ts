import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { mib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { MAX_OBJECT, PACK_LIMITS } from '../limits.ts'
import { BaseCache } from '../pack/base-cache.ts'
import { Budget } from '../pack/budget.ts'
import type { GitObject, Missing, ObjectStore } from '../pack/object-store.ts'
import { objectId } from '../pack/pack-file.ts'
import { readNow } from './open-file.ts'
import { openPack } from './pack-on-disk.ts'
import type { PackOnDisk } from './pack-on-disk.ts'

const MAX_PACKS = 1000
const MAX_HEAD = 32
/** Bytes of objects that are kept, over all packs. */
const HELD = mib(32)

/** The objects of a repository on this machine: loose ones, and those of its packs. Each is checked against its id. */
export async function openLocalObjects(gitFolder: string): Promise<ObjectStore & { close(): Promise<void> }> {
  const folder = join(gitFolder, 'objects')
  const packs = await openPacks(join(folder, 'pack'))
  const loose = await countLoose(folder)
  return {
    count: packs.reduce((sum, pack) => sum + pack.count, loose),
    read: async (oid) => {
      const found = await readObject(folder, packs, oid).catch((error: unknown) => {
        throw new VeinmindError('GIT_DAMAGED', `the object ${oid} is damaged: ${toVeinmindError(error).message}`, {
          cause: error,
        })
      })
      if (typeof found !== 'string' && objectId(found.type, found.content) !== oid) {
        throw new VeinmindError('GIT_DAMAGED', `the object ${oid} is not what its id says`)
      }
      return found
    },
    close: async () => {
      for (const pack of packs) await pack.close()
    },
  }
}

/** How many objects have a file of their own. */
async function countLoose(folder: string): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name))
  let count = 0
  for (const name of names) count += (await readdir(join(folder, name)).catch(() => [])).length
  return count
}

async function openPacks(folder: string): Promise<PackOnDisk[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.idx'))
  if (names.length > MAX_PACKS) {
    throw new VeinmindError('GIT_TOO_LARGE', `the repository has more than ${MAX_PACKS} packs`, {
      hint: 'git repack -ad makes one of them',
    })
  }
  const packs: PackOnDisk[] = []
  const budget = new Budget(PACK_LIMITS.totalBytes)
  try {
    for (const name of names)
      packs.push(await openPack(join(folder, name), { budget, bases: new BaseCache(Math.ceil(HELD / names.length)) }))
    return packs
  } catch (error) {
    for (const pack of packs) await pack.close()
    throw error
  }
}

async function readObject(folder: string, packs: readonly PackOnDisk[], oid: string): Promise<GitObject | Missing> {
  for (const pack of packs) {
    const found = pack.read(oid)
    if (found) return found
  }
  const packed = readNow(join(folder, oid.slice(0, 2), oid.slice(2)), MAX_OBJECT)
  return typeof packed === 'string' ? packed : inflateLoose(packed)
}

/** A loose object: `type size`, a NUL and the content, deflated. */
function inflateLoose(packed: Buffer): GitObject | Missing {
  let bytes: Buffer
  try {
    bytes = inflateSync(packed, { maxOutputLength: MAX_OBJECT + MAX_HEAD })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return 'too-large'
    throw error
  }
  const end = bytes.subarray(0, MAX_HEAD).indexOf(0)
  const type = bytes.toString('latin1', 0, Math.max(0, bytes.indexOf(0x20)))
  return { type, content: bytes.subarray(end + 1) }
}
