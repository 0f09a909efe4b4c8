import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'

const HASH_MAGIC = 0x061561
const BTREE_MAGIC = 0x053162

/** Types of the pages that hold pairs (Berkeley DB's `db_page.h`). */
const [HASH_UNSORTED, BTREE_LEAF, HASH_SORTED] = [2, 5, 13]

const HEADER = 26

/**
 * vsftpd's virtual users: the pairs of a Berkeley DB file of the hash or the btree method, in either byte order. Every page is
 * read by itself, so that a file of loops ends.
 */
export function readVsftpdDatabase(bytes: Uint8Array): Extracted {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = file.length >= 512 && isMagic(file.readUInt32LE(12))
  if (!isLittle && !(file.length >= 512 && isMagic(file.readUInt32BE(12))))
    return { credentials: [], left: ['not a Berkeley DB of the hash or btree method'] }
  const u16 = (page: Buffer, at: number) => (isLittle ? page.readUInt16LE(at) : page.readUInt16BE(at))
  const size = isLittle ? file.readUInt32LE(20) : file.readUInt32BE(20)
  if (size < 512 || size > 65_536 || (size & (size - 1)) !== 0)
    return { credentials: [], left: ['a Berkeley DB with an impossible page size'] }
  const credentials: Credential[] = []
  let isDamaged = file.length % size !== 0
  for (let at = size; at + size <= file.length; at += size) {
    const page = file.subarray(at, at + size)
    const type = page[25]
    if (type !== HASH_UNSORTED && type !== HASH_SORTED && type !== BTREE_LEAF) continue
    const count = u16(page, 20)
    if (HEADER + 2 * count > size) {
      isDamaged = true
      continue
    }
    const offsets = Array.from({ length: count }, (_, i) => u16(page, HEADER + 2 * i))
    const items = offsets.map((offset, i) =>
      type === BTREE_LEAF ? btreeItem(page, offset, u16) : hashItem(page, offset, offsets[i - 1] ?? size),
    )
    for (let i = 0; i + 1 < items.length; i += 2) {
      const [user, value] = [items[i], items[i + 1]]
      if (user === undefined || value === undefined || user === '') continue
      credentials.push({ user, value, form: 'plain' })
      if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
    }
  }
  return { credentials, ...(isDamaged ? { left: ['a damaged Berkeley DB page'] } : {}) }
}

const isMagic = (value: number): boolean => value === HASH_MAGIC || value === BTREE_MAGIC

function hashItem(page: Buffer, offset: number, end: number): string | undefined {
  if (offset < HEADER || offset >= end || end > page.length || page[offset] !== 1) return undefined
  return textOf(page.subarray(offset + 1, end))
}

function btreeItem(page: Buffer, offset: number, u16: (page: Buffer, at: number) => number): string | undefined {
  if (offset < HEADER || offset + 3 > page.length || page[offset + 2] !== 1) return undefined
  const length = u16(page, offset)
  return offset + 3 + length <= page.length ? textOf(page.subarray(offset + 3, offset + 3 + length)) : undefined
}

/** `db_load` keeps no trailing zero, other writers do. */
function textOf(bytes: Buffer): string | undefined {
  if (bytes.length > 512) return undefined
  return bytes.toString('utf8').replace(/\0+$/, '')
}
