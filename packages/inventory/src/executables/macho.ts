import type { Bytes, Executable, Section, Segment } from './model.ts'
import { bufferOf, MAX_PARTS, Numbers, textAt } from './model.ts'

const SEGMENT = 1
const SEGMENT_64 = 0x19
const MAX_COMMANDS = 1 << 20
const WRITABLE = 2

/** A Mach-O file by its load commands, of a universal one its first; undefined for anything else. */
export async function readMacho(bytes: Bytes, start = 0): Promise<Executable | undefined> {
  const head = bufferOf(await bytes.read(start, 32))
  if (head.length < 32) return undefined
  const magic = head.readUInt32BE(0)
  // A class file of Java has the same first bytes, and a version where this has a small count.
  if (start === 0 && magic === 0xcafebabe && head.readUInt32BE(4) < 20) return readMacho(bytes, head.readUInt32BE(16))
  const isBigEndian = magic === 0xfeedface || magic === 0xfeedfacf
  if (!isBigEndian && magic !== 0xcefaedfe && magic !== 0xcffaedfe) return undefined
  const is64 = magic === 0xfeedfacf || magic === 0xcffaedfe
  const header = new Numbers(head, isBigEndian)
  const commands = bufferOf(await bytes.read(start + (is64 ? 32 : 28), Math.min(header.u32(20), MAX_COMMANDS)))
  const numbers = new Numbers(commands, isBigEndian)
  const sections: Section[] = []
  const segments: Segment[] = []
  let isCut = header.u32(16) > MAX_PARTS || header.u32(20) > MAX_COMMANDS
  const count = Math.min(header.u32(16), MAX_PARTS)
  for (let at = 0, index = 0; index < count && at + 8 <= commands.length; index++) {
    const kind = numbers.u32(at)
    const length = numbers.u32(at + 4)
    if (length < 8) break
    if (kind === SEGMENT || kind === SEGMENT_64) readSegment(at, kind === SEGMENT_64)
    at += length
  }
  return { format: 'macho', is64, isBigEndian, sections, segments, isCut }

  function readSegment(at: number, isWide: boolean): void {
    const step = isWide ? 8 : 4
    const from = at + 24
    const parts = numbers.u32(from + step * 4 + 8)
    segments.push({
      address: numbers.word(from, isWide),
      position: start + numbers.word(from + step * 2, isWide),
      size: numbers.word(from + step * 3, isWide),
      isWritable: (numbers.u32(from + step * 4 + 4) & WRITABLE) !== 0,
    })
    const first = from + step * 4 + 16
    const entry = isWide ? 80 : 68
    const read = Math.min(parts, MAX_PARTS - sections.length)
    if (read < parts) isCut = true
    for (let part = 0; part < read && first + (part + 1) * entry <= commands.length; part++) {
      const place = first + part * entry
      sections.push({
        name: textAt(commands, place, 16),
        address: numbers.word(place + 32, isWide),
        size: numbers.word(place + 32 + step, isWide),
        position: start + numbers.u32(place + 32 + step * 2),
      })
    }
  }
}
