import { deflateRawSync, inflateRawSync, crc32 } from 'node:zlib'

/** A zip archive, its members deflated. */
export function writeZip(members: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(members)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(data.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, rest, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(members).length, 8)
  end.writeUInt16LE(Object.keys(members).length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

/** The members of a zip archive by its central directory; nothing when it is none. Members beyond `max` bytes are left out. */
export function* readZip(
  bytes: Uint8Array,
  max: number,
): Generator<{ readonly name: string; readonly data: Uint8Array }> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > zip.length) return
  let position = zip.readUInt32LE(end + 16)
  while (position + 46 <= end && zip.toString('latin1', position, position + 4) === 'PK\x01\x02') {
    const nameLength = zip.readUInt16LE(position + 28)
    const name = zip.toString('utf8', position + 46, position + 46 + nameLength)
    const size = zip.readUInt32LE(position + 24)
    const local = zip.readUInt32LE(position + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + zip.readUInt32LE(position + 20))
    if (size <= max) yield { name, data: inflateRawSync(packed, { maxOutputLength: max }) }
    position += 46 + nameLength + zip.readUInt16LE(position + 30) + zip.readUInt16LE(position + 32)
  }
}
