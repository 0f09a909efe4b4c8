import { BLOCK, hasValidChecksum, readName, readNumber } from './fields.ts'

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

const USTAR_PREFIX = 155
const STAR_PREFIX = 131

/** The header in the block at `start`; undefined when it is none (wrong checksum, a number that is no number). */
export function parseHeader(block: Buffer, start: number): TarHeader | undefined {
  if (!hasValidChecksum(block, start)) return undefined
  const header: TarHeader = {
    name: readName(block, start, 100),
    mode: readNumber(block, start + 100, 8),
    uid: readNumber(block, start + 108, 8),
    gid: readNumber(block, start + 116, 8),
    size: readNumber(block, start + 124, 12),
    mtime: readNumber(block, start + 136, 12),
    atime: undefined,
    ctime: undefined,
    type: block[start + 156] as number,
    linkName: block[start + 157] === 0 ? '' : readName(block, start + 157, 100),
    userName: '',
    groupName: '',
    major: 0,
    minor: 0,
    isGnu: false,
  }
  const format = formatOf(block, start)
  if (format !== 'v7') readExtension(header, format, block, start)
  return isSane(header) ? header : undefined
}

type Format = 'v7' | 'ustar' | 'star' | 'gnu'

function formatOf(block: Buffer, start: number): Format {
  const magic = start + 257
  if (block[magic] !== 0x75 || block.toString('latin1', magic, magic + 5) !== 'ustar') return 'v7'
  if (block[magic + 5] === 0) return block.toString('latin1', start + 508, start + BLOCK) === 'tar\0' ? 'star' : 'ustar'
  return block.toString('latin1', magic + 5, magic + 8) === '  \0' ? 'gnu' : 'v7'
}

function readExtension(header: TarHeader, format: Format, block: Buffer, start: number): void {
  header.userName = readName(block, start + 265, 32)
  header.groupName = readName(block, start + 297, 32)
  header.major = readNumber(block, start + 329, 8)
  header.minor = readNumber(block, start + 337, 8)
  header.isGnu = format === 'gnu'
  if (format === 'gnu') readGnuTimes(header, block, start)
  else prependPrefix(header, block, start, format === 'star' ? STAR_PREFIX : USTAR_PREFIX)
  if (format !== 'star') return
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
  const sum = mode + uid + gid + size + mtime + (atime ?? 0) + (ctime ?? 0) + major + minor
  return !Number.isNaN(sum)
}
