import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Values of a header by tag: numbers are 32 bit, or 16 bit in an `Uint16Array`. */
export type HeaderValues = ReadonlyMap<number, string | readonly string[] | readonly number[] | Uint16Array>

/** A header of rpm as its databases keep it. */
export function headerBlob(values: HeaderValues): Buffer {
  const index: Buffer[] = []
  const data: Buffer[] = []
  let offset = 0
  for (const [tag, value] of values) {
    const [kind, count, bytes] = encodeValue(value)
    const entry = Buffer.alloc(16)
    for (const [place, number] of [tag, kind, offset, count].entries()) entry.writeUInt32BE(number, 4 * place)
    index.push(entry)
    data.push(bytes)
    offset += bytes.length
  }
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32BE(index.length, 0)
  sizes.writeUInt32BE(offset, 4)
  return Buffer.concat([sizes, ...index, ...data])
}

function encodeValue(value: string | readonly string[] | readonly number[] | Uint16Array): [number, number, Buffer] {
  if (typeof value === 'string') return [6, 1, Buffer.from(`${value}\0`)]
  if (value instanceof Uint16Array) {
    const bytes = Buffer.alloc(2 * value.length)
    for (const [place, number] of value.entries()) bytes.writeUInt16BE(number, 2 * place)
    return [3, value.length, bytes]
  }
  if (value.every((one) => typeof one === 'string'))
    return [8, value.length, Buffer.from(value.map((one) => `${one}\0`).join(''))]
  const bytes = Buffer.alloc(4 * value.length)
  for (const [place, number] of value.entries()) bytes.writeUInt32BE(number, 4 * place)
  return [4, value.length, bytes]
}

/** `rpmdb.sqlite`, written by SQLite itself. */
export function sqliteDatabase(headers: readonly Buffer[], pageSize = 4096): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-rpmdb-'))
  try {
    const path = join(folder, 'rpmdb.sqlite')
    const database = new DatabaseSync(path)
    database.exec(`PRAGMA page_size = ${pageSize}; CREATE TABLE Other (x TEXT)`)
    database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)')
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)')
    database.exec('BEGIN')
    for (const header of headers) insert.run(header)
    database.exec('COMMIT')
    database.close()
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `Packages.db` of rpm's ndb. */
export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096)
  slots.write('RpmP', 0, 'latin1')
  slots.writeUInt32LE(1, 12)
  const blobs: Buffer[] = []
  let block = 4096 / 16
  for (let slot = 2; slot < 256; slot += 1) {
    slots.write('Slot', 16 * slot, 'latin1')
    const header = headers[slot - 2]
    if (header === undefined) continue
    const size = Math.ceil((header.length + 16 + 12) / 16) * 16
    const blob = Buffer.alloc(size)
    blob.write('BlbS', 0, 'latin1')
    blob.writeUInt32LE(slot, 4)
    blob.writeUInt32LE(header.length, 12)
    header.copy(blob, 16)
    slots.writeUInt32LE(slot, 16 * slot + 4)
    slots.writeUInt32LE(block, 16 * slot + 8)
    slots.writeUInt32LE(size / 16, 16 * slot + 12)
    blobs.push(blob)
    block += size / 16
  }
  return Buffer.concat([slots, ...blobs])
}

const PAGE = 512

/** `Packages` as a hash of Berkeley DB with one page of items, each in pages of its own. */
export function berkeleyDatabase(headers: readonly Buffer[], isLittle = true): Buffer {
  const pages: Buffer[] = []
  const makePage = (kind: number): Buffer => {
    const page = Buffer.alloc(PAGE)
    page.writeUInt8(kind, 25)
    pages.push(page)
    return page
  }
  const put32 = (page: Buffer, value: number, at: number): unknown =>
    isLittle ? page.writeUInt32LE(value, at) : page.writeUInt32BE(value, at)
  const put16 = (page: Buffer, value: number, at: number): unknown =>
    isLittle ? page.writeUInt16LE(value, at) : page.writeUInt16BE(value, at)
  const meta = makePage(8)
  put32(meta, 0x00061561, 12)
  put32(meta, PAGE, 20)
  const hash = makePage(13)
  let top = PAGE
  const putItem = (index: number, item: Buffer): void => {
    top -= item.length
    item.copy(hash, top)
    put16(hash, top, 26 + 2 * index)
  }
  for (const [number, header] of headers.entries()) {
    const first = pages.length
    for (let start = 0; start < header.length; start += PAGE - 26) {
      const part = header.subarray(start, start + PAGE - 26)
      const page = makePage(7)
      part.copy(page, 26)
      put16(page, part.length, 22)
      if (start + part.length < header.length) put32(page, pages.length, 16)
    }
    const key = Buffer.alloc(5, 1)
    put32(key, number + 1, 1)
    const item = Buffer.alloc(12)
    item.writeUInt8(3, 0)
    put32(item, first, 4)
    put32(item, header.length, 8)
    putItem(2 * number, key)
    putItem(2 * number + 1, item)
  }
  put16(hash, 2 * headers.length, 20)
  put32(meta, pages.length - 1, 32)
  return Buffer.concat(pages)
}
