import type { LayerLimits } from '../limits.ts'
import { limitError } from '../limits.ts'
import { BLOCK, readNumber } from './fields.ts'
import type { PaxRecords } from './pax.ts'
import { decimal, MAX_DIGITS } from './pax.ts'
import type { TarSink } from './types.ts'

/** Offset and length of each piece of data, in order; between them are holes. */
export type SparseMap = readonly { readonly offset: number; readonly length: number }[]

/** How the content of a sparse entry is stored. */
export interface SparsePlan {
  /** Size of the file, holes included. */
  readonly size: number
  /** The map; undefined when it stands at the start of the body (PAX 1.0). */
  readonly map: SparseMap | undefined
}

const HEADER_PIECES = { at: 386, count: 4, extended: 482 }
const EXTENSION_PIECES = { at: 0, count: 21, extended: 504 }

/** Reads the pieces of a GNU sparse header or of an extension block into `map`; false when one is no number. */
export function readGnuPieces(
  map: { offset: number; length: number }[],
  block: Buffer,
  start: number,
  part: 'header' | 'extension',
): boolean {
  const { at, count } = part === 'header' ? HEADER_PIECES : EXTENSION_PIECES
  for (let index = 0; index < count; index += 1) {
    const piece = start + at + index * 24
    if (block[piece] === 0) break
    const offset = readNumber(block, piece, 12)
    const length = readNumber(block, piece + 12, 12)
    if (Number.isNaN(offset + length)) return false
    map.push({ offset, length })
  }
  return true
}

/** Whether another extension block follows. */
export function isExtended(block: Buffer, start: number, part: 'header' | 'extension'): boolean {
  return block[start + (part === 'header' ? HEADER_PIECES : EXTENSION_PIECES).extended] !== 0
}

/** Size of a GNU sparse file with its holes. */
export function gnuRealSize(block: Buffer, start: number): number {
  return readNumber(block, start + 483, 12)
}

/** Whether pieces are in order, do not overlap and lie within `size` bytes. */
export function isValidMap(map: SparseMap, size: number): boolean {
  let end = 0
  for (const { offset, length } of map) {
    if (offset < end || length < 0 || offset + length > size) return false
    end = offset + length
  }
  return size >= 0
}

/** The plan of a PAX sparse file (0.0, 0.1, 1.0); undefined when it is none, `invalid` when its records are wrong. */
export function paxSparsePlan({ sparse }: PaxRecords, size: number): SparsePlan | 'invalid' | undefined {
  if (sparse === undefined) return undefined
  const { major = '', minor = '' } = sparse
  const isVersion1 = major === '1' && minor === '0'
  const isVersion0 = major === '0' ? minor === '0' || minor === '1' : major === '' && minor === '' && !!sparse.map
  if (!isVersion1 && !isVersion0) return undefined
  const told = sparse.size || sparse.realSize
  const realSize = told ? decimal(told) : size
  if (Number.isNaN(realSize)) return 'invalid'
  if (isVersion1) return { size: realSize, map: undefined }
  const map = toMap(sparse.map ? sparse.map.split(',') : [], decimal(sparse.blocks ?? ''))
  return map && isValidMap(map, realSize) ? { size: realSize, map } : 'invalid'
}

function toMap(numbers: readonly string[], count: number): SparseMap | undefined {
  if (numbers.length !== 2 * count) return undefined
  const map: { offset: number; length: number }[] = []
  for (let at = 0; at < numbers.length; at += 2) {
    const offset = decimal(numbers[at] as string)
    const length = decimal(numbers[at + 1] as string)
    if (Number.isNaN(offset + length)) return undefined
    map.push({ offset, length })
  }
  return map
}

/** What an expanding sink needs to know. */
export interface SparseOptions {
  readonly limits: LayerLimits
  /** Zero bytes delivered so far, over the whole layer. */
  readonly holes: { bytes: number }
  /** Called once when the map at the start of the body is wrong: the archive cannot be read on. */
  readonly invalid: () => void
  /** Called once when its holes are more than is delivered: the file is given up, and the archive goes on. */
  readonly tooLarge: () => void
}

