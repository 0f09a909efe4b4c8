import { decodeName, encodeName } from '@veinmind/sdk/target'
import type { Entry } from '@veinmind/sdk'

/** What few entries have, and what many have in common, is kept as records of bytes. */
export interface Extras {
  readonly atime?: number
  readonly ctime?: number
  readonly linkTarget?: string
  readonly hardLink?: string
  readonly device?: { readonly major: number; readonly minor: number }
  readonly xattrs?: ReadonlyMap<string, Uint8Array>
}

/** Who owns an entry. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  readonly userName: string
  readonly groupName: string
}

const HAS = { atime: 1, ctime: 2, linkTarget: 4, hardLink: 8, device: 16, xattrs: 32 }

/** The record of an entry's extras; undefined when it has none. */
export function encodeExtras(entry: Entry): Buffer | undefined {
  const { atime, ctime, linkTarget, hardLink, device, xattrs } = entry
  const flags =
    (atime === undefined ? 0 : HAS.atime) |
    (ctime === undefined ? 0 : HAS.ctime) |
    (linkTarget === undefined ? 0 : HAS.linkTarget) |
    (hardLink === undefined ? 0 : HAS.hardLink) |
    (device === undefined ? 0 : HAS.device) |
    (xattrs === undefined ? 0 : HAS.xattrs)
  if (flags === 0) return undefined
  const parts: Uint8Array[] = [Buffer.of(flags)]
  if (atime !== undefined) parts.push(number(atime))
  if (ctime !== undefined) parts.push(number(ctime))
  if (linkTarget !== undefined) parts.push(...bytes(encodeName(linkTarget)))
  if (hardLink !== undefined) parts.push(...bytes(encodeName(hardLink)))
  if (device !== undefined) parts.push(number(device.major), number(device.minor))
  if (xattrs !== undefined) {
    parts.push(length(xattrs.size))
    for (const [name, value] of xattrs) parts.push(...bytes(encodeName(name)), ...bytes(value))
  }
  return Buffer.concat(parts)
}

/** The extras in a record; throws `RangeError` when it is damaged. */
export function decodeExtras(heap: Buffer, start: number): Extras {
  const cursor = createCursor(heap, start)
  const flags = cursor.byte()
  if (flags === 0 || flags > 63) throw new RangeError('unknown flags')
  const extras: { -readonly [K in keyof Extras]: Extras[K] } = {}
  if (flags & HAS.atime) extras.atime = cursor.number()
  if (flags & HAS.ctime) extras.ctime = cursor.number()
  if (flags & HAS.linkTarget) extras.linkTarget = decodeName(cursor.bytes())
  if (flags & HAS.hardLink) extras.hardLink = decodeName(cursor.bytes())
  if (flags & HAS.device) extras.device = { major: cursor.number(), minor: cursor.number() }
  if (flags & HAS.xattrs) {
    const xattrs = new Map<string, Uint8Array>()
    for (let left = cursor.length(); left > 0; left -= 1)
      xattrs.set(decodeName(cursor.bytes()), Uint8Array.from(cursor.bytes()))
    extras.xattrs = xattrs
  }
  return extras
}

/** The record of an owner. */
export function encodeOwner({ uid, gid, userName, groupName }: Owner): Buffer {
  return Buffer.concat([number(uid), number(gid), ...bytes(encodeName(userName)), ...bytes(encodeName(groupName))])
}

/** The owner in a record; throws `RangeError` when it is damaged. */
export function decodeOwner(heap: Buffer, start: number): Owner {
  const cursor = createCursor(heap, start)
  const uid = cursor.number()
  const gid = cursor.number()
  return { uid, gid, userName: decodeName(cursor.bytes()), groupName: decodeName(cursor.bytes()) }
}

function number(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(8)
  buffer.writeDoubleLE(value)
  return buffer
}

function length(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function bytes(value: Uint8Array): [Buffer, Uint8Array] {
  return [length(value.length), value]
}

interface Cursor {
  byte(): number
  length(): number
  number(): number
  bytes(): Buffer
}

function createCursor(heap: Buffer, start: number): Cursor {
  let at = start
  const skip = (count: number): number => {
    at += count
    if (at > heap.length) throw new RangeError('the record breaks off')
    return at - count
  }
  const cursor = {
    byte: () => heap.readUInt8(skip(1)),
    length: () => heap.readUInt32LE(skip(4)),
    number: () => {
      const value = heap.readDoubleLE(skip(8))
      if (!Number.isFinite(value)) throw new RangeError('not a number')
      return value
    },
    bytes: () => {
      const size = cursor.length()
      const from = skip(size)
      return heap.subarray(from, from + size)
    },
  }
  return cursor
}
