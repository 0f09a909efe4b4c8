import { createAllowance, Damage, usePage } from './damage.ts'
import type { Allowance } from './damage.ts'

/** A value of a row; `undefined` for NULL and for floating point numbers. */
export type SqliteValue = number | string | Uint8Array | undefined

interface Database {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly pageSize: number
  /** Bytes of a page without what extensions reserve at its end. */
  readonly usable: number
  readonly used: Set<number>
  readonly allowance: Allowance
}

const MAGIC = 'SQLite format 3\0'
const INTERIOR = 0x05
const LEAF = 0x0d

/** Whether it is a database of SQLite 3. */
export function isSqlite(bytes: Uint8Array): boolean {
  return bytes.length >= 512 && Buffer.from(bytes.subarray(0, 16)).toString('latin1') === MAGIC
}

/**
 * The rows of a table, in the order of their ids, read from the file format alone (https://www.sqlite.org/fileformat2.html): nothing of
 * what a hostile database could make an engine do. A table that is not there has none. Throws {@link Damage}.
 */
export function* readTable(bytes: Uint8Array, name: string): Generator<readonly SqliteValue[]> {
  const database = open(bytes)
  for (const [type, own, , root] of walk(database, 1))
    if (type === 'table' && own === name && typeof root === 'number') return yield* walk(database, root)
  return undefined
}

function open(bytes: Uint8Array): Database {
  if (!isSqlite(bytes)) throw new Damage('it is no database of SQLite')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const written = view.getUint16(16)
  const pageSize = written === 1 ? 65_536 : written
  const usable = pageSize - (bytes[20] ?? 0)
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < 480) throw new Damage('its pages have no size')
  return { bytes, view, pageSize, usable, used: new Set(), allowance: createAllowance(bytes.length) }
}

/** The rows below a page of a table's tree, lowest first. */
function* walk(database: Database, root: number): Generator<readonly SqliteValue[]> {
  const { view, pageSize } = database
  const pending: number[] = [root]
  for (let page = pending.pop(); page !== undefined; page = pending.pop()) {
    const start = startOf(database, usePage(database.used, page))
    const header = page === 1 ? start + 100 : start
    const kind = view.getUint8(header)
    if (kind !== INTERIOR && kind !== LEAF) throw new Damage(`page ${page} is none of a table`)
    const cells = view.getUint16(header + 3)
    const pointers = header + (kind === LEAF ? 8 : 12)
    if (pointers + 2 * cells > start + pageSize) throw new Damage(`page ${page} has too many cells`)
    const offsets = Array.from({ length: cells }, (_unused, index) => start + view.getUint16(pointers + 2 * index))
    if (kind === LEAF) for (const offset of offsets) yield readRow(database, offset, start + database.usable)
    else {
      const children = offsets.map((offset) => uint32(database, offset, start + pageSize))
      pending.push(view.getUint32(header + 8), ...children.toReversed())
    }
  }
}

function startOf({ bytes, pageSize }: Database, page: number): number {
  const start = (page - 1) * pageSize
  if (page < 1 || start + pageSize > bytes.length) throw new Damage(`page ${page} is beyond its end`)
  return start
}

function uint32({ view }: Database, offset: number, end: number): number {
  if (offset + 4 > end) throw new Damage('a cell is beyond the end of its page')
  return view.getUint32(offset)
}

/** The row of a leaf's cell: size, id, and the record, which may go on in pages of its own. */
function readRow(database: Database, offset: number, end: number): readonly SqliteValue[] {
  const { bytes, usable, allowance } = database
  const [size, afterSize] = readVarint(bytes, offset, end)
  const [, start] = readVarint(bytes, afterSize, end)
  allowance.take(size)
  const most = usable - 35
  if (size <= most) {
    if (start + size > end) throw new Damage('a row is beyond the end of its page')
    return readRecord(bytes.subarray(start, start + size))
  }
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((size - least) % (usable - 4))
  const local = fitting <= most ? fitting : least
  if (start + local + 4 > end) throw new Damage('a row is beyond the end of its page')
  const payload = new Uint8Array(size)
  payload.set(bytes.subarray(start, start + local))
  let filled = local
  for (let page = uint32(database, start + local, end); filled < size;) {
    const from = startOf(database, usePage(database.used, page))
    const length = Math.min(usable - 4, size - filled)
    payload.set(bytes.subarray(from + 4, from + 4 + length), filled)
    filled += length
    page = uint32(database, from, from + 4)
  }
  return readRecord(payload)
}

/** The values of a record: a header of types, then the values. */
function readRecord(payload: Uint8Array): readonly SqliteValue[] {
  const [headerEnd, start] = readVarint(payload, 0, payload.length)
  if (headerEnd > payload.length) throw new Damage('a row is shorter than its header')
  const values: SqliteValue[] = []
  let body = headerEnd
  for (let at = start; at < headerEnd;) {
    const [type, next] = readVarint(payload, at, headerEnd)
    at = next
    const length = lengthOf(type)
    if (body + length > payload.length) throw new Damage('a value is beyond the end of its row')
    values.push(valueOf(type, payload.subarray(body, body + length)))
    body += length
  }
  return values
}

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0
}

function valueOf(type: number, bytes: Uint8Array): SqliteValue {
  if (type >= 12)
    return type % 2 === 0 ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  if (type === 8 || type === 9) return type - 8
  if (type === 0 || type === 7 || type > 9) return undefined
  return bytes.reduce((number, byte, index) => (index === 0 ? (byte << 24) >> 24 : number * 256 + byte), 0)
}

/** A number of one to nine bytes, and where it ends. Throws for one that no file can be as large as. */
function readVarint(bytes: Uint8Array, start: number, end: number): readonly [number, number] {
  let value = 0
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[start + index]
    if (byte === undefined || start + index >= end) throw new Damage('a number is beyond the end')
    if (index === 8) return [value * 256 + byte, start + 9]
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, start + index + 1]
  }
  throw new Damage('a number is beyond the end')
}
