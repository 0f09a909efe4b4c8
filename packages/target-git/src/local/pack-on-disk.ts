import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { mib, VeinmindError } from '@veinmind/sdk'
import { PACK_LIMITS } from '../limits.ts'
import type { BaseCache } from '../pack/base-cache.ts'
import type { Budget } from '../pack/budget.ts'
import { PackFile } from '../pack/pack-file.ts'
import type { GitObject } from '../pack/object-store.ts'
import { openFile } from './open-file.ts'

const [TRAILER, FANOUT, TABLE] = [20, 8, 8 + 256 * 4]

/** A pack of a repository on this machine, with the index that git has made of it (gitformat-pack, version 2). */
export interface PackOnDisk {
  /** The object; undefined when the pack has none of that id. */
  read(oid: string): GitObject | 'too-large' | undefined
  /** How many objects its index names. */
  readonly count: number
  close(): Promise<void>
}

/** Opens a pack by the path of its index. */
export async function openPack(
  indexPath: string,
  { budget, bases }: { readonly budget: Budget; readonly bases: BaseCache },
): Promise<PackOnDisk> {
  const index = await openFile(indexPath)
  const pack = await openFile(indexPath.replace(/\.idx$/, '.pack'))
  const close = async (): Promise<void> => {
    await index?.file.close()
    await pack?.file.close()
  }
  try {
    if (!index || !pack) throw damaged('it cannot be read')
    const { find, count } = readIndex(index.file, index.size)
    const file = new PackFile(pack.file.fd, Math.max(0, pack.size - TRAILER))
    file.count()
    return {
      count,
      read: (oid) => {
        const offset = find(oid)
        return offset === undefined
          ? undefined
          : (file.object(offset, { ...PACK_LIMITS, findBase: find, budget, bases }) ?? 'too-large')
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface PackIndex {
  readonly count: number
  /** The place of an object in the pack. */
  readonly find: (oid: string) => number | undefined
}

/** Indexes up to this size are kept in memory after so many look-ups; larger ones, and those of few files, stay on disk. */
const [KEPT, LOOK_UPS] = [mib(64), 500]

/** The index of a pack: it is as large as the repository has objects. */
function readIndex(file: FileHandle, size: number): PackIndex {
  let kept: Buffer | undefined
  let lookUps = 0
  const read = (position: number, length: number): Buffer => {
    if (kept) return kept.subarray(position, position + length)
    const bytes = Buffer.allocUnsafe(length)
    if (readSync(file.fd, bytes, 0, length, position) !== length) throw damaged('its index ends too early')
    return bytes
  }
  const head = read(0, TABLE)
  if (head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) throw damaged('its index is not of version 2')
  const upTo = (first: number): number => (first < 0 ? 0 : head.readUInt32BE(FANOUT + first * 4))
  const count = upTo(255)
  if (TABLE + count * 28 > size) throw damaged('its index ends too early')
  const offsets = TABLE + count * 24
  const find = (oid: string): number | undefined => {
    if (++lookUps === LOOK_UPS && size <= KEPT) kept = read(0, size)
    const wanted = Buffer.from(oid, 'hex')
    const first = wanted[0] ?? 0
    let [low, high] = [upTo(first - 1), Math.min(upTo(first), count) - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const order = wanted.compare(read(TABLE + middle * 20, 20))
      if (order === 0) {
        const offset = read(offsets + middle * 4, 4).readUInt32BE()
        return offset < 0x8000_0000
          ? offset
          : Number(read(offsets + count * 4 + (offset - 0x8000_0000) * 8, 8).readBigUInt64BE())
      }
      if (order < 0) high = middle - 1
      else low = middle + 1
    }
    return undefined
  }
  return { count, find }
}

const damaged = (what: string): VeinmindError =>
  new VeinmindError('GIT_DAMAGED', `a pack of the repository cannot be used: ${what}`)
