import { crc32 } from 'node:zlib'
import { isWanted } from './reader.ts'
import type { PackageReader } from './reader.ts'
import type { Reading } from './reading.ts'

/** What a reader makes of a file, for tests; fails where the reader would not be asked. */
export function read(reader: PackageReader, path: string, content: string | Uint8Array): Reading | undefined {
  if (!isWanted(reader, path)) throw new Error(`${reader.id} does not want ${path}`)
  return reader.read({ path, bytes: typeof content === 'string' ? Buffer.from(content) : content })
}

/** Its packages as `name version`, and whether they are only asked for. */
export function words(reading: Reading | undefined): string[] {
  return (reading?.packages ?? []).map(
    ({ name, version, isInstalled }) => `${name} ${version}${isInstalled ? '' : ' (asked)'}`,
  )
}

/** A zip of stored files, for tests. */
export function buildZip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const bodies: Buffer[] = []
  const list: Buffer[] = []
  let position = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(10, 0)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(bytes.length, 14)
    fields.writeUInt32LE(bytes.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), bytes])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(position, 10)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([10, 0]), fields, rest, Buffer.from(name)]))
    bodies.push(local)
    position += local.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(list.length, 4)
  end.writeUInt16LE(list.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(position, 12)
  return Buffer.concat([...bodies, directory, Buffer.from('PK\x05\x06'), end])
}
