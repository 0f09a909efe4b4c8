/** Bytes that follow the tag of each kind of constant (JVM specification 4.4); texts have a length of their own. */
const SIZES: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
}
const TEXT = 1
const MAGIC = 0xcafebabe
const FIRST = 10

/** The texts among the constants of a class: names of classes, methods and fields, and what stands in quotes. Empty for what is no class; those before the damage of a damaged one. */
export function textsOfClass(bytes: Uint8Array): readonly string[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < FIRST || file.readUInt32BE(0) !== MAGIC) return []
  const texts: string[] = []
  let at = FIRST
  for (let left = file.readUInt16BE(8) - 1; left > 0; left--) {
    if (at + 3 > file.length) return texts
    const tag = file[at] ?? 0
    if (tag === TEXT) {
      const end = at + 3 + file.readUInt16BE(at + 1)
      if (end > file.length) return texts
      texts.push(file.toString('latin1', at + 3, end))
      at = end
      continue
    }
    const size = SIZES[tag]
    if (size === undefined) return texts
    at += 1 + size
    // Numbers of eight bytes take two places.
    if (size === 8) left -= 1
  }
  return texts
}
