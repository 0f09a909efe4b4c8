/** Fields of a tar header block as they are written. A string is written as it stands, so a field may be wrong on purpose. */
export interface TarHeader {
  readonly name: string | Uint8Array
  readonly mode: number | string
  readonly uid: number | string
  readonly gid: number | string
  readonly size: number | string
  readonly mtime: number | string
  readonly checksum: number | string
  readonly typeflag: string
  readonly linkName: string | Uint8Array
  /** Magic and version together: `ustar\0` + `00`, GNU's `ustar  \0`, or nothing for v7. */
  readonly magic: string
  readonly userName: string
  readonly groupName: string
  readonly major: number | string
  readonly minor: number | string
  readonly prefix: string | Uint8Array
}

/** Magic and version of a POSIX header. */
export const USTAR_MAGIC = 'ustar\x0000'

/** Magic and version of a GNU header. */
export const GNU_MAGIC = 'ustar  \0'

/** One 512-byte header block; the checksum is right unless it is given. Numbers too large for octal become base-256. */
export function writeHeader(fields: Partial<TarHeader>): Uint8Array {
  const block = Buffer.alloc(512)
  text(block, 0, 100, fields.name ?? '')
  number(block, 100, 8, fields.mode ?? 0)
  number(block, 108, 8, fields.uid ?? 0)
  number(block, 116, 8, fields.gid ?? 0)
  number(block, 124, 12, fields.size ?? 0)
  number(block, 136, 12, fields.mtime ?? 0)
  text(block, 156, 1, fields.typeflag ?? '0')
  text(block, 157, 100, fields.linkName ?? '')
  text(block, 257, 8, fields.magic ?? USTAR_MAGIC)
  text(block, 265, 32, fields.userName ?? '')
  text(block, 297, 32, fields.groupName ?? '')
  number(block, 329, 8, fields.major ?? 0)
  number(block, 337, 8, fields.minor ?? 0)
  text(block, 345, 155, fields.prefix ?? '')
  block.fill(0x20, 148, 156)
  if (fields.checksum === undefined) {
    const sum = block.reduce((total, byte) => total + byte, 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  } else {
    number(block, 148, 8, fields.checksum)
  }
  return block
}

/** `data` filled up with zeros to whole blocks. */
export function padToBlocks(data: Uint8Array): Uint8Array {
  const rest = data.length % 512
  return rest === 0 ? data : Buffer.concat([data, Buffer.alloc(512 - rest)])
}

/** Whether `value` can be written as octal digits in a field of `width` bytes. */
export function fitsOctal(value: number, width: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < 8 ** (width - 1)
}

function text(block: Buffer, offset: number, width: number, value: string | Uint8Array): void {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  block.set(bytes.subarray(0, width), offset)
}

function number(block: Buffer, offset: number, width: number, value: number | string): void {
  if (typeof value === 'string') return text(block, offset, width, value)
  if (fitsOctal(value, width)) {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, 'latin1')
    return
  }
  // GNU base-256: two's complement, big endian, the top bit of the first byte set.
  let rest = BigInt.asUintN(width * 8 - 1, BigInt(Math.floor(value)))
  for (let index = width - 1; index >= 0; index -= 1) {
    block[offset + index] = Number(rest & 0xffn)
    rest >>= 8n
  }
  block[offset] = (block[offset] ?? 0) | 0x80
}
