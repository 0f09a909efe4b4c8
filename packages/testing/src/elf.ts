/** A small ELF file (64 bits, little endian) of named parts, for tests: each is a section and a loaded segment that begins at its address. */
export function buildElf(
  parts: readonly { readonly name: string; readonly content: Uint8Array; readonly address?: number }[],
): Buffer {
  const all = [
    { name: '', content: Buffer.alloc(0) },
    ...parts,
    { name: '.shstrtab', content: Buffer.from(`\0${parts.map(({ name }) => name).join('\0')}\0.shstrtab\0`, 'latin1') },
  ]
  const strings = all.at(-1)?.content as Buffer
  const head = Buffer.alloc(64)
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(head)
  const programs = 64
  let position = programs + 56 * parts.length
  const bodies: Uint8Array[] = []
  const segments: Buffer[] = []
  const sections: Buffer[] = []
  for (const [index, { name, content, ...rest }] of all.entries()) {
    const padding = (16 - (position % 16)) % 16
    bodies.push(Buffer.alloc(padding), content)
    position += padding
    const address = 'address' in rest ? (rest.address ?? 0) : 0
    const section = Buffer.alloc(64)
    section.writeUInt32LE(index === 0 ? 0 : Math.max(0, strings.indexOf(`${name}\0`, 0, 'latin1')), 0)
    section.writeUInt32LE(index === 0 ? 0 : 1, 4)
    section.writeBigUInt64LE(BigInt(address), 16)
    section.writeBigUInt64LE(BigInt(position), 24)
    section.writeBigUInt64LE(BigInt(content.length), 32)
    sections.push(section)
    if (index > 0 && index < all.length - 1) {
      const segment = Buffer.alloc(56)
      segment.writeUInt32LE(1, 0)
      segment.writeUInt32LE(6, 4)
      segment.writeBigUInt64LE(BigInt(position), 8)
      segment.writeBigUInt64LE(BigInt(address), 16)
      segment.writeBigUInt64LE(BigInt(content.length), 32)
      segments.push(segment)
    }
    position += content.length
  }
  head.writeUInt16LE(2, 16)
  head.writeBigUInt64LE(BigInt(programs), 32)
  head.writeBigUInt64LE(BigInt(position), 40)
  head.writeUInt16LE(56, 54)
  head.writeUInt16LE(parts.length, 56)
  head.writeUInt16LE(64, 58)
  head.writeUInt16LE(all.length, 60)
  head.writeUInt16LE(all.length - 1, 62)
  return Buffer.concat([head, ...segments, ...bodies, ...sections])
}
