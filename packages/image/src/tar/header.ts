import { createNameCache, hasValidChecksum, readCachedName, readName, readNumber } from './fields.ts'

/** The fields of a tar header block, as they stand there. */
export interface TarHeader {
  name: string
  mode: number
  uid: number
  gid: number
  size: number
  mtime: number
  atime: number | undefined
  ctime: number | undefined
  /** The type flag's byte. */
  type: number
  linkName: string
  userName: string
  groupName: string
  major: number
  minor: number
  isGnu: boolean
}

const userNames = createNameCache()
const groupNames = createNameCache()

const USTAR_PREFIX = 155
const STAR_PREFIX = 131

/** An empty header, for `parseHeader` to fill. */
export function createHeader(): TarHeader {
  return {
    name: '',
    mode: 0,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    atime: undefined,
    ctime: undefined,
    type: 0,
    linkName: '',
    userName: '',
    groupName: '',
    major: 0,
    minor: 0,
    isGnu: false,
  }
}

/** Fills `header` from the block at `start`; false when it is none: the checksum is wrong, a number is no number. */
export function parseHeader(header: TarHeader, block: Buffer, start: number, words?: Uint32Array): boolean {
  if (!hasValidChecksum(block, start, words)) return false
  header.name = readName(block, start, 100)
  header.mode = readNumber(block, start + 100, 8)
  header.uid = readNumber(block, start + 108, 8)
  header.gid = readNumber(block, start + 116, 8)
  header.size = readNumber(block, start + 124, 12)
  header.mtime = readNumber(block, start + 136, 12)
  header.atime = undefined
  header.ctime = undefined
  header.type = block[start + 156] as number
  header.linkName = block[start + 157] === 0 ? '' : readName(block, start + 157, 100)
  header.isGnu = false
  if (block[start + 257] === USTAR[0] && hasText(block, start + 257, USTAR)) readExtension(header, block, start)
  else readV7(header)
  return isSane(header)
}

const USTAR = Buffer.from('ustar')
const GNU_VERSION = Buffer.from('  \0')
const STAR_TRAILER = Buffer.from('tar\0')

function hasText(block: Buffer, at: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index += 1) if (block[at + index] !== text[index]) return false
  return true
}

function readV7(header: TarHeader): void {
  header.userName = ''
  header.groupName = ''
  header.major = 0
  header.minor = 0
}

function readExtension(header: TarHeader, block: Buffer, start: number): void {
  const isPosix = block[start + 262] === 0
  if (!isPosix && !hasText(block, start + 262, GNU_VERSION)) return readV7(header)
  header.userName = readCachedName(userNames, block, start + 265, 32)
  header.groupName = readCachedName(groupNames, block, start + 297, 32)
  const isDevice = header.type === 0x33 || header.type === 0x34
  header.major = isDevice ? readNumber(block, start + 329, 8) : 0
  header.minor = isDevice ? readNumber(block, start + 337, 8) : 0
  header.isGnu = !isPosix
  if (!isPosix) return readGnuTimes(header, block, start)
  if (!hasText(block, start + 508, STAR_TRAILER)) return prependPrefix(header, block, start, USTAR_PREFIX)
  prependPrefix(header, block, start, STAR_PREFIX)
  header.atime = readNumber(block, start + 476, 12)
  header.ctime = readNumber(block, start + 488, 12)
}

/** Go before 1.8 wrote a ustar prefix over GNU's times (golang.org/issue/12594): where they are no times, it is one. */
function readGnuTimes(header: TarHeader, block: Buffer, start: number): void {
  if (block[start + 345] !== 0) header.atime = readNumber(block, start + 345, 12)
  if (block[start + 357] !== 0) header.ctime = readNumber(block, start + 357, 12)
  if (!Number.isNaN(header.atime) && !Number.isNaN(header.ctime)) return
  header.atime = undefined
  header.ctime = undefined
  prependPrefix(header, block, start, USTAR_PREFIX)
}

function prependPrefix(header: TarHeader, block: Buffer, start: number, length: number): void {
  if (block[start + 345] === 0) return
  header.name = `${readName(block, start + 345, length)}/${header.name}`
}

function isSane({ mode, uid, gid, size, mtime, atime, ctime, major, minor }: TarHeader): boolean {
  return !Number.isNaN(mode + uid + gid + size + mtime + (atime ?? 0) + (ctime ?? 0) + major + minor)
}
