import { createAllowance, Damage, usePage } from './damage.ts'
import type { Allowance } from './damage.ts'

interface Database {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Numbers are in the order of the machine that wrote them. */
  readonly isLittle: boolean
  readonly pageSize: number
  readonly pages: number
  readonly used: Set<number>
  readonly allowance: Allowance
}

const HASH_MAGIC = 0x00061561
/** Kinds of pages. */
const HASH_UNSORTED = 2
const HASH = 13
const OVERFLOW = 7
/** Kinds of items of a page of a hash. */
const INLINE = 1
const ELSEWHERE = 3
/** Bytes before the items of a page. */
const PAGE_HEADER = 26

/** Whether it is a hash of Berkeley DB, of either byte order. */
export function isBerkeleyHash(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return false
  const view = viewOf(bytes)
  return view.getUint32(12, true) === HASH_MAGIC || view.getUint32(12, false) === HASH_MAGIC
}

/** The values of a hash of Berkeley DB (versions 4 to 6), page by page as db_dump does. Throws {@link Damage}. */
export function* readBerkeleyHash(bytes: Uint8Array): Generator<Uint8Array> {
  const database = open(bytes)
  const { view, isLittle, pageSize, pages } = database
  for (let page = 1; page < pages; page += 1) {
    const start = page * pageSize
    const kind = view.getUint8(start + 25)
    if (kind !== HASH && kind !== HASH_UNSORTED) continue
    const items = view.getUint16(start + 20, isLittle)
    if (PAGE_HEADER + 2 * items > pageSize) throw new Damage(`page ${page} has too many items`)
    // Keys and values take turns.
    for (let index = 1; index < items; index += 2) {
      const offset = view.getUint16(start + PAGE_HEADER + 2 * index, isLittle)
      const end = view.getUint16(start + PAGE_HEADER + 2 * (index - 1), isLittle)
      if (offset < PAGE_HEADER || end > pageSize || offset >= end)
        throw new Damage(`page ${page} has an item that is none`)
      yield readItem(database, start + offset, start + end)
    }
  }
}

function open(bytes: Uint8Array): Database {
  const view = viewOf(bytes)
  const isLittle = view.getUint32(12, true) === HASH_MAGIC
  const pageSize = view.getUint32(20, isLittle)
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    throw new Damage('its pages have no size')
  if (view.getUint8(24) !== 0) throw new Damage('it is encrypted')
  const pages = view.getUint32(32, isLittle) + 1
  if (pages * pageSize > bytes.length) throw new Damage('it is shorter than it says')
  const allowance = createAllowance(bytes.length)
  return { bytes, view, isLittle, pageSize, pages, used: new Set(), allowance }
}

function readItem(database: Database, start: number, end: number): Uint8Array {
  const { bytes, view, isLittle, allowance } = database
  const kind = view.getUint8(start)
  if (kind === INLINE) return bytes.subarray(start + 1, end)
  if (kind !== ELSEWHERE || start + 12 > end) throw new Damage('an item is of no kind that a database of rpm has')
  const size = view.getUint32(start + 8, isLittle)
  allowance.take(size)
  return readChain(database, view.getUint32(start + 4, isLittle), size)
}

/** Reads a value that is too large for its page: it stands in a chain of pages of its own. */
function readChain(
  { bytes, view, isLittle, pageSize, pages, used }: Database,
  first: number,
  size: number,
): Uint8Array {
  const value = new Uint8Array(size)
  let filled = 0
  for (let page = first; filled < size;) {
    if (page === 0 || page >= pages) throw new Damage('a package breaks off')
    const start = usePage(used, page) * pageSize
    const length = view.getUint16(start + 22, isLittle)
    if (
      view.getUint8(start + 25) !== OVERFLOW ||
      length === 0 ||
      PAGE_HEADER + length > pageSize ||
      filled + length > size
    )
      throw new Damage(`page ${page} is none of a package`)
    value.set(bytes.subarray(start + PAGE_HEADER, start + PAGE_HEADER + length), filled)
    filled += length
    page = view.getUint32(start + 16, isLittle)
  }
  return value
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
