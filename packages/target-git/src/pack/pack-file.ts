import { createHash, hash } from 'node:crypto'
import { readSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createInflate, inflateSync } from 'node:zlib'
import type { BaseCache } from './base-cache.ts'
import type { Budget } from './budget.ts'
import { BufferPool } from './buffer-pool.ts'
import { applyDelta } from './delta.ts'
import type { GitObject } from './object-store.ts'
import { SmallInflater } from './inflate-small.ts'
import { broken } from './pkt-line.ts'

/** Kinds of an entry of a pack (gitformat-pack). */
const KIND = { commit: 1, tree: 2, blob: 3, tag: 4, offsetDelta: 6, refDelta: 7 } as const

/** Types by kind. */
const TYPES: Readonly<Record<number, string>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }

/** The head of an entry: where its content begins, how large it is when inflated, and what it is based on. */
export interface PackEntry {
  readonly offset: number
  readonly kind: number
  readonly size: number
  readonly dataOffset: number
  readonly baseOffset?: number
  readonly baseOid?: string
}

/** What a chain of deltas is followed with. */
export interface ChainOptions {
  /** Where the pack has an object; undefined where it has not. */
  readonly findBase: (oid: string) => number | undefined
  /** Longest chain. */
  readonly chain: number
  /** Most bytes of an object. */
  readonly objectBytes: number
  readonly budget: Budget
  /** Holds what was read; then nobody may change what is given, nor give it back. */
  readonly bases?: BaseCache
}

/** Makes zlib say how much it has read; the types do not know of it. */
const WITH_ENGINE: object = { info: true }

/** Read at once when a pack is read from its start to its end, and when it is read here and there. */
const AHEAD = 1 << 18
const RANDOM = 1 << 12

/** Up to this size an object is inflated without the help of zlib. */
const SMALL = 1 << 14

/** Longest head: a kind and a size, and an object id. */
const MAX_HEAD = 64
/** A deflated block can be no larger than this, zlib's own bound. */
const deflateBound = (size: number): number => size + (size >> 12) + (size >> 14) + (size >> 25) + 1024

/**
 * Reads a pack on disk, at random, through one buffer. Reads are synchronous, as inflating is: a pack has up to millions of
 * objects of some hundred bytes, and whoever reads many lets others run in between.
 */
export class PackFile {
  readonly size: number
  /** For what deltas make. */
  readonly buffers: BufferPool = new BufferPool()
  readonly #descriptor: number
  readonly #small = Buffer.alloc(SMALL)
  readonly #inflater = new SmallInflater()
  #window: Buffer = Buffer.alloc(0)
  #start = 0
  #end = 0

