import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'

const PAGE = 8192

/** Flags of a heap tuple (PostgreSQL's `htup_details.h`). */
const [HAS_NULL, HAS_OID, XMAX_COMMITTED, XMAX_INVALID] = [0x0001, 0x0008, 0x0400, 0x0800]

/**
 * The roles of PostgreSQL's `pg_authid`, from the pages of its heap (`global/1260` of a data folder), of version 9.1 and later.
 * Old versions of a role that wait for VACUUM are left out.
 */
export function readPgAuthid(bytes: Uint8Array): Extracted {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const credentials: Credential[] = []
  for (let at = 0; at + PAGE <= file.length; at += PAGE) {
    const page = file.subarray(at, at + PAGE)
    const lower = page.readUInt16LE(12)
    if (lower < 24 || lower > PAGE || (page.readUInt16LE(18) & 0xff00) !== PAGE) continue
    for (let pointer = 24; pointer + 4 <= lower; pointer += 4) {
      const item = page.readUInt32LE(pointer)
      const [offset, flags, length] = [item & 0x7fff, (item >>> 15) & 3, item >>> 17]
      if (flags !== 1 || length < 23 + 80 || offset + length > PAGE) continue
      const credential = readTuple(page.subarray(offset, offset + length))
      if (credential) credentials.push(credential)
      if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
    }
  }
  return { credentials }
}

function readTuple(tuple: Buffer): Credential | undefined {
  const infomask = tuple.readUInt16LE(20)
  const start = tuple[22] ?? 0
  const isOld = (infomask & XMAX_INVALID) === 0 && (tuple.readUInt32LE(4) !== 0 || (infomask & XMAX_COMMITTED) !== 0)
  if (isOld || start < 23 || start + 80 > tuple.length) return undefined
  // Before version 12 the number of a row is no column, and rolname comes first.
  const hasOid = (infomask & HAS_OID) === 0
  const password = hasOid ? 10 : 9
  if ((infomask & HAS_NULL) !== 0 && ((tuple[23 + (password >> 3)] ?? 0) & (1 << (password & 7))) === 0)
    return undefined
  const name = start + (hasOid ? 4 : 0)
  const user = tuple.toString('utf8', name, name + 64).replace(/\0[\s\S]*$/, '')
  const isFlag = (at: number) => tuple[at] === 0 || tuple[at] === 1
  if (user === '' || !isFlag(name + 64) || !isFlag(name + 68)) return undefined
  const value = readVarlena(tuple, start + 76 + (hasOid ? 4 : 0))
  // Other tables of this folder are numbered files as well: only values in one of the two formats of passwords belong to roles.
  if (value === undefined || !/^(?:md5[0-9a-f]{32}$|SCRAM-SHA-256\$)/.test(value)) return undefined
  const isLocked = tuple[name + 68] === 0
  return {
    user,
    value,
    form: 'postgres',
    ...(isLocked ? { locked: true } : {}),
    ...(tuple[name + 64] === 1 ? { privileged: true } : {}),
  }
}

/** A text with its length in one byte (odd) or four. */
function readVarlena(tuple: Buffer, at: number): string | undefined {
  const first = tuple[at] ?? 0
  const isShort = (first & 1) === 1
  if (!isShort && ((first & 3) !== 0 || at + 4 > tuple.length)) return undefined
  const [header, length] = isShort ? [1, first >> 1] : [4, tuple.readUInt32LE(at) >>> 2]
  if (length <= header || length > 1024 || at + length > tuple.length) return undefined
  return tuple.toString('latin1', at + header, at + length)
}