/** A sink for the stored form of a sparse file, which hands `sink` the file as it is read on a disk. */
export function createSparseSink(sink: TarSink, plan: SparsePlan, options: SparseOptions): TarSink {
  const { limits, holes, invalid, tooLarge } = options
  let map = plan.map
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let attempt = BLOCK
  let index = 0
  let inPiece = 0
  let position = 0
  let isGivenUp = false

  const zeros = (until: number): void => {
    const length = until - position
    if (length <= 0) return
    if (holes.bytes + length > limits.holeBytes) {
      isGivenUp = true
      sink.abort?.()
      tooLarge()
      return
    }
    holes.bytes += length
    for (let left = length; left > 0; left -= ZEROS.length)
      sink.data(left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS)
    position = until
  }

  const pieces = (chunk: Buffer): void => {
    let at = 0
    while (at < chunk.length) {
      const piece = map?.[index]
      if (piece === undefined) return
      if (piece.length === inPiece) {
        index += 1
        inPiece = 0
        continue
      }
      zeros(piece.offset)
      if (isGivenUp) return
      const take = Math.min(piece.length - inPiece, chunk.length - at)
      sink.data(chunk.subarray(at, at + take))
      at += take
      inPiece += take
      position += take
    }
  }

  /** Collects the map of PAX 1.0; it is read each time that there is twice as much, however small the chunks. */
  const collect = (chunk: Buffer): Buffer | undefined => {
    waiting.push(Buffer.from(chunk))
    waitingBytes += chunk.length
    return waitingBytes < attempt ? undefined : takeMap()
  }

  /** Reads the map from what was collected; returns what is left behind it. */
  const takeMap = (): Buffer | undefined => {
    const header = Buffer.concat(waiting)
    const parsed = parseMapText(header)
    if (parsed === 'more') {
      if (header.length > limits.headerBytes)
        throw limitError('TAR_LIMIT_EXCEEDED', 'bytes in a sparse map', limits.headerBytes)
      waiting = [header]
      attempt = waitingBytes * 2
      return undefined
    }
    if (parsed === 'invalid' || !isValidMap(parsed.map, plan.size)) {
      invalid()
      return undefined
    }
    map = parsed.map
    waiting = []
    return header.subarray(parsed.length)
  }

  return {
    data(chunk) {
      if (isGivenUp) return
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      const rest = map === undefined ? collect(bytes) : bytes
      if (rest !== undefined) pieces(rest)
    },
    end() {
      const rest = map === undefined && !isGivenUp ? takeMap() : undefined
      if (rest !== undefined) pieces(rest)
      if (isGivenUp) return
      while (map?.[index] !== undefined && map[index]?.length === inPiece) {
        index += 1
        inPiece = 0
      }
      if (map === undefined || map[index] !== undefined) {
        invalid()
        return
      }
      zeros(plan.size)
      if (!isGivenUp) sink.end()
    },
    abort() {
      if (!isGivenUp) sink.abort?.()
    },
  }
}

const ZEROS: Buffer = Buffer.alloc(64 * 1024)

/** The map of PAX 1.0: decimal numbers, one a line: how many pieces, then offset and length of each; padded to a block. */
function parseMapText(bytes: Buffer): { map: SparseMap; length: number } | 'more' | 'invalid' {
  const whole = bytes.length - (bytes.length % BLOCK)
  const first = bytes.indexOf(0x0a)
  if (first < 0 || first >= whole) return whole > BLOCK ? 'invalid' : 'more'
  const count = decimal(bytes.toString('latin1', 0, first))
  if (Number.isNaN(count)) return 'invalid'
  const numbers: string[] = []
  let at = first + 1
  while (numbers.length < 2 * count) {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0 || end >= whole) return 'more'
    numbers.push(bytes.toString('latin1', at, Math.min(end, at + MAX_DIGITS + 1)))
    at = end + 1
  }
  const map = toMap(numbers, count)
  return map === undefined ? 'invalid' : { map, length: Math.ceil(at / BLOCK) * BLOCK }
}
