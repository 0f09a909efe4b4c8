import type { LayerLimits } from '../limits.ts'
import { limitError, withDefaults } from '../limits.ts'
import type { EntryMaker } from './make-entry.ts'
import { createEntryMaker } from './make-entry.ts'
import { FLAG, isHeaderOnly } from './entry.ts'
import { BLOCK, isZero, padding, wordsOf } from './fields.ts'
import type { TarHeader } from './header.ts'
import { createHeader, parseHeader } from './header.ts'
import { createMeta, isMeta } from './meta.ts'
import { limitNotes } from './notes.ts'
import type { SparsePlan } from './sparse.ts'
import { createSparseSink, gnuRealSize, isExtended, isValidMap, paxSparsePlan, readGnuPieces } from './sparse.ts'
import type { LayerNote, LayerNoteCode, TarHandler, TarReader, TarSink } from './types.ts'

/**
 * A tar reader that is pushed into: `write` chunks of any size, then `end`. Bodies are handed on without a copy. Reads v7,
 * ustar, GNU and PAX archives as Go's archive/tar does, since that is what unpacks images: types without a body have none
 * whatever their size field says, a global PAX header changes no entry, and a damaged header ends the archive (a note with
 * `incomplete` says so, the rest is not parsed).
 */
export function createTarReader(handler: TarHandler, limits: Partial<LayerLimits> = {}): TarReader {
  return new Reader(handler, withDefaults(limits))
}

type State = 'header' | 'body' | 'meta' | 'extension' | 'padding' | 'zero' | 'ended' | 'stopped'

class Reader implements TarReader {
  entries = 0
  offset = 0
  readonly #handler: TarHandler
  readonly #limits: LayerLimits
  readonly #note: (note: LayerNote) => void
  readonly #makeEntry: EntryMaker
  readonly #header = createHeader()
  readonly #holes = { bytes: 0 }
  readonly #meta = createMeta()
  readonly #partial: Buffer = Buffer.alloc(BLOCK)
  #state: State = 'header'
  #partialLength = 0
  /** The chunk being read, as words. */
  #words: Uint32Array | undefined
  #position = 0
  /** Bytes left of the body or padding. */
  #left = 0
  #padding = 0
  #sink: TarSink | undefined
  #sparse: { header: TarHeader; map: { offset: number; length: number }[]; size: number; bytes: number } | undefined

  constructor(handler: TarHandler, limits: LayerLimits) {
    this.#handler = handler
    this.#limits = limits
    this.#note = limitNotes((note) => handler.note(note))
    this.#makeEntry = createEntryMaker(limits, this.#note)
  }

