import { setImmediate } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'
import { BaseCache } from './base-cache.ts'
import { Budget } from './budget.ts'
import { applyDelta } from './delta.ts'
import type { GitObject, Missing, ObjectStore, PackLimits } from './object-store.ts'
import { OidTable } from './oid-table.ts'
import { objectId, typeOf } from './pack-file.ts'
import type { PackEntry, PackFile } from './pack-file.ts'
import { broken } from './pkt-line.ts'

/** Most bytes of bases that are held while deltas are resolved; others are made once more. */
const HELD = 32 * 1024 * 1024
/** No entry is smaller: its head, and what deflates nothing. */
const MIN_ENTRY = 9
/** Entries between two pauses for others. */
const TURN = 512

/** Reads a pack once from its start to its end, resolves its deltas, and knows then where every object is. */
export async function indexPack(pack: PackFile, limits: PackLimits, signal: AbortSignal): Promise<ObjectStore> {
  const count = pack.count()
  if (count > limits.objects) {
    throw new VeinmindError('GIT_TOO_LARGE', `the pack has ${count} objects, and ${limits.objects} are read at most`)
  }
  if (count * MIN_ENTRY > pack.size) throw broken('the pack has fewer entries than it says')
  const indexer = new Indexer(pack, limits, count)
  await indexer.readEntries(signal)
  await indexer.resolveDeltas(signal)
  return indexer.store()
}

/** A base whose deltas are looked at; its content may have been let go. */
interface Base {
  readonly entry: number
  readonly oid: string
  readonly type: string
  readonly depth: number
  content: Buffer | undefined
}

/** Entries are known by their place in the pack; what is kept of each is some 60 bytes, whatever its size. */
class Indexer {
  readonly #pack: PackFile
  readonly #limits: PackLimits
  readonly #count: number
  readonly #offsets: Float64Array
  /** Deltas of the same base are a list: its first, and of each the next; entry plus one. */
  readonly #first: Uint32Array
  readonly #next: Uint32Array
  /** Objects, and the entry of each. */
  readonly #objects: OidTable
  readonly #entries: Uint32Array
  /** Bases that are named by id, and the first delta of each. */
  readonly #named: OidTable
  readonly #firstOfNamed: Uint32Array
  readonly #large = new Set<string>()
  readonly #budget: Budget
  #turn = 0

  constructor(pack: PackFile, limits: PackLimits, count: number) {
    this.#pack = pack
    this.#limits = limits
    this.#count = count
    this.#budget = new Budget(limits.totalBytes)
    this.#offsets = new Float64Array(count)
    this.#first = new Uint32Array(count)
    this.#next = new Uint32Array(count)
    this.#objects = new OidTable(count)
    this.#entries = new Uint32Array(count)
    this.#named = new OidTable(count)
    this.#firstOfNamed = new Uint32Array(count)
  }

  async readEntries(signal: AbortSignal): Promise<void> {
    let offset = 12
    for (let at = 0; at < this.#count; at++) {
      await this.#breathe(signal)
      this.#offsets[at] = offset
      const entry = this.#pack.readHead(offset)
      offset = entry.size > this.#limits.objectBytes ? await this.#skip(entry) : this.#read(at, entry)
    }
  }

