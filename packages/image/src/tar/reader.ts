import { printable } from '@veinmind/sdk'
import type { LayerLimits } from '../limits.ts'
import { limitError, withDefaults } from '../limits.ts'
import { escapes, FLAG, isHeaderOnly, mergePax, toEntry } from './entry.ts'
import { BLOCK, isZero, padding, readName } from './fields.ts'
import type { TarHeader } from './header.ts'
import { parseHeader } from './header.ts'
import { limitNotes } from './notes.ts'
import type { PaxRecords } from './pax.ts'
import { parsePax, changesEntries } from './pax.ts'
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
  readonly #handler: TarHandler
  readonly #limits: LayerLimits
  readonly #note: (note: LayerNote) => void
  readonly #holes = { bytes: 0 }
  readonly #partial: Buffer = Buffer.alloc(BLOCK)
  #state: State = 'header'
  #partialLength = 0
  #position = 0
  /** Bytes left of the body or padding. */
  #left = 0
  #padding = 0
  #sink: TarSink | undefined
  #meta: Buffer[] = []
  #metaType = 0
  #pax: PaxRecords | undefined
  #longName = ''
  #longLink = ''
  #sparse: { header: TarHeader; map: { offset: number; length: number }[]; size: number; bytes: number } | undefined
  #dirty = false

  constructor(handler: TarHandler, limits: LayerLimits) {
    this.#handler = handler
    this.#limits = limits
    this.#note = limitNotes((note) => handler.note(note))
  }

  write(bytes: Uint8Array): void {
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#position += chunk.length
    if (this.#position > this.#limits.tarBytes) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes', this.#limits.tarBytes)
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

  end(): void {
    if (this.#state === 'ended' || this.#state === 'stopped') return
    const isAtBoundary = this.#partialLength === 0 && (this.#state === 'header' || this.#state === 'zero') && !this.#dirty
    this.#sink?.abort?.()
    this.#sink = undefined
    if (!isAtBoundary) this.#say('tar-truncated', 'the archive breaks off in the middle of an entry', { incomplete: true })
    else if (this.#state === 'header' && this.#position > 0) this.#say('tar-no-end', 'the archive has no end mark')
    this.#state = 'stopped'
  }

  /** Hands the block at `at` on, or keeps what there is of it. Returns the position behind. */
  #takeBlock(chunk: Buffer, at: number): number {
    if (this.#partialLength === 0 && chunk.length - at >= BLOCK) {
      this.#readBlock(chunk, at)
      return at + BLOCK
    }
    const take = Math.min(BLOCK - this.#partialLength, chunk.length - at)
    chunk.copy(this.#partial, this.#partialLength, at, at + take)
    this.#partialLength += take
    if (this.#partialLength === BLOCK) {
      this.#partialLength = 0
      this.#readBlock(this.#partial, 0)
    }
    return at + take
  }

  #readBlock(block: Buffer, start: number): void {
    if (this.#state === 'extension') return this.#readExtension(block, start)
    if (block[start] === 0 && isZero(block, start, start + BLOCK)) {
      this.#state = this.#state === 'zero' ? 'ended' : 'zero'
      if (this.#state === 'ended' && this.#dirty) this.#stop('an extended header is followed by no entry')
      return
    }
    if (this.#state === 'zero') return this.#stop('a block of zeros stands between entries')
    const header = parseHeader(block, start)
    if (header === undefined) return this.#stop('a header is damaged')
    if (isMeta(header.type)) return this.#startMeta(header)
    this.#startEntry(header, block, start)
  }

  #startMeta(header: TarHeader): void {
    const limit = this.#limits.headerBytes
    if (header.size < 0) return this.#stop('a header is damaged')
    if (header.size > limit) throw limitError('TAR_LIMIT_EXCEEDED', 'bytes in an extended header', limit)
    this.#meta = []
    this.#metaType = header.type
    this.#dirty = header.type !== FLAG.paxGlobal || this.#dirty
    this.#left = header.size
    this.#padding = padding(header.size)
    this.#state = 'meta'
    if (this.#left === 0) this.#endMeta()
  }

  #collectMeta(chunk: Buffer, at: number): number {
    const take = Math.min(this.#left, chunk.length - at)
    // A copy: the chunk is the caller's again when `write` returns.
    this.#meta.push(Buffer.from(chunk.subarray(at, at + take)))
    this.#left -= take
    if (this.#left === 0) this.#endMeta()
    return at + take
  }

  #endMeta(): void {
    const bytes = this.#meta.length === 1 ? (this.#meta[0] as Buffer) : Buffer.concat(this.#meta)
    this.#meta = []
    this.#startPadding()
    if (this.#metaType === FLAG.gnuLongName) this.#longName = readName(bytes, 0, bytes.length)
    else if (this.#metaType === FLAG.gnuLongLink) this.#longLink = readName(bytes, 0, bytes.length)
    else this.#takePax(bytes)
  }

  #takePax(bytes: Buffer): void {
    const records = parsePax(bytes)
    if (records === undefined) return this.#stop('a PAX header is malformed')
    if (this.#metaType === FLAG.pax) this.#pax = records
    else if (changesEntries(records)) {
      this.#say('tar-global-header-ignored', 'a global PAX header is not applied, as container engines do not')
    }
  }

  #startEntry(header: TarHeader, block: Buffer, start: number): void {
    const pax = this.#pax
    if (pax !== undefined) mergePax(header, pax)
    if (this.#longName !== '') header.name = this.#longName
    if (this.#longLink !== '') header.linkName = this.#longLink
    if (header.type === FLAG.gnuSparse) return this.#startGnuSparse(header, block, start)
    const stored = isHeaderOnly(header.type) ? 0 : header.size
    if (stored < 0) return this.#stop('a size is negative')
    const plan = pax === undefined ? undefined : paxSparsePlan(pax, header.size)
    if (plan === 'invalid' || (plan !== undefined && isHeaderOnly(header.type))) return this.#stop('a sparse map is wrong')
    if (plan !== undefined && pax?.sparse?.name) header.name = pax.sparse.name
    this.#deliver(header, stored, plan)
  }

  #startGnuSparse(header: TarHeader, block: Buffer, start: number): void {
    const size = gnuRealSize(block, start)
    const map: { offset: number; length: number }[] = []
    const isSound = header.isGnu && header.size >= 0 && size >= 0 && readGnuPieces(map, block, start, 'header')
    if (!isSound) return this.#stop('a sparse map is wrong')
    this.#sparse = { header, map, size, bytes: 0 }
    this.#dirty = true
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
    const xattrs = this.#pax?.xattrs
    this.#pax = undefined
    this.#longName = ''
    this.#longLink = ''
    this.#dirty = false
    this.#left = stored
    this.#padding = padding(stored)
    this.#state = 'body'
    this.entries += 1
    if (this.entries > this.#limits.entries) throw limitError('TAR_LIMIT_EXCEEDED', 'entries', this.#limits.entries)
    const sink = this.#offer(header, plan?.size ?? stored, xattrs)
    this.#sink = sink && plan ? this.#expand(sink, plan) : sink
    if (stored === 0) this.#endBody()
  }

  /** Offers the entry to the handler, unless it is one that no container engine makes a file of. */
  #offer(header: TarHeader, size: number, xattrs: Map<string, Uint8Array> | undefined): TarSink | undefined {
    if (header.type === FLAG.gnuVolume || header.type === FLAG.gnuContinued) {
      this.#say('tar-type-skipped', 'a volume header of GNU tar is left out', { path: header.name })
      return undefined
    }
    const longest = Math.max(header.name.length, header.linkName.length)
    if (longest > this.#limits.pathBytes) {
      const path = `${header.name.slice(0, 100)}…`
      this.#say('tar-path-too-long', `a path or link of ${longest} characters is left out`, { path, incomplete: true })
      return undefined
    }
    const entry = toEntry(header, size, xattrs)
    const { path } = entry
    if (escapes(header.name) || (entry.hardLink !== undefined && escapes(header.linkName))) {
      this.#say('tar-path-escapes', `${printable(header.name)} climbs out of the root and is taken as ${printable(path)}`, { path })
    }
    if (path === '/' && entry.type !== 'directory') {
      this.#say('tar-path-is-root', 'an entry that is no folder has the path of the root and is left out', { path, incomplete: true })
      return undefined
    }
    if (!isKnown(header.type)) {
      this.#say('tar-type-unknown', `type flag 0x${header.type.toString(16)} is read as a file`, { path })
    }
    return this.#handler.entry(entry)
  }

  #expand(sink: TarSink, plan: SparsePlan): TarSink {
    const invalid = (): void => this.#stop('a sparse map is wrong')
    return createSparseSink(sink, plan, { limits: this.#limits, holes: this.#holes, invalid })
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
      this.#say('tar-data-after-end', 'what follows the end mark of the archive is not read, as container engines do not')
      this.#state = 'stopped'
    }
    return chunk.length
  }

  /** Nothing behind this point can be told apart from file contents, so nothing is read. */
  #stop(what: string): void {
    this.#say('tar-header-invalid', `${what}: the rest of the layer is not read`, { incomplete: true })
    this.#state = 'stopped'
    this.#sink?.abort?.()
    this.#sink = undefined
  }

  #say(code: LayerNoteCode, message: string, more: { path?: string; incomplete?: true } = {}): void {
    this.#note({ code, message, ...more })
  }
}

function isMeta(type: number): boolean {
  return type === FLAG.pax || type === FLAG.paxGlobal || type === FLAG.gnuLongName || type === FLAG.gnuLongLink
}

function isKnown(type: number): boolean {
  if (type >= FLAG.regular && type <= FLAG.contiguous) return true
  return type === FLAG.regularV7 || type === FLAG.gnuSparse || type === FLAG.gnuDirectory
}