  write(bytes: Uint8Array): void {
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#position += chunk.length
    if (this.#position > this.#limits.tarBytes) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes', this.#limits.tarBytes)
    this.#words = wordsOf(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'body') at = this.#passBody(chunk, at)
      else if (this.#state === 'padding') at = this.#skip(chunk, at)
      else if (this.#state === 'meta') at = this.#collectMeta(chunk, at)
      else if (this.#state === 'ended') at = this.#checkAfterEnd(chunk, at)
      else if (this.#state === 'stopped') return
      else at = this.#takeBlock(chunk, at)
    }
  }

  skip(): number {
    const isUnwanted = this.#state === 'body' && this.#sink === undefined
    if (!isUnwanted && this.#state !== 'padding') return 0
    const length = isUnwanted ? this.#left + this.#padding : this.#left
    this.#position += length
    this.#left = 0
    this.#state = 'header'
    return length
  }

  end(): void {
    if (this.#state === 'ended' || this.#state === 'stopped') return
    // Padding behind the last body may be missing, as Go allows.
    const isBetween = this.#state === 'header' || this.#state === 'zero' || this.#state === 'padding'
    const isAtBoundary = isBetween && this.#partialLength === 0 && !this.#meta.isPending
    this.#sink?.abort?.()
    this.#sink = undefined
    if (!isAtBoundary)
      this.#say('tar-truncated', 'the archive breaks off in the middle of an entry', { incomplete: true })
    else if (this.#state !== 'zero' && this.#position > 0) this.#say('tar-no-end', 'the archive has no end mark')
    this.#state = 'stopped'
  }

  /** Hands the block at `at` on, or keeps what there is of it. Returns the position behind. */
  #takeBlock(chunk: Buffer, at: number): number {
    const before = this.#position - chunk.length
    if (this.#partialLength === 0 && chunk.length - at >= BLOCK) {
      this.offset = before + at + BLOCK
      this.#readBlock(chunk, at, this.#words)
      return at + BLOCK
    }
    const take = Math.min(BLOCK - this.#partialLength, chunk.length - at)
    chunk.copy(this.#partial, this.#partialLength, at, at + take)
    this.#partialLength += take
    if (this.#partialLength === BLOCK) {
      this.#partialLength = 0
      this.offset = before + at + take
      this.#readBlock(this.#partial, 0, undefined)
    }
    return at + take
  }

  #readBlock(block: Buffer, start: number, words: Uint32Array | undefined): void {
    if (this.#state === 'extension') return this.#readExtension(block, start)
    if (block[start] === 0 && isZero(block, start, start + BLOCK)) {
      this.#state = this.#state === 'zero' ? 'ended' : 'zero'
      if (this.#state === 'ended' && this.#meta.isPending) this.#stop('an extended header is followed by no entry')
      return
    }
    if (this.#state === 'zero') return this.#stop('a block of zeros stands between entries')
    // One header for all: what is kept of it is copied into the entry.
    const header = this.#header
    if (!parseHeader(header, block, start, words)) return this.#stop('a header is damaged')
    if (isMeta(header.type)) return this.#startMeta(header)
    this.#startEntry(header, block, start)
  }

  #startMeta(header: TarHeader): void {
    const limit = this.#limits.headerBytes
    if (header.size < 0) return this.#stop('a header is damaged')
    if (header.size > limit) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes in an extended header', limit)
    this.#meta.start(header.type)
    this.#left = header.size
    this.#padding = padding(header.size)
    this.#state = 'meta'
    if (this.#left === 0) this.#endMeta()
  }

  #collectMeta(chunk: Buffer, at: number): number {
    const take = Math.min(this.#left, chunk.length - at)
    this.#meta.add(chunk.subarray(at, at + take))
    this.#left -= take
    if (this.#left === 0) this.#endMeta()
    return at + take
  }

  #endMeta(): void {
    this.#startPadding()
    const outcome = this.#meta.finish()
    if (outcome === 'malformed') this.#stop('a PAX header is malformed')
    if (outcome === 'global') {
      this.#say('tar-global-header-ignored', 'a global PAX header is not applied, as container engines do not')
    }
  }

  #startEntry(header: TarHeader, block: Buffer, start: number): void {
    const { pax } = this.#meta
    this.#meta.apply(header)
    if (header.type === FLAG.gnuSparse) return this.#startGnuSparse(header, block, start)
    const stored = isHeaderOnly(header.type) ? 0 : header.size
    if (stored < 0) return this.#stop('a size is negative')
    const plan = pax === undefined ? undefined : paxSparsePlan(pax, header.size)
    if (plan === 'invalid' || (plan !== undefined && isHeaderOnly(header.type)))
      return this.#stop('a sparse map is wrong')
    if (plan !== undefined && pax?.sparse?.name) header.name = pax.sparse.name
    this.#deliver(header, stored, plan)
  }

  #startGnuSparse(header: TarHeader, block: Buffer, start: number): void {
    const size = gnuRealSize(block, start)
    const map: { offset: number; length: number }[] = []
    const isSound = header.isGnu && header.size >= 0 && size >= 0 && readGnuPieces(map, block, start, 'header')
    if (!isSound) return this.#stop('a sparse map is wrong')
    this.#sparse = { header, map, size, bytes: 0 }
    if (isExtended(block, start, 'header')) this.#state = 'extension'
    else this.#endGnuSparse()
  }

  #readExtension(block: Buffer, start: number): void {
    const sparse = this.#sparse
    if (sparse === undefined || !readGnuPieces(sparse.map, block, start, 'extension')) {
      return this.#stop('a sparse map is wrong')
    }
    sparse.bytes += BLOCK
    const limit = this.#limits.headerBytes
    if (sparse.bytes > limit) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes in a sparse map', limit)
    if (!isExtended(block, start, 'extension')) this.#endGnuSparse()
  }

  #endGnuSparse(): void {
    const sparse = this.#sparse
    this.#sparse = undefined
    if (sparse === undefined || !isValidMap(sparse.map, sparse.size)) return this.#stop('a sparse map is wrong')
    this.#deliver(sparse.header, sparse.header.size, { size: sparse.size, map: sparse.map })
  }

  #deliver(header: TarHeader, stored: number, plan: SparsePlan | undefined): void {
    const xattrs = this.#meta.pax?.xattrs
    this.#meta.clear()
    this.#left = stored
    this.#padding = padding(stored)
    this.#state = 'body'
    this.entries += 1
    if (this.entries > this.#limits.entries) throw limitError('TAR_LIMIT_EXCEEDED', 'entries', this.#limits.entries)
    const entry = this.#makeEntry(header, plan === undefined ? stored : plan.size, xattrs)
    const sink = entry && this.#handler.entry(entry)
    this.#sink = entry && sink && plan ? this.#expand(sink, plan, entry.path) : sink
    if (stored === 0) this.#endBody()
  }

  #expand(sink: TarSink, plan: SparsePlan, path: string): TarSink {
    const invalid = (): void => this.#stop('a sparse map is wrong')
    const tooLarge = (): void => {
      const message = `the holes of sparse files are more than ${this.#limits.holeBytes} bytes: it is not read`
      this.#note({ code: 'tar-holes-too-large', path, message, incomplete: true })
    }
    return createSparseSink(sink, plan, { limits: this.#limits, holes: this.#holes, invalid, tooLarge })
  }

  #passBody(chunk: Buffer, at: number): number {
    const take = Math.min(this.#left, chunk.length - at)
    this.#left -= take
    const sink = this.#sink
    if (sink !== undefined) sink.data(take === chunk.length ? chunk : chunk.subarray(at, at + take))
    if (this.#left === 0 && this.#state === 'body') this.#endBody()
    return at + take
  }

  #endBody(): void {
    const sink = this.#sink
    this.#startPadding()
    sink?.end()
    this.#sink = undefined
  }

  #startPadding(): void {
    this.#left = this.#padding
    this.#state = this.#padding > 0 ? 'padding' : 'header'
  }

  #skip(chunk: Buffer, at: number): number {
    const take = Math.min(this.#left, chunk.length - at)
    this.#left -= take
    if (this.#left === 0) this.#state = 'header'
    return at + take
  }

  #checkAfterEnd(chunk: Buffer, at: number): number {
    if (!isZero(chunk, at, chunk.length)) {
      this.#say(
        'tar-data-after-end',
        'what follows the end mark of the archive is not read, as container engines do not',
      )
      this.#state = 'stopped'
    }
    return chunk.length
  }

  /** Nothing behind this point can be told apart from file contents, so nothing is read. */
  #stop(what: string): void {
    if (this.#state === 'stopped') return
    this.#say('tar-header-invalid', `${what}: the rest of the layer is not read`, { incomplete: true })
    this.#state = 'stopped'
    this.#sink?.abort?.()
    this.#sink = undefined
  }

  #say(code: LayerNoteCode, message: string, more: { incomplete?: true } = {}): void {
    this.#note({ code, message, ...more })
  }
}
