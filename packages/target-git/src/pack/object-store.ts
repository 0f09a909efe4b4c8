import { VeinmindError } from '@veinmind/sdk'
import { applyDelta, deltaSizes } from './delta.ts'
import { KIND, objectId } from './pack-file.ts'
import type { PackEntry, PackFile } from './pack-file.ts'
import { broken } from './pkt-line.ts'

/** Types by kind of a pack's entry. */
const TYPES: Readonly<Record<number, string>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }

/** What is read of a pack at most. */
export interface PackLimits {
  readonly objects: number
  /** Objects larger than this have no content here; whoever asks is told that they are too large. */
  readonly objectBytes: number
  /** Longest chain of deltas; git makes none longer than 50, and reads none longer than 4,095. */
  readonly chain: number
}

/** An object of the repository. */
export interface GitObject {
  readonly type: string
  readonly content: Buffer
}

/** The objects of a pack by id. */
export interface ObjectStore {
  /** The object; undefined when the pack has none of that id (or only a too large one). */
  read(oid: string): Promise<GitObject | undefined>
}

interface Located {
  readonly entry: PackEntry
  /** Of the object at the end of the chain. */
  readonly type: string
}

/** Most bytes of bases that are held while deltas are resolved. */
const HELD = 64 * 1024 * 1024

/** Reads a pack once from its start to its end, resolves its deltas, and knows then where every object is. */
export async function indexPack(pack: PackFile, limits: PackLimits, signal: AbortSignal): Promise<ObjectStore> {
  const indexer = new Indexer(pack, limits)
  await indexer.readEntries(signal)
  await indexer.resolveDeltas(signal)
  return indexer
}

class Indexer implements ObjectStore {
  readonly #pack: PackFile
  readonly #limits: PackLimits
  readonly #located = new Map<string, Located>()
  readonly #byOffset = new Map<number, Located>()
  readonly #deltasOfOffset = new Map<number, PackEntry[]>()
  readonly #deltasOfOid = new Map<string, PackEntry[]>()

  constructor(pack: PackFile, limits: PackLimits) {
    this.#pack = pack
    this.#limits = limits
  }

  async read(oid: string): Promise<GitObject | undefined> {
    const located = this.#located.get(oid)
    return located && { type: located.type, content: await this.#content(located.entry, 0) }
  }

  async readEntries(signal: AbortSignal): Promise<void> {
    const count = await this.#pack.count()
    if (count > this.#limits.objects) {
      throw new VeinmindError('GIT_TOO_LARGE', `the pack has ${count} objects, and ${this.#limits.objects} are read at most`)
    }
    let offset = 12
    for (let at = 0; at < count; at++) {
      signal.throwIfAborted()
      const entry = await this.#pack.readHead(offset)
      offset = await this.#readEntry(entry)
    }
  }

  /** Starts at every object that others are based on, and goes down its tree of deltas. */
  async resolveDeltas(signal: AbortSignal): Promise<void> {
    for (const [oid, located] of this.#located) {
      if (!this.#hasDeltas(oid, located.entry)) continue
      const { content } = await this.#pack.inflate(located.entry)
      await this.#resolveBelow({ located, content, oid }, signal)
    }
  }

  async #readEntry(entry: PackEntry): Promise<number> {
    const type = TYPES[entry.kind]
    if (type === undefined && entry.kind !== KIND.offsetDelta && entry.kind !== KIND.refDelta) {
      throw broken('an entry of the pack is of an unknown kind')
    }
    if (entry.size > this.#limits.objectBytes) {
      return this.#pack.skip(entry)
    }
    const { content, end } = await this.#pack.inflate(entry)
    if (type !== undefined) this.#keep(objectId(type, content), { entry, type })
    else this.#keepDelta(entry, content)
    return end
  }

  #keepDelta(entry: PackEntry, delta: Buffer): void {
    if ((deltaSizes(delta)?.result ?? Infinity) > this.#limits.objectBytes) return
    if (entry.baseOid !== undefined) append(this.#deltasOfOid, entry.baseOid, entry)
    else append(this.#deltasOfOffset, entry.baseOffset ?? -1, entry)
  }

  #keep(oid: string, located: Located): void {
    this.#located.set(oid, located)
    this.#byOffset.set(located.entry.offset, located)
  }

  #hasDeltas(oid: string, { offset }: PackEntry): boolean {
    return this.#deltasOfOffset.has(offset) || this.#deltasOfOid.has(oid)
  }

  async #resolveBelow(root: { located: Located; content: Buffer; oid: string }, signal: AbortSignal): Promise<void> {
    const stack = [{ ...root, depth: 0 }]
    let held = root.content.length
    for (let base = stack.pop(); base !== undefined; base = stack.pop()) {
      signal.throwIfAborted()
      held -= base.content.length
      for (const entry of this.#takeDeltas(base.located.entry.offset, base.oid)) {
        const { content: delta } = await this.#pack.inflate(entry)
        const content = applyDelta(base.content, delta)
        if (!content) throw broken('a delta of the pack does not fit its base')
        const located = { entry: { ...entry, baseOffset: base.located.entry.offset }, type: base.located.type }
        const oid = objectId(located.type, content)
        this.#keep(oid, located)
        if (base.depth + 1 > this.#limits.chain) throw broken('a chain of deltas is too long')
        held += content.length
        if (held > HELD) throw new VeinmindError('GIT_TOO_LARGE', 'the deltas of the pack need too much memory')
        if (this.#hasDeltas(oid, entry)) stack.push({ located, content, oid, depth: base.depth + 1 })
        else held -= content.length
      }
    }
  }

  #takeDeltas(offset: number, oid: string): readonly PackEntry[] {
    const deltas = [...(this.#deltasOfOffset.get(offset) ?? []), ...(this.#deltasOfOid.get(oid) ?? [])]
    this.#deltasOfOffset.delete(offset)
    this.#deltasOfOid.delete(oid)
    return deltas
  }

  async #content(entry: PackEntry, depth: number): Promise<Buffer> {
    const { content } = await this.#pack.inflate(entry)
    if (entry.kind <= KIND.tag) return content
    const base = this.#byOffset.get(entry.baseOffset ?? -1)
    if (!base || depth > this.#limits.chain) throw broken('a delta of the pack has no base')
    const result = applyDelta(await this.#content(base.entry, depth + 1), content)
    if (!result) throw broken('a delta of the pack does not fit its base')
    return result
  }
}

function append<K>(lists: Map<K, PackEntry[]>, key: K, entry: PackEntry): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
}
