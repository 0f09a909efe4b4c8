import { createAllowance, Damage } from './damage.ts'

const HEADER_MAGIC = 0x506d7052
const SLOT_MAGIC = 0x746f6c53
const BLOB_MAGIC = 0x53626c42
const PAGE = 4096
const SLOT = 16

/** Whether it is a database of rpm's own format (`ndb`). */
export function isNdb(bytes: Uint8Array): boolean {
  return bytes.length >= PAGE && viewOf(bytes).getUint32(0, true) === HEADER_MAGIC
}

/** The headers that a `Packages.db` holds, in the order of its slots: the format of rpm's lib/backend/ndb/rpmpkg.c. Throws {@link Damage}. */
export function* readNdb(bytes: Uint8Array): Generator<Uint8Array> {
  const view = viewOf(bytes)
  const pages = view.getUint32(12, true)
  const end = pages * PAGE
  if (pages === 0 || end > bytes.length) throw new Damage('its slots are beyond its end')
  const allowance = createAllowance(bytes.length)
  // The header takes the place of the first two slots.
  for (let offset = 2 * SLOT; offset < end; offset += SLOT) {
    if (view.getUint32(offset, true) !== SLOT_MAGIC) throw new Damage('a slot is none')
    const block = view.getUint32(offset + 8, true)
    if (block === 0) continue
    const start = block * SLOT
    if (start + SLOT > bytes.length || view.getUint32(start, true) !== BLOB_MAGIC)
      throw new Damage('a slot leads to no package')
    const length = view.getUint32(start + 12, true)
    if (start + SLOT + length > bytes.length) throw new Damage('a package is beyond its end')
    allowance.take(length)
    yield bytes.subarray(start + SLOT, start + SLOT + length)
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
