import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createInflate, inflateSync } from 'node:zlib'
import { broken } from './pkt-line.ts'

/** Kinds of an entry of a pack (gitformat-pack). */
export const KIND = { commit: 1, tree: 2, blob: 3, tag: 4, offsetDelta: 6, refDelta: 7 } as const

/** The head of an entry: where its content begins, how large it is when inflated, and what it is based on. */
export interface PackEntry {
  readonly offset: number
  readonly kind: number
  readonly size: number
  readonly dataOffset: number
  readonly baseOffset?: number
  readonly baseOid?: string
}

/** Makes zlib say how much it has read; the types do not know of it. */
const WITH_ENGINE: object = { info: true }

const CHUNK = 1 << 18

/** Longest head: a kind and a size, and an object id. */
const MAX_HEAD = 64
/** A deflated block can be no larger than this, zlib's own bound. */
const deflateBound = (size: number): number => size + (size >> 12) + (size >> 14) + (size >> 25) + 1024

/** Random reads of a pack on disk. */
export class PackFile {
  readonly size: number
  readonly #file: FileHandle

  constructor(file: FileHandle, size: number) {
    this.#file = file
    this.size = size
  }

  /** The number of entries that the pack says it has. */
  async count(): Promise<number> {
    const head = await this.#read(0, 12)
    if (head.toString('latin1', 0, 4) !== 'PACK' || head.readUInt32BE(4) !== 2) throw broken('it is no pack of version 2')
    return head.readUInt32BE(8)
  }

  async readHead(offset: number): Promise<PackEntry> {
    const head = await this.#read(offset, MAX_HEAD)
    let at = 0
    let byte = head[at++] ?? 0
    const kind = (byte >> 4) & 7
    let size = byte & 0x0f
    for (let shift = 4; byte & 0x80; shift += 7) {
      if (shift > 46 || at >= head.length) throw broken('an entry of the pack has no size')
      byte = head[at++] ?? 0
      size += (byte & 0x7f) * 2 ** shift
    }
    if (kind === KIND.refDelta) {
      const baseOid = head.toString('hex', at, at + 20)
      return { offset, kind, size, dataOffset: offset + at + 20, baseOid }
    }
    if (kind !== KIND.offsetDelta) return { offset, kind, size, dataOffset: offset + at }
    let distance = 0
    do {
      byte = head[at++] ?? 0
      distance = distance * 128 + (byte & 0x7f) + (byte & 0x80 ? 1 : 0)
      if (at > 12) throw broken('an entry of the pack has no base')
    } while (byte & 0x80)
    return { offset, kind, size, dataOffset: offset + at, baseOffset: offset - distance }
  }

  /** The content of an entry, and where the next one begins. For sizes that fit in memory. */
  async inflate({ dataOffset, size }: PackEntry): Promise<{ content: Buffer; end: number }> {
    const packed = await this.#read(dataOffset, deflateBound(size))
    let result: { buffer: Buffer; engine: { bytesWritten: number } }
    try {
      result = inflateSync(packed, { maxOutputLength: size + 1, ...WITH_ENGINE }) as never
    } catch {
      throw broken('an entry of the pack is damaged')
    }
    if (result.buffer.length !== size) throw broken('an entry of the pack has another size than it says')
    return { content: result.buffer, end: dataOffset + result.engine.bytesWritten }
  }

  /** Where the entry after a large one begins; its content is not kept. */
  async skip({ dataOffset, size }: PackEntry): Promise<number> {
    const inflate = createInflate()
    let seen = 0
    try {
      await pipeline(this.#chunks(dataOffset), inflate, async (inflated: AsyncIterable<Buffer>) => {
        for await (const chunk of inflated) {
          seen += chunk.length
          if (seen > size) break
        }
      })
    } catch (error) {
      // The input goes on after the entry, which ends the pipe before its time.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw broken('an entry of the pack is damaged')
    }
    if (seen !== size) throw broken('an entry of the pack has another size than it says')
    return dataOffset + inflate.bytesWritten
  }

  async *#chunks(start: number): AsyncGenerator<Buffer> {
    for (let at = start; at < this.size; at += CHUNK) yield await this.#read(at, CHUNK)
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - position))
    const bytes = Buffer.allocUnsafe(wanted)
    const { bytesRead } = await this.#file.read(bytes, 0, wanted, position)
    return bytes.subarray(0, bytesRead)
  }
}

/** The id of an object. */
export function objectId(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
}
