import type { Bytes, Executable } from './model.ts'
import { Numbers, readAddress, readSection } from './model.ts'

/** Bytes of the tables that are searched: those of the largest programs. */
const MAX_TABLE = 64 << 20

/** Where the symbols of these names are loaded, of an ELF file that was not stripped of them. */
export async function findSymbols(
  bytes: Bytes,
  executable: Executable,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  if (executable.format !== 'elf') return found
  for (const [table, strings] of [
    ['.symtab', '.strtab'],
    ['.dynsym', '.dynstr'],
  ] as const) {
    const symbols = executable.sections.find(({ name }) => name === table)
    const text = executable.sections.find(({ name }) => name === strings)
    if (symbols === undefined || text === undefined) continue
    const wanted = placesOf(await readSection(bytes, text, MAX_TABLE), names)
    if (wanted.size === 0) continue
    const list = await readSection(bytes, symbols, MAX_TABLE)
    const numbers = new Numbers(list, executable.isBigEndian)
    const entry = executable.is64 ? 24 : 16
    for (let at = 0; at + entry <= list.length; at += entry) {
      const name = wanted.get(numbers.u32(at))
      if (name !== undefined && !found.has(name))
        found.set(name, numbers.word(at + (executable.is64 ? 8 : 4), executable.is64))
    }
  }
  return found
}

/** Where the names stand among the strings; a name stands there once. */
function placesOf(strings: Buffer, names: readonly string[]): ReadonlyMap<number, string> {
  const places = new Map<number, string>()
  for (const name of names) {
    const at = strings.indexOf(`\0${name}\0`, 0, 'latin1')
    if (at >= 0) places.set(at + 1, name)
  }
  return places
}

/** The string of a variable of Go at an address: a pointer and a length. */
export async function readGoString(
  bytes: Bytes,
  executable: Executable,
  address: number,
  most: number = 1 << 20,
): Promise<string> {
  const width = executable.is64 ? 8 : 4
  const numbers = new Numbers(await readAddress(bytes, executable, address, 2 * width), executable.isBigEndian)
  const length = numbers.word(width, executable.is64)
  if (length === 0 || length > most) return ''
  return (await readAddress(bytes, executable, numbers.word(0, executable.is64), length)).toString('utf8')
}