  /** `size`: without the digest at the end. */
  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor
    this.size = size
  }

  /** The number of entries that the pack says it has. */
  count(): number {
    const head = this.#view(0, 12)
    if (head.length < 12 || head.toString('latin1', 0, 4) !== 'PACK' || head.readUInt32BE(4) !== 2)
      throw broken('it is no pack of version 2')
    return head.readUInt32BE(8)
  }

  readHead(offset: number): PackEntry {
    const head = this.#view(offset, MAX_HEAD)
    let at = 0
    let byte = head[at++] ?? 0
    const kind = (byte >> 4) & 7
    let size = byte & 0x0f
    for (let shift = 4; byte & 0x80; shift += 7) {
      if (shift > 46 || at >= head.length) throw broken('an entry of the pack has no size')
      byte = head[at++] ?? 0
      size += (byte & 0x7f) * 2 ** shift
    }
    if (TYPES[kind] !== undefined) return { offset, kind, size, dataOffset: offset + at }
    if (kind === KIND.refDelta && head.length < at + 20) throw broken('an entry of the pack has no base')
    if (kind === KIND.refDelta)
      return { offset, kind, size, dataOffset: offset + at + 20, baseOid: head.toString('hex', at, at + 20) }
    if (kind !== KIND.offsetDelta) throw broken('an entry of the pack is of an unknown kind')
    let distance = 0
    const start = at
    do {
      byte = head[at++] ?? 0
      distance = distance * 128 + (byte & 0x7f) + (byte & 0x80 ? 1 : 0)
      if (at - start > 8) throw broken('an entry of the pack has no base')
    } while (byte & 0x80)
    return { offset, kind, size, dataOffset: offset + at, baseOffset: offset - distance }
  }

  /** The content of an entry, valid until the next call, and where the next one begins. For sizes that fit in memory. */
  inflate({ dataOffset, size }: PackEntry): { readonly content: Buffer; readonly end: number } {
    const packed = this.#view(dataOffset, deflateBound(size))
    if (size <= SMALL) {
      const content = this.#small.subarray(0, size)
      const read = this.#inflater.inflate(packed, content)
      if (read === undefined) throw broken('an entry of the pack is damaged')
      return { content, end: dataOffset + read }
    }
    let result: { buffer: Buffer; engine: { bytesWritten: number } }
    try {
      result = inflateSync(packed, {
        chunkSize: Math.max(64, size + 1),
        maxOutputLength: size + 1,
        ...WITH_ENGINE,
      }) as never
    } catch {
      throw broken('an entry of the pack is damaged')
    }
    if (result.buffer.length !== size) throw broken('an entry of the pack has another size than it says')
    return { content: result.buffer, end: dataOffset + result.engine.bytesWritten }
  }

  /** The object of the entry at `offset`, its chain of deltas applied; undefined when it is larger than what is read. */
  object(offset: number, { findBase, chain, objectBytes, budget, bases }: ChainOptions): GitObject | undefined {
    const deltas: PackEntry[] = []
    let known = bases?.get(offset)
    if (known) return known
    let entry = this.readHead(offset)
    budget.start()
    while (TYPES[entry.kind] === undefined && !known) {
      deltas.push(entry)
      const base = entry.baseOffset ?? findBase(entry.baseOid ?? '')
      if (base === undefined || base < 0 || deltas.length > chain) throw broken('a delta of the pack has no base')
      known = bases?.get(base)
      if (!known) entry = this.readHead(base)
    }
    if ((!known && entry.size > objectBytes) || deltas.some(({ size }) => size > objectBytes)) return undefined
    const start = known ?? this.#whole(entry, budget)
    const { type } = start
    let { content } = start
    if (!known) bases?.keep(entry.offset, start)
    for (const delta of deltas.toReversed()) {
      const result = applyDelta(content, this.inflate(delta).content, { buffers: this.buffers, objectBytes })
      if (!bases) this.buffers.give(content)
      if (result === 'too-large') return undefined
      budget.spend(delta.size + result.length)
      content = result
      bases?.keep(delta.offset, { type, content })
    }
    return { type, content }
  }

  /** An entry that is no delta. */
  #whole(entry: PackEntry, budget: Budget): GitObject {
    const { content } = this.inflate(entry)
    budget.spend(content.length)
    return { type: TYPES[entry.kind] ?? '', content: content.length <= SMALL ? Buffer.from(content) : content }
  }

  /** Reads an entry that is too large to be kept: its id (none for a delta), and where the next one begins. */
  async skip({
    kind,
    dataOffset,
    size,
  }: PackEntry): Promise<{ readonly oid: string | undefined; readonly end: number }> {
    const inflate = createInflate()
    const type = TYPES[kind]
    const digest = createHash('sha1').update(`${type ?? ''} ${size}\0`)
    let seen = 0
    try {
      await pipeline(this.#chunks(dataOffset), inflate, async (inflated: AsyncIterable<Buffer>) => {
        for await (const chunk of inflated) {
          seen += chunk.length
          if (seen > size) break
          digest.update(chunk)
        }
      })
    } catch (error) {
      // The input goes on after the entry, which ends the pipe before its time.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
        throw broken('an entry of the pack is damaged')
    }
    if (seen !== size) throw broken('an entry of the pack has another size than it says')
    return { oid: type && digest.digest('hex'), end: dataOffset + inflate.bytesWritten }
  }

  async *#chunks(start: number): AsyncGenerator<Buffer> {
    for (let at = start; at < this.size; at += AHEAD) {
      const chunk = Buffer.allocUnsafe(Math.min(AHEAD, this.size - at))
      yield chunk.subarray(0, readSync(this.#descriptor, chunk, 0, chunk.length, at))
    }
  }

  /** Up to `length` bytes at `position`, valid until the next call. */
  #view(position: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - position))
    if (position < this.#start || position + wanted > this.#end) this.#fill(position, wanted)
    return this.#window.subarray(position - this.#start, position - this.#start + wanted)
  }

  #fill(position: number, wanted: number): void {
    const goesOn = position >= this.#start && position <= this.#end
    const length = Math.min(Math.max(wanted, goesOn ? AHEAD : RANDOM), this.size - position)
    if (this.#window.length < length) this.#window = Buffer.allocUnsafe(length)
    this.#start = position
    this.#end = position
    while (this.#end < position + length) {
      const read = readSync(
        this.#descriptor,
        this.#window,
        this.#end - position,
        position + length - this.#end,
        this.#end,
      )
      if (read === 0) throw broken('the pack ends too early')
      this.#end += read
    }
  }
}

/** The id of an object. */
export function objectId(type: string, content: Buffer): string {
  // At once, where it costs little: a hash of its own for each of many objects is slow, and so is what it leaves behind.
  if (content.length <= SMALL) return hash('sha1', Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]))
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
}

/** The type that an entry is of; undefined for a delta. */
export const typeOf = ({ kind }: PackEntry): string | undefined => TYPES[kind]
