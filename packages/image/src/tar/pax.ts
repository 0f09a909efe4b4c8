import { decodeName } from '@veinmind/sdk/target'

/** What a PAX extended header says of the entry after it. Absent members say nothing. */
export interface PaxRecords {
  path?: string
  linkPath?: string
  userName?: string
  groupName?: string
  size?: number
  uid?: number
  gid?: number
  mtime?: number
  atime?: number
  ctime?: number
  xattrs?: Map<string, Uint8Array>
  sparse?: PaxSparse
}

/** The `GNU.sparse.*` records. */
export interface PaxSparse {
  major?: string
  minor?: string
  name?: string
  size?: string
  realSize?: string
  blocks?: string
  /** Offsets and lengths by turns, as written; 0.0 gives them one record each, 0.1 in one list. */
  map?: string
}

/**
 * The records of a PAX extended header (`<length> <key>=<value>\n`, POSIX.1-2017 pax), with the strictness of Go's
 * archive/tar, which is what unpacks images; undefined when it is malformed. Values of `SCHILY.xattr.*` stay bytes.
 */
export function parsePax(bytes: Buffer): PaxRecords | undefined {
  const records: PaxRecords = {}
  const pairs: string[] = []
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    if (space <= at || space - at > MAX_DIGITS) return undefined
    const length = decimal(bytes.toString('latin1', at, space))
    const end = at + length
    if (!(length >= 5) || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined
    const equals = bytes.indexOf(0x3d, space)
    if (equals <= space + 1 || equals >= end - 1) return undefined
    const key = decodeName(bytes.subarray(space + 1, equals))
    if (key.includes('\0')) return undefined
    if (!setRecord(records, pairs, key, bytes.subarray(equals + 1, end - 1))) return undefined
    at = end
  }
  if (pairs.length > 0) (records.sparse ??= {}).map = pairs.join(',')
  return records
}

type TextKey = 'path' | 'linkPath' | 'userName' | 'groupName'
type NumberKey = 'size' | 'uid' | 'gid' | 'mtime' | 'atime' | 'ctime'

const TEXTS: ReadonlyMap<string, TextKey> = new Map([
  ['path', 'path'],
  ['linkpath', 'linkPath'],
  ['uname', 'userName'],
  ['gname', 'groupName'],
])

/** As Go's `ParseInt` takes them: a sign, and as many zeros in front as there are. */
const INTEGER = /^[+-]?\d{1,64}$/
const TIME = /^[+-]?\d{1,64}(?:\.\d{0,64})?$/

const NUMBERS: ReadonlyMap<string, readonly [NumberKey, RegExp]> = new Map([
  ['size', ['size', INTEGER]],
  ['uid', ['uid', INTEGER]],
  ['gid', ['gid', INTEGER]],
  ['mtime', ['mtime', TIME]],
  ['atime', ['atime', TIME]],
  ['ctime', ['ctime', TIME]],
])

const SPARSE: ReadonlyMap<string, keyof PaxSparse> = new Map([
  ['GNU.sparse.major', 'major'],
  ['GNU.sparse.minor', 'minor'],
  ['GNU.sparse.name', 'name'],
  ['GNU.sparse.size', 'size'],
  ['GNU.sparse.realsize', 'realSize'],
  ['GNU.sparse.numblocks', 'blocks'],
  ['GNU.sparse.map', 'map'],
])

const SCHILY_XATTR = 'SCHILY.xattr.'
const LIBARCHIVE_XATTR = 'LIBARCHIVE.xattr.'

/** Takes one record over; false when its value is malformed. An empty value keeps what the tar header says. */
function setRecord(records: PaxRecords, pairs: string[], key: string, value: Buffer): boolean {
  const text = TEXTS.get(key)
  if (text !== undefined) {
    if (value.includes(0)) return false
    if (value.length > 0) records[text] = decodeName(value)
    return true
  }
  const number = NUMBERS.get(key)
  if (number !== undefined) return setNumber(records, number, value)
  if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
    const isTurn = (key === 'GNU.sparse.offset') === (pairs.length % 2 === 0)
    pairs.push(value.toString('latin1'))
    return isTurn && !value.includes(0x2c)
  }
  const sparse = SPARSE.get(key)
  if (sparse !== undefined) (records.sparse ??= {})[sparse] = decodeName(value)
  else if (key.startsWith(SCHILY_XATTR)) setXattr(records, key.slice(SCHILY_XATTR.length), value)
  else if (key.startsWith(LIBARCHIVE_XATTR)) setLibarchiveXattr(records, key.slice(LIBARCHIVE_XATTR.length), value)
  return true
}

function setNumber(records: PaxRecords, [name, shape]: readonly [NumberKey, RegExp], value: Buffer): boolean {
  if (value.length === 0) return true
  const text = value.toString('latin1')
  const number = Number(text)
  if (!shape.test(text) || Math.abs(number) > Number.MAX_SAFE_INTEGER) return false
  records[name] = number
  return true
}

function setXattr(records: PaxRecords, name: string, value: Buffer): void {
  records.xattrs ??= new Map()
  records.xattrs.set(name, Uint8Array.from(value))
}

/** libarchive percent-encodes names and base64-encodes values; where both forms stand, the plain one wins. */
function setLibarchiveXattr(records: PaxRecords, encoded: string, value: Buffer): void {
  const name = percentDecode(encoded)
  if (records.xattrs?.has(name)) return
  setXattr(records, name, Buffer.from(value.toString('latin1'), 'base64'))
}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  const latin1 = text.replace(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return decodeName(Buffer.from(latin1, 'latin1'))
}

/** Digits of a number, zeros in front included: nobody writes as many. */
export const MAX_DIGITS = 64

/** A number of decimal digits that a double holds exactly, as Go reads it (zeros and a plus may stand in front); NaN for anything else. */
export function decimal(text: string): number {
  if (!/^\+?\d+$/.test(text) || text.length > MAX_DIGITS) return Number.NaN
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : Number.NaN
}
