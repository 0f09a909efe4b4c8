import { crc32, deflateRawSync } from 'node:zlib'

/** How a zip is made wrong, or unusual. */
export interface ZipShape {
  readonly stored?: boolean
  readonly comment?: string
  readonly zip64?: boolean
  /** The member that is marked as encrypted. */
  readonly encrypted?: string
  /** The member whose stored bytes are damaged. */
  readonly broken?: string
  readonly method?: number
  readonly declaredSize?: number
  /** Where the list of a zip64 says that its members begin. */
  readonly declaredOffset?: number
}

/** A zip archive. */
export function writeZip(members: Readonly<Record<string, Uint8Array | string>>, shape: ZipShape = {}): Uint8Array {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(members)) {
    const data = Buffer.from(content)
    const packed = shape.stored ? Buffer.from(data) : deflateRawSync(data)
    if (shape.broken === name) packed.fill(0xff)
    const size = shape.declaredSize ?? data.length
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE((shape.encrypted === name ? 1 : 0) | 0x800, 2)
    fields.writeUInt16LE(shape.method ?? (shape.stored ? 0 : 8), 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(shape.zip64 ? 0xffffffff : packed.length, 14)
    fields.writeUInt32LE(shape.zip64 ? 0xffffffff : size, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed)
    const extra = shape.zip64 ? largeField(size, packed.length, shape.declaredOffset ?? offset) : Buffer.alloc(0)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(shape.zip64 ? 0xffffffff : offset, 10)
    const listed = Buffer.from(fields)
    listed.writeUInt16LE(extra.length, 24)
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), listed, rest, Buffer.from(name), extra)
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const central = Buffer.concat(directory)
  const large = shape.zip64 ? largeEnd(central.length, offset, Object.keys(members).length) : Buffer.alloc(0)
  const comment = Buffer.from(shape.comment ?? '', 'latin1')
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(shape.zip64 ? 0xffff : Object.keys(members).length, 10)
  end.writeUInt32LE(shape.zip64 ? 0xffffffff : central.length, 12)
  end.writeUInt32LE(shape.zip64 ? 0xffffffff : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...bodies, central, large, end, comment])
}

function largeField(size: number, packed: number, offset: number): Buffer {
  const field = Buffer.alloc(28)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(24, 2)
  for (const [index, value] of [size, packed, offset].entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index)
  return field
}

function largeEnd(size: number, offset: number, count: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.write('PK\x06\x06', 'latin1')
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  end.write('PK\x06\x07', 56, 'latin1')
  end.writeBigUInt64LE(BigInt(offset + size), 64)
  return end
}
