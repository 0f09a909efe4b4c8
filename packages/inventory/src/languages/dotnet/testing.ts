/** A PE file of .NET with the strings of a version, for tests. */
export function buildAssembly(
  strings: Readonly<Record<string, string>>,
  { isManaged = true }: { readonly isManaged?: boolean } = {},
): Buffer {
  const table = block(
    '040904b0',
    Buffer.concat(Object.entries(strings).map(([name, value]) => block(name, text(value), value.length + 1))),
  )
  const resource = block('VS_VERSION_INFO', Buffer.concat([Buffer.alloc(52), block('StringFileInfo', table)]), 52)
  const dos = Buffer.alloc(64)
  dos.write('MZ', 'latin1')
  dos.writeUInt32LE(64, 60)
  const head = Buffer.alloc(24)
  head.write('PE\0\0', 'latin1')
  head.writeUInt16LE(1, 6)
  head.writeUInt16LE(224, 20)
  const optional = Buffer.alloc(224)
  optional.writeUInt16LE(0x10b, 0)
  if (isManaged) optional.writeUInt32LE(0x2000, 96 + 14 * 8)
  const section = Buffer.alloc(40)
  section.write('.rsrc', 'latin1')
  section.writeUInt32LE(0x1000, 12)
  section.writeUInt32LE(resource.length, 16)
  section.writeUInt32LE(64 + 24 + 224 + 40, 20)
  return Buffer.concat([dos, head, optional, section, resource])
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf16le')
}

/** A length, that of its value, a kind, a name, and what stands in it, each at a place that four divides. */
function block(name: string, content: Buffer, valueLength = 0): Buffer {
  const head = Buffer.concat([Buffer.alloc(6), text(name)])
  const padded = Buffer.concat([head, Buffer.alloc((4 - (head.length % 4)) % 4), content])
  padded.writeUInt16LE(padded.length, 0)
  padded.writeUInt16LE(valueLength, 2)
  padded.writeUInt16LE(1, 4)
  return Buffer.concat([padded, Buffer.alloc((4 - (padded.length % 4)) % 4)])
}