  /** Starts at every object that others are based on, and goes down its tree of deltas. */
  async resolveDeltas(signal: AbortSignal): Promise<void> {
    for (let number = 0, roots = this.#objects.size; number < roots; number++) {
      await this.#breathe(signal)
      const entry = this.#entries[number] ?? 0
      const oid = this.#objects.oid(number)
      if (!this.#hasDeltas(entry, oid)) continue
      const { type, content } = this.#object(entry)
      await this.#resolveBelow({ entry, oid, type, depth: 0, content }, signal)
    }
  }

  store(): ObjectStore {
    const [pack, objects, large] = [this.#pack, this.#objects, this.#large]
    const options = { ...this.#chain, bases: new BaseCache() }
    // What is based on too large an object has no id here.
    const absent: Missing = large.size > 0 && objects.size + large.size < this.#count ? 'too-large' : 'absent'
    return {
      count: objects.size + large.size,
      read: async (oid): Promise<GitObject | Missing> => {
        const offset = options.findBase(oid)
        if (offset === undefined) return large.has(oid) ? 'too-large' : absent
        return pack.object(offset, options) ?? 'too-large'
      },
    }
  }

  #read(at: number, entry: PackEntry): number {
    const { content, end } = this.#pack.inflate(entry)
    const type = typeOf(entry)
    this.#budget.start()
    this.#budget.spend(content.length)
    if (type !== undefined) this.#keep(objectId(type, content), at)
    else if (entry.baseOid === undefined) link(this.#first, this.#next, this.#entryAt(entry.baseOffset ?? 0, at), at)
    else link(this.#firstOfNamed, this.#next, this.#named.add(entry.baseOid), at)
    return end
  }

  async #skip(entry: PackEntry): Promise<number> {
    this.#budget.start()
    this.#budget.spend(entry.size)
    const { oid, end } = await this.#pack.skip(entry)
    if (oid !== undefined) this.#large.add(oid)
    return end
  }

  async #resolveBelow(root: Base, signal: AbortSignal): Promise<void> {
    const stack = [root]
    let held = root.content?.length ?? 0
    for (let base = stack.pop(); base !== undefined; base = stack.pop()) {
      held -= base.content?.length ?? 0
      if (base.depth >= this.#limits.chain) throw broken('a chain of deltas is too long')
      const content = base.content ?? this.#object(base.entry).content
      for (const entry of this.#takeDeltas(base)) {
        await this.#breathe(signal)
        const result = this.#applyAt(entry, content)
        if (result === undefined) continue
        const oid = objectId(base.type, result)
        this.#keep(oid, entry)
        const isBase = this.#hasDeltas(entry, oid)
        const isHeld = isBase && held + result.length <= HELD
        if (isHeld) held += result.length
        else this.#pack.buffers.give(result)
        if (isBase)
          stack.push({ entry, oid, type: base.type, depth: base.depth + 1, content: isHeld ? result : undefined })
      }
      this.#pack.buffers.give(content)
    }
  }

  #applyAt(entry: number, base: Buffer): Buffer | undefined {
    const head = this.#pack.readHead(this.#offsets[entry] ?? 0)
    const result = applyDelta(base, this.#pack.inflate(head).content, {
      buffers: this.#pack.buffers,
      objectBytes: this.#limits.objectBytes,
    })
    if (result === 'too-large') return undefined
    this.#budget.start()
    this.#budget.spend(head.size + result.length)
    return result
  }

  #object(entry: number): GitObject {
    const object = this.#pack.object(this.#offsets[entry] ?? 0, this.#chain)
    if (object === undefined) throw broken('a base of a delta is too large')
    return object
  }

  get #chain() {
    const [objects, entries, offsets] = [this.#objects, this.#entries, this.#offsets]
    const findBase = (oid: string): number | undefined => {
      const number = objects.find(oid)
      return number === -1 ? undefined : offsets[entries[number] ?? 0]
    }
    return { findBase, chain: this.#limits.chain, objectBytes: this.#limits.objectBytes, budget: this.#budget }
  }

  /** The entry that begins at `offset`, before another. */
  #entryAt(offset: number, before: number): number {
    let [low, high] = [0, before - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = this.#offsets[middle] ?? 0
      if (found === offset) return middle
      if (found < offset) low = middle + 1
      else high = middle - 1
    }
    throw broken('a delta of the pack has no base')
  }

  #keep(oid: string, entry: number): void {
    const size = this.#objects.size
    const number = this.#objects.add(oid)
    if (number === size) this.#entries[number] = entry
  }

  #hasDeltas(entry: number, oid: string): boolean {
    return this.#first[entry] !== 0 || (this.#named.size > 0 && (this.#firstOfNamed[this.#named.find(oid)] ?? 0) !== 0)
  }

  *#takeDeltas({ entry, oid }: Base): Generator<number> {
    const named = this.#named.size > 0 ? this.#named.find(oid) : -1
    for (const [list, at] of [
      [this.#first, entry],
      [this.#firstOfNamed, named],
    ] as const) {
      let next = list[at] ?? 0
      if (next !== 0) list[at] = 0
      for (; next !== 0; next = this.#next[next - 1] ?? 0) yield next - 1
    }
  }

  /** Lets the rest of the program run, now and then. */
  async #breathe(signal: AbortSignal): Promise<void> {
    if (++this.#turn % TURN !== 0) return
    await setImmediate()
    signal.throwIfAborted()
  }
}

function link(first: Uint32Array, next: Uint32Array, base: number, entry: number): void {
  next[entry] = first[base] ?? 0
  first[base] = entry + 1
}
