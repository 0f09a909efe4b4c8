import type { Bytes, Executable, Section } from '../../executables/model.ts'
import { bufferOf, Numbers, readAddress, readSection } from '../../executables/model.ts'
import { findSymbols, readGoString } from '../../executables/symbols.ts'

/** What Go's linker leaves in a program: the version of Go, and the modules as text. */
export interface BuildInfo {
  /** `go1.22.1`, `go1.22.1 X:boringcrypto`, `devel go1.24-abcdef`. */
  readonly version: string
  readonly modules: string
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGNED = 16
/** Where the linker puts it: at the beginning of the data. */
const SEARCHED = 1 << 20
const INLINE = 2
const BIG_ENDIAN = 1
/** Characters of the list of modules. */
const MAX_MODULES = 8 << 20
/** The bytes before and behind the list of modules, by which it is found (cmd/go, modload/build.go). */
const LIST_START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex')
const LIST_END = Buffer.from('f932433186182072008242104116d8f2', 'hex')
/** Bytes of the read-only data of programs of Go 1.12 that are searched. */
const MAX_DATA = 256 << 20

/** The build information of a Go program of 1.12 and later; undefined where the program has none. */
export async function readBuildInfo(bytes: Bytes, executable: Executable): Promise<BuildInfo | undefined> {
  const place = await findInfo(bytes, executable)
  if (place === undefined) return isGo(executable) ? readOldInfo(bytes, executable) : undefined
  const head = place.head
  const flags = head[15] ?? 0
  if ((flags & INLINE) !== 0) {
    const version = await readInline(bytes, place.position + 32)
    const modules = version === undefined ? undefined : await readInline(bytes, version.end)
    return version === undefined
      ? undefined
      : { version: version.text, modules: listOf(modules?.bytes ?? Buffer.alloc(0)) }
  }
  // Up to 1.17 two pointers to strings stand there, as wide and in the order that the head says.
  const width = head[14] === 4 ? 4 : 8
  const pointers = new Numbers(head, (flags & BIG_ENDIAN) !== 0)
  const shape = { ...executable, is64: width === 8, isBigEndian: (flags & BIG_ENDIAN) !== 0 }
  const version = await readGoString(bytes, shape, pointers.word(16, width === 8), 256)
  const modules = await readGoBytes(bytes, shape, pointers.word(16 + width, width === 8))
  return version === '' ? undefined : { version, modules: listOf(modules) }
}

async function findInfo(
  bytes: Bytes,
  { format, sections, segments }: Executable,
): Promise<{ readonly position: number; readonly head: Buffer } | undefined> {
  const named = sections.find(({ name }) => name === '.go.buildinfo' || name === '__go_buildinfo')
  const first = segments.find(({ isWritable }) => isWritable)
  const places = named === undefined ? (first === undefined || format === 'elf' ? [] : [first]) : [named]
  for (const { position, size } of places) {
    const data = bufferOf(await bytes.read(position, Math.min(size, SEARCHED)))
    for (let at = data.indexOf(MAGIC); at >= 0; at = data.indexOf(MAGIC, at + 1)) {
      if (at % ALIGNED === 0 && at + 32 <= data.length)
        return { position: position + at, head: data.subarray(at, at + 32) }
    }
  }
  return undefined
}

/** A string with its length before it, in seven bits a byte. */
async function readInline(
  bytes: Bytes,
  position: number,
): Promise<{ readonly text: string; readonly bytes: Buffer; readonly end: number } | undefined> {
  const head = bufferOf(await bytes.read(position, 10))
  let length = 0
  for (let at = 0; at < head.length && at < 5; at++) {
    const byte = head[at] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte >= 0x80) continue
    if (length > MAX_MODULES) return undefined
    const start = position + at + 1
    const content = bufferOf(await bytes.read(start, length))
    return { text: content.toString('utf8'), bytes: content, end: start + length }
  }
  return undefined
}

async function readGoBytes(bytes: Bytes, executable: Executable, address: number): Promise<Buffer> {
  const width = executable.is64 ? 8 : 4
  const numbers = new Numbers(await readAddress(bytes, executable, address, 2 * width), executable.isBigEndian)
  const length = numbers.word(width, executable.is64)
  return length === 0 || length > MAX_MODULES
    ? Buffer.alloc(0)
    : readAddress(bytes, executable, numbers.word(0, executable.is64), length)
}

/** The list without the bytes around it; empty for a program that was built without modules. */
function listOf(bytes: Buffer): string {
  return bytes.length >= 33 && bytes[bytes.length - 17] === 0x0a ? bytes.toString('utf8', 16, bytes.length - 16) : ''
}

function isGo({ sections }: Executable): boolean {
  return sections.some(({ name }) => name === '.gopclntab' || name === '.note.go.buildid' || name === '__gopclntab')
}

/** Programs of Go 1.12: the list is found by the bytes around it, and the version by the name of its variable or by its form. */
async function readOldInfo(bytes: Bytes, executable: Executable): Promise<BuildInfo | undefined> {
  const symbol = (await findSymbols(bytes, executable, ['runtime.buildVersion'])).get('runtime.buildVersion')
  const said = symbol === undefined ? '' : await readGoString(bytes, executable, symbol, 256)
  const section = executable.sections.find(({ name }) => name === '.rodata' || name === '__rodata')
  const data = section === undefined ? Buffer.alloc(0) : await readSection(bytes, section satisfies Section, MAX_DATA)
  const start = data.indexOf(LIST_START)
  const end = start < 0 ? -1 : data.indexOf(LIST_END, start)
  const modules = end < 0 || end - start > MAX_MODULES ? '' : data.toString('utf8', start + 16, end)
  const version = said === '' ? versionIn(data) : said
  return version === '' && modules === '' ? undefined : { version, modules }
}

/** Strings of Go stand side by side, so what follows may be another's: of three numbers no more than two digits each are taken. */
function versionIn(data: Buffer): string {
  for (let at = data.indexOf('go1.'); at >= 0; at = data.indexOf('go1.', at + 1)) {
    const [version] = /^go1\.\d{1,2}(?:\.\d{1,2})?/.exec(data.toString('latin1', at, at + 12)) ?? []
    if (version !== undefined) return version
  }
  return ''
}
