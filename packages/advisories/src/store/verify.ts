import type { BigIntStats } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from './hash-file.ts'
import { damaged } from './index-file.ts'
import type { FileInfo } from './index-file.ts'

/** What was verified, and what the files were then: they are read whole once, not each time that a database is opened. */
export const STAMPS = 'verified.json'

/**
 * Holds a file of a database against the index: that it is there, whole, and has its digest. What was verified before and was not
 * touched since is not read again. Throws `ADVISORIES_DAMAGED`.
 */
export async function verifyFile(folder: string, { file, group, size, sha256 }: FileInfo): Promise<void> {
  const path = join(folder, file)
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  if (found === undefined || !found.isFile())
    throw damaged(`the file ${file} (${group}) of the database in ${folder} is missing`)
  if (found.size !== BigInt(size))
    throw damaged(
      `the file ${file} (${group}) of the database in ${folder} has ${found.size} bytes instead of ${size}: it is cut, or another`,
    )
  const stamp = stampOf(found, sha256)
  if ((await readStamps(folder))[file] === stamp) return
  if ((await hashFile(path)) !== sha256)
    throw damaged(`the file ${file} (${group}) of the database in ${folder} has not the digest that its index says`)
  await writeStamps(folder, { [file]: stamp })
}

/** Notes files that were just written with the digests of the index. */
export async function noteVerified(folder: string, files: readonly FileInfo[]): Promise<void> {
  const stamps: Record<string, string> = {}
  for (const { file, sha256 } of files) stamps[file] = stampOf(await stat(join(folder, file), { bigint: true }), sha256)
  await writeStamps(folder, stamps)
}

const stampOf = ({ dev, ino, size, mtimeNs }: BigIntStats, sha256: string): string =>
  `${sha256} ${dev}:${ino} ${size} ${mtimeNs}`

/** A folder that cannot be written is verified each time. */
async function writeStamps(folder: string, stamps: Readonly<Record<string, string>>): Promise<void> {
  const all = JSON.stringify({ ...(await readStamps(folder)), ...stamps })
  await writeFile(join(folder, STAMPS), all).catch(() => undefined)
}

async function readStamps(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, STAMPS), 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
