import { encodeName } from '@veinmind/sdk/target'
import type { EntryType } from '@veinmind/sdk'
import { fitsOctal, GNU_MAGIC, padToBlocks, writeHeader } from './tar-header.ts'
import type { TarHeader } from './tar-header.ts'

/** One entry to be written. Names are written as they stand: `../x`, `/x` and bytes that are not UTF-8 included. */
export interface TarEntry {
  readonly name: string | Uint8Array
  /** By default what the other members say: `symlink` with a link target, `file` otherwise. */
  readonly type?: EntryType
  readonly content?: string | Uint8Array
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly userName?: string
  readonly groupName?: string
  /** Seconds since 1970; fractions become a PAX record. */
  readonly mtime?: number
  /** Target of a symbolic link. */
  readonly linkTarget?: string | Uint8Array
  /** Name of an earlier entry that this is a hard link to. */
  readonly hardLink?: string | Uint8Array
  readonly xattrs?: Readonly<Record<string, Uint8Array>>
  readonly device?: { readonly major: number; readonly minor: number }
  /** How what does not fit a header is written: PAX records (default), or GNU long names and base-256 numbers. */
  readonly format?: 'pax' | 'gnu'
  /** PAX records of the caller's own, such as `GNU.sparse.map`. */
  readonly pax?: Readonly<Record<string, string | Uint8Array>>
  /** Header fields that replace the right ones: for archives that lie. */
  readonly header?: Partial<TarHeader>
}

/**
 * A tar archive with the entries in their order; the same entries give the same bytes. A `Uint8Array` among the entries is
 * written as it stands. `end: false` leaves out the two zero blocks at the end.
 */
export function writeTar(
  entries: Iterable<TarEntry | Uint8Array>,
  options: { readonly end?: boolean } = {},
): Uint8Array {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    if (entry instanceof Uint8Array) parts.push(entry)
    else parts.push(...writeEntry(entry))
  }
  if (options.end !== false) parts.push(Buffer.alloc(1024))
  return Buffer.concat(parts)
}

/** A PAX extended header (`x`), or a global one (`g`), with its records. */
export function writePax(
  records: Readonly<Record<string, string | Uint8Array>>,
  typeflag: 'x' | 'g' = 'x',
): Uint8Array {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)))
  const header = writeHeader({ name: 'PaxHeaders.0/entry', mode: 0o644, size: body.length, typeflag })
  return Buffer.concat([header, padToBlocks(body)])
}

/** What an entry is, said or implied. */
export function typeOf(entry: TarEntry): EntryType {
  return entry.type ?? (entry.linkTarget === undefined ? 'file' : 'symlink')
}

/** The bytes of a name or a content. */
export function toBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? encodeName(value) : value
}

const TYPEFLAGS: Readonly<Record<EntryType, string>> = {
  file: '0',
  directory: '5',
  symlink: '2',
  character: '3',
  block: '4',
  fifo: '6',
  // tar has no sockets: archivers leave them out; written as a FIFO when a test insists.
  socket: '6',
}

function writeEntry(entry: TarEntry): Uint8Array[] {
  const type = typeOf(entry)
  const isHardLink = entry.hardLink !== undefined
  const body = type === 'file' && !isHardLink ? toBytes(entry.content ?? '') : new Uint8Array()
  const link = toBytes(entry.hardLink ?? entry.linkTarget ?? '')
  const name = toBytes(entry.name)
  const isGnu = entry.format === 'gnu'
  const split = splitName(name, isGnu)
  const extra: Record<string, string | Uint8Array> = { ...entry.pax }
  const before: Uint8Array[] = []
  if (!split) {
    if (isGnu) before.push(gnuLong('L', name))
    else extra['path'] = name
  }
  if (link.length > 100) {
    if (isGnu) before.push(gnuLong('K', link))
    else extra['linkpath'] = link
  }
  if (!isGnu) addNumbers(entry, body.length, extra)
  for (const [key, value] of Object.entries(entry.xattrs ?? {})) extra[`SCHILY.xattr.${key}`] = value
  if (Object.keys(extra).length > 0) before.push(writePax(extra))
  const number = (value: number, width: number): number => (isGnu || fitsOctal(value, width) ? value : 0)
  const header = writeHeader({
    name: split?.name ?? name.subarray(0, 100),
    prefix: split?.prefix ?? '',
    mode: entry.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
    uid: number(entry.uid ?? 0, 8),
    gid: number(entry.gid ?? 0, 8),
    size: number(body.length, 12),
    mtime: number(Math.floor(entry.mtime ?? 0), 12),
    typeflag: isHardLink ? '1' : TYPEFLAGS[type],
    linkName: link.subarray(0, 100),
    userName: entry.userName ?? '',
    groupName: entry.groupName ?? '',
    major: entry.device?.major ?? 0,
    minor: entry.device?.minor ?? 0,
    ...(isGnu ? { magic: GNU_MAGIC } : {}),
    ...entry.header,
  })
  return [...before, header, padToBlocks(body)]
}

function addNumbers(entry: TarEntry, size: number, records: Record<string, string | Uint8Array>): void {
  const { uid = 0, gid = 0, mtime = 0 } = entry
  if (!fitsOctal(uid, 8)) records['uid'] = String(uid)
  if (!fitsOctal(gid, 8)) records['gid'] = String(gid)
  if (!fitsOctal(size, 12)) records['size'] = String(size)
  if (!fitsOctal(mtime, 12)) records['mtime'] = String(mtime)
}

/** Name and prefix as ustar splits them at a slash; undefined when no split fits. GNU headers have no prefix. */
function splitName(name: Uint8Array, isGnu: boolean): { name: Uint8Array; prefix: Uint8Array } | undefined {
  if (name.length <= 100) return { name, prefix: new Uint8Array() }
  if (isGnu) return undefined
  for (let slash = Math.min(name.length - 2, 155); slash >= name.length - 101 && slash > 0; slash -= 1) {
    if (name[slash] === 0x2f) return { prefix: name.subarray(0, slash), name: name.subarray(slash + 1) }
  }
  return undefined
}

function gnuLong(typeflag: 'L' | 'K', value: Uint8Array): Uint8Array {
  const body = Buffer.concat([value, Buffer.alloc(1)])
  const header = writeHeader({ name: '././@LongLink', size: body.length, typeflag, magic: GNU_MAGIC })
  return Buffer.concat([header, padToBlocks(body)])
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string | Uint8Array): Uint8Array {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), toBytes(value), Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}
