import { open } from 'node:fs/promises'
import { mib, VeinmindError } from '@veinmind/sdk'
import { readLog } from './sqlite-log.ts'

/** A value of a row; blobs and fractions, of which nothing here has any, are undefined. */
export type SqliteValue = string | number | null | undefined

/** Tables of a SQLite database as they were at one moment. */
export interface SqliteReader {
  /** The rows of a table; none when there is no such table. Throws `LOCAL_DATABASE_DAMAGED`. */
  rows(table: string): Iterable<readonly SqliteValue[]>
}

const MAX_SIZE = mib(256)
const MAGIC = 'SQLite format 3\0'
const FIRST_PAGE_HEAD = 100
const LEAF = 0x0d
const INTERIOR = 0x05

/**
 * Reads a SQLite database (sqlite.org/fileformat2.html) with what its log has beyond it, without its locks: Node's own module would
 * write beside it, and says on standard error that it is an experiment. Throws `LOCAL_DATABASE_DAMAGED`.
 */
export async function readSqlite(path: string): Promise<SqliteReader> {
  // The log first: what is moved from it to the database in between is then seen twice, and never missed.
  const log = await readWhole(`${path}-wal`).catch(() => Buffer.alloc(0))
  const bytes = await readWhole(path)
  if (bytes.length < FIRST_PAGE_HEAD || bytes.toString('latin1', 0, 16) !== MAGIC) throw damaged('it has no valid head')
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw damaged('its pages have no valid size')
  const newer = readLog(log, pageSize)
  const usable = pageSize - bytes[20]!
  const page = (number: number): Buffer => {
    const found = newer.get(number) ?? bytes.subarray((number - 1) * pageSize, number * pageSize)
    if (number < 1 || found.length < pageSize) throw damaged(`page ${number} is not there`)
    return found
  }
  const pages: Pages = { page, usable, size: bytes.length + log.length }
  return {
    *rows(table) {
      for (const [type, name, , root] of rowsBelow(pages, 1)) {
        if (type === 'table' && name === table && typeof root === 'number') yield* rowsBelow(pages, root)
      }
    },
  }
}

async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > MAX_SIZE) throw damaged(`it is larger than ${MAX_SIZE} bytes`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

interface Pages {
  readonly page: (number: number) => Buffer
  /** Bytes of a page that hold content. */
  readonly usable: number
  /** Bytes of all of them: no row is larger. */
  readonly size: number
}

/** Every row below a page, in order. A tree has no page twice: a damaged one that does would never end. */
function* rowsBelow(pages: Pages, number: number, seen: Set<number> = new Set()): Generator<readonly SqliteValue[]> {
  if (seen.has(number)) throw damaged(`page ${number} is there twice`)
  seen.add(number)
  const bytes = pages.page(number)
  const head = number === 1 ? FIRST_PAGE_HEAD : 0
  const kind = bytes[head]
  if (kind !== LEAF && kind !== INTERIOR) throw damaged(`page ${number} is of no known kind`)
  const count = bytes.readUInt16BE(head + 3)
  const pointers = head + (kind === LEAF ? 8 : 12)
  if (pointers + count * 2 > bytes.length) throw damaged(`page ${number} is too short`)
  for (let index = 0; index < count; index += 1) {
    const at = bytes.readUInt16BE(pointers + index * 2)
    if (at + 4 > bytes.length) throw damaged('an entry lies outside')
    if (kind === LEAF) yield readRecord(payloadAt(pages, bytes, at))
    else yield* rowsBelow(pages, bytes.readUInt32BE(at), seen)
  }
  if (kind === INTERIOR) yield* rowsBelow(pages, bytes.readUInt32BE(head + 8), seen)
}

/** What does not fit into a page goes on in others (section 1.6). */
function payloadAt({ page, usable, size: largest }: Pages, bytes: Buffer, start: number): Buffer {
  const [size, afterSize] = readVarint(bytes, start)
  const [, at] = readVarint(bytes, afterSize)
  if (size > largest) throw damaged('a row is too large')
  const most = usable - 35
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const wanted = least + ((size - least) % (usable - 4))
  const here = size <= most ? size : wanted <= most ? wanted : least
  const parts = [bytes.subarray(at, at + here)]
  let left = size - here
  for (let next = left > 0 ? readUint32(bytes, at + here) : 0; left > 0;) {
    const more = page(next)
    parts.push(more.subarray(4, 4 + Math.min(left, usable - 4)))
    left -= usable - 4
    next = readUint32(more, 0)
  }
  return Buffer.concat(parts)
}

/** A row is a list of types and then their values (section 2.1). */
function readRecord(payload: Buffer): readonly SqliteValue[] {
  const [headSize, start] = readVarint(payload, 0)
  const values: SqliteValue[] = []
  let value = headSize
  for (let at = start; at < headSize;) {
    const [type, next] = readVarint(payload, at)
    at = next
    const size = type >= 12 ? Math.floor((type - 12) / 2) : (SIZES[type] ?? 0)
    if (value + size > payload.length) throw damaged('a value lies outside')
    values.push(readValue(payload, type, { at: value, size }))
    value += size
  }
  return values
}

/** Bytes of the types that are numbers; 8 and 9 are 0 and 1. */
const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function readValue(
  payload: Buffer,
  type: number,
  { at, size }: { readonly at: number; readonly size: number },
): SqliteValue {
  if (type >= 13 && type % 2 === 1) return payload.toString('utf8', at, at + size)
  if (type === 0) return null
  if (type === 8 || type === 9) return type - 8
  if (type >= 1 && type <= 5) return payload.readIntBE(at, size)
  return type === 6 ? Number(payload.readBigInt64BE(at)) : undefined
}

/** Seven bits a byte, the highest first; of the ninth byte all eight. Returns the number and where it ends. */
function readVarint(bytes: Buffer, start: number): readonly [number, number] {
  let value = 0
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[start + index]
    if (byte === undefined) throw damaged('a number lies outside')
    if (index === 8) return [value * 256 + byte, start + 9]
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, start + index + 1]
  }
  throw damaged('a number has no end')
}

function readUint32(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) throw damaged('a page is too short')
  return bytes.readUInt32BE(at)
}

function damaged(why: string): VeinmindError {
  return new VeinmindError('LOCAL_DATABASE_DAMAGED', `a database cannot be read: ${why}`)
}
