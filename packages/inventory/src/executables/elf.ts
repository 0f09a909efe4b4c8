import type { Bytes, Executable, Section, Segment } from './model.ts'
import { bufferOf, MAX_PARTS, Numbers, readSection, textAt } from './model.ts'

const HEADER_BYTES = 64
const LOADED = 1
const WRITABLE = 2
/** A section that takes no room in the file. */
const NO_BITS = 8
const MAX_NAMES = 1 << 20

/** An ELF file by its headers (System V ABI); undefined for anything else. */
export async function readElf(bytes: Bytes): Promise<Executable | undefined> {
  const head = bufferOf(await bytes.read(0, HEADER_BYTES))
  if (head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46) return undefined
  const is64 = head[4] === 2
  const isBigEndian = head[5] === 2
  const numbers = new Numbers(head, isBigEndian)
  const [programs, list] = is64 ? [numbers.u64(32), numbers.u64(40)] : [numbers.u32(28), numbers.u32(32)]
  const at = is64 ? 54 : 42
  const table = (place: number, position: number): Table => ({
    position,
    entry: numbers.u16(place),
    count: numbers.u16(place + 2),
    is64,
    isBigEndian,
  })
  const [segmentTable, sectionTable] = [table(at, programs), table(at + 4, list)]
  const segments = await readSegments(bytes, segmentTable)
  const sections = await readSections(bytes, sectionTable, numbers.u16(at + 8))
  const isCut = Math.max(segmentTable.count, sectionTable.count) > MAX_PARTS
  return { format: 'elf', is64, isBigEndian, sections, segments, isCut }
}

interface Table {
  readonly position: number
  /** Bytes of one entry. */
  readonly entry: number
  readonly count: number
  readonly is64: boolean
  readonly isBigEndian: boolean
}

async function readSegments(bytes: Bytes, table: Table): Promise<readonly Segment[]> {
  const { is64 } = table
  const { numbers, starts } = await readTable(bytes, table)
  return starts.flatMap((at) =>
    numbers.u32(at) !== LOADED
      ? []
      : [
          {
            position: numbers.word(at + (is64 ? 8 : 4), is64),
            address: numbers.word(at + (is64 ? 16 : 8), is64),
            size: numbers.word(at + (is64 ? 32 : 16), is64),
            isWritable: (numbers.u32(at + (is64 ? 4 : 24)) & WRITABLE) !== 0,
          },
        ],
  )
}

async function readSections(bytes: Bytes, table: Table, namesIndex: number): Promise<readonly Section[]> {
  const { is64 } = table
  const { numbers, starts } = await readTable(bytes, table)
  const raw = starts.map((at) => ({
    nameAt: numbers.u32(at),
    isEmpty: numbers.u32(at + 4) === NO_BITS,
    address: numbers.word(at + (is64 ? 16 : 12), is64),
    position: numbers.word(at + (is64 ? 24 : 16), is64),
    size: numbers.word(at + (is64 ? 32 : 20), is64),
  }))
  const names = raw[namesIndex]
  const text = names === undefined ? Buffer.alloc(0) : await readSection(bytes, { ...names, name: '' }, MAX_NAMES)
  return raw.map(({ nameAt, isEmpty, address, position, size }) => ({
    name: textAt(text, nameAt),
    address,
    position,
    size: isEmpty ? 0 : size,
  }))
}

async function readTable(
  bytes: Bytes,
  { position, entry, count, isBigEndian }: Table,
): Promise<{ readonly numbers: Numbers; readonly starts: readonly number[] }> {
  const isUsable = entry >= 32 && entry <= 256 && position > 0 && position < bytes.size
  const table = isUsable ? bufferOf(await bytes.read(position, entry * Math.min(count, MAX_PARTS))) : Buffer.alloc(0)
  const whole = isUsable ? Math.floor(table.length / entry) : 0
  return {
    numbers: new Numbers(table, isBigEndian),
    starts: Array.from({ length: whole }, (_, index) => index * entry),
  }
}
