import type { Bytes, Executable } from '../../executables/model.ts'
import { readSection } from '../../executables/model.ts'

/** The strings of a file's version (VERSIONINFO), such as `ProductName`. */
export type VersionStrings = ReadonlyMap<string, string>

const MAX_RESOURCES = 8 << 20
const MAX_STRINGS = 200
const KEY = Buffer.from('VS_VERSION_INFO', 'utf16le')

/** The strings of the version of a PE file; undefined where it has none. */
export async function readVersionStrings(bytes: Bytes, { sections }: Executable): Promise<VersionStrings | undefined> {
  const section = sections.find(({ name }) => name === '.rsrc')
  if (section === undefined) return undefined
  const resources = await readSection(bytes, section, MAX_RESOURCES)
  const key = resources.indexOf(KEY)
  if (key < 6) return undefined
  const start = key - 6
  return stringsIn(resources.subarray(start, start + resources.readUInt16LE(start)))
}

/** Every leaf is a length, that of its value, a kind (1: text), a name, and the value, each at a place that four divides. */
function stringsIn(block: Buffer): VersionStrings {
  const strings = new Map<string, string>()
  const info = block.indexOf(Buffer.from('StringFileInfo', 'utf16le'))
  if (info < 6) return strings
  // The table of the first language stands behind the name, in a block of its own.
  let at = align(align(info + 2 * ('StringFileInfo'.length + 1)) + 6 + 2 * 9)
  for (let count = 0; count < MAX_STRINGS && at + 6 <= block.length; count++) {
    const length = block.readUInt16LE(at)
    if (length < 8 || at + length > block.length) break
    const name = textAt(block.subarray(at + 6, at + length))
    const value = align(at + 6 + 2 * (name.length + 1))
    if (value < at + length && name !== '' && !strings.has(name))
      strings.set(name, textAt(block.subarray(value, at + length)).trim())
    at = align(at + length)
  }
  return strings
}

function align(at: number): number {
  return (at + 3) & ~3
}

function textAt(bytes: Buffer): string {
  const text = bytes.toString('utf16le', 0, Math.min(bytes.length & ~1, 1024))
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}
