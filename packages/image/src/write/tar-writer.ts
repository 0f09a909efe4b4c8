import { encodeName } from '@veinmind/sdk/target'
import type { Entry } from '@veinmind/sdk'

const TYPEFLAGS: Readonly<Record<Entry['type'], string>> = {
  file: '0',
  directory: '5',
  symlink: '2',
  character: '3',
  block: '4',
  fifo: '6',
  socket: '6',
}
const BLOCK = 512

/** The two zero blocks at the end of a tar. */
export const END_OF_TAR: Uint8Array = Buffer.alloc(2 * BLOCK)

/**
 * Says nothing, and stands before the first name: that may be any, also the first bytes of a gzip stream, and a reader tells
 * a compressed layer by its beginning.
 */
export const START_OF_TAR: Uint8Array = paxHeader(paxRecord('comment', Buffer.from('veinmind')), 'g')

/**
 * The header of an entry (POSIX ustar; what does not fit, and extended attributes, in PAX records). A file's content is to
 * follow, and then `padding`.
 */
export function tarHeader(entry: Entry): Uint8Array {
  const name = encodeName(entry.path.slice(1) + (entry.type === 'directory' ? '/' : ''))
  const link = encodeName(entry.hardLink?.slice(1) ?? entry.linkTarget ?? '')
  const records: Uint8Array[] = []
  if (name.length > 100) records.push(paxRecord('path', name))
  if (link.length > 100) records.push(paxRecord('linkpath', link))
  const numbers = { uid: entry.uid, gid: entry.gid, size: entry.size, mtime: Math.floor(entry.mtime) }
  for (const [key, value] of Object.entries(numbers))
    if (!fits(value, key)) records.push(paxRecord(key, Buffer.from(String(value))))
  for (const [key, value] of entry.xattrs ?? []) records.push(paxRecord(`SCHILY.xattr.${key}`, value))
  const header = block(
    { name, link, size: entry.size, mtime: numbers.mtime },
    entry,
    entry.hardLink === undefined ? TYPEFLAGS[entry.type] : '1',
  )
  if (records.length === 0) return header
  return Buffer.concat([paxHeader(Buffer.concat(records), 'x'), header])
}

function paxHeader(body: Uint8Array, type: 'x' | 'g'): Uint8Array {
  const name = Buffer.from('PaxHeaders.0/entry')
  const header = block(
    { name, link: Buffer.alloc(0), size: body.length, mtime: 0 },
    { mode: 0o644, uid: 0, gid: 0 },
    type,
  )
  return Buffer.concat([header, body, padding(body.length)])
}

/** Zeros that fill up the last block of `bytes` bytes. */
export function padding(bytes: number): Uint8Array {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK)
}

interface Fields {
  readonly name: Uint8Array
  readonly link: Uint8Array
  readonly size: number
  readonly mtime: number
}

function block(
  { name, link, size, mtime }: Fields,
  { mode, uid, gid, device }: Pick<Entry, 'mode' | 'uid' | 'gid' | 'device'>,
  type: string,
): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.set(name.subarray(0, 100), 0)
  octal(header, 100, { width: 8, value: mode })
  octal(header, 108, { width: 8, value: uid })
  octal(header, 116, { width: 8, value: gid })
  octal(header, 124, { width: 12, value: size })
  octal(header, 136, { width: 12, value: mtime })
  header.write(type, 156, 'latin1')
  header.set(link.subarray(0, 100), 157)
  header.write('ustar\x0000', 257, 'latin1')
  octal(header, 329, { width: 8, value: device?.major ?? 0 })
  octal(header, 337, { width: 8, value: device?.minor ?? 0 })
  header.fill(0x20, 148, 156)
  let sum = 0
  for (let at = 0; at < BLOCK; at += 1) sum += header[at] as number
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

function octal(
  header: Buffer,
  offset: number,
  { width, value }: { readonly width: number; readonly value: number },
): void {
  const fitting = value >= 0 && value < 8 ** (width - 1) ? value : 0
  header.write(fitting.toString(8).padStart(width - 1, '0'), offset, 'latin1')
}

function fits(value: number, key: string): boolean {
  return value >= 0 && value < 8 ** (key === 'size' || key === 'mtime' ? 11 : 7)
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}
