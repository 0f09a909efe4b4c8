import { randomInt } from 'node:crypto'
import { VeinmindError } from '@veinmind/sdk'
import { decodeName, encodeName } from '@veinmind/sdk/target'

/** Node 0 is the root; it has no name. */
export const ROOT = 0

/** No node, no entry. */
export const NONE = 0xffff_ffff

/** A tree of names as arrays: node `n` has a parent with a smaller number, and a name in `heap`. */
export interface NameColumns {
  readonly parents: Uint32Array
  /** Where the name of a node begins; it ends where that of the next one begins, the last at the end of the heap. */
  readonly starts: Uint32Array
  readonly heap: Buffer
}

/** Finds nodes by their names. */
export interface NameTree {
  readonly size: number
  /** Whether a child's name begins with `.wh.`. */
  hides(node: number): boolean
  /** The child of a node by name; `NONE` when it has none of that name. */
  child(parent: number, name: string): number
  find(path: string): number
  path(node: number): string
  name(node: number): string
  children(node: number): IterableIterator<number>
}

/** Where a table finds the parents and names of the nodes that are in it. */
export interface NameSource {
  readonly heap: Buffer
  parent(node: number): number
  start(node: number): number
  end(node: number): number
}

/** Finds nodes by parent and name. */
export interface NameTable {
  /** The child of `parent` whose name is `bytes[start, end)`; `NONE` when there is none. */
  get(parent: number, bytes: Uint8Array, start: number, end: number): number
  /** False when the parent has a child of that name already. */
  add(node: number): boolean
}

/** An open-addressing hash table with room for `expected` nodes to begin with. */
export function createNameTable(names: NameSource, expected = 0): NameTable {
  let slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1024, expected * 1.5)))).fill(NONE)
  let count = 0
  const isSame = (node: number, bytes: Uint8Array, start: number, end: number): boolean => {
    const from = names.start(node)
    if (names.end(node) - from !== end - start) return false
    const { heap } = names
    for (let at = start; at < end; at += 1) if (heap[from - start + at] !== bytes[at]) return false
    return true
  }
  const probe = (parent: number, bytes: Uint8Array, start: number, end: number): number => {
    const mask = slots.length - 1
    let slot = hash(parent, bytes, start, end) & mask
    for (;;) {
      const node = slots[slot] as number
      if (node === NONE || (names.parent(node) === parent && isSame(node, bytes, start, end))) return slot
      slot = (slot + 1) & mask
    }
  }
  const probeNode = (node: number): number => probe(names.parent(node), names.heap, names.start(node), names.end(node))
  const grow = (): void => {
    const nodes = slots
    slots = new Uint32Array(nodes.length * 2).fill(NONE)
    for (const node of nodes) if (node !== NONE) slots[probeNode(node)] = node
  }
  return {
    get: (parent, bytes, start, end) => slots[probe(parent, bytes, start, end)] as number,
    add(node) {
      if (count >= slots.length * 0.7) grow()
      const slot = probeNode(node)
      if (slots[slot] !== NONE) return false
      slots[slot] = node
      count += 1
      return true
    },
  }
}

/** A tree over columns; throws `IMAGE_INDEX_INVALID` when they are no tree. */
export function createNameTree({ parents, starts, heap }: NameColumns): NameTree {
  const size = parents.length
  const nameOf = (node: number): Buffer => heap.subarray(starts[node], end(node))
  const end = (node: number): number => (node + 1 < size ? (starts[node + 1] as number) : heap.length)
  const source = {
    heap,
    parent: (node: number) => parents[node] as number,
    start: (node: number) => starts[node] as number,
    end,
  }
  const table = createNameTable(source, size)
  const firstChild = new Uint32Array(size).fill(NONE)
  const nextSibling = new Uint32Array(size).fill(NONE)
  if (size === 0 || starts[0] !== 0 || (size > 1 && starts[1] !== 0) || heap.includes(0x2f))
    throw invalidIndex('its names are damaged')
  const hiding = new Uint8Array(size)
  for (let node = 1; node < size; node += 1) {
    const parent = parents[node] as number
    const isSound = parent < node && isName(heap, starts[node] as number, end(node))
    if (!isSound || !table.add(node)) throw invalidIndex('its names are damaged')
    if (heap[starts[node] as number] === 0x2e && nameOf(node).subarray(0, 4).equals(WHITEOUT)) hiding[parent] = 1
    nextSibling[node] = firstChild[parent] as number
    firstChild[parent] = node
  }
  const child = (parent: number, name: string): number => {
    const length = writeAscii(name)
    if (length >= 0) return table.get(parent, scratch, 0, length)
    const bytes = encodeName(name)
    return table.get(parent, bytes, 0, bytes.length)
  }
  const name = (node: number): string => decodeName(nameOf(node))
  // Many entries of one folder come one after the other.
  let known = { folder: ROOT, path: '' }
  const pathOfFolder = (node: number): string => {
    if (node === known.folder) return known.path
    const names: string[] = []
    for (let at = node; at !== ROOT; at = parents[at] as number) names.push(name(at))
    known = { folder: node, path: names.length === 0 ? '' : `/${names.toReversed().join('/')}` }
    return known.path
  }
  return {
    size,
    hides: (node) => hiding[node] === 1,
    child,
    name,
    find(path) {
      let node = ROOT
      for (const part of path.split('/')) {
        if (part === '') continue
        node = child(node, part)
        if (node === NONE) return NONE
      }
      return node
    },
    path: (node) => (node === ROOT ? '/' : `${pathOfFolder(parents[node] as number)}/${name(node)}`),
    *children(node) {
      for (let at = firstChild[node] as number; at !== NONE; at = nextSibling[at] as number) yield at
    },
  }
}

const WHITEOUT = Buffer.from('.wh.')

/** Names are looked up by the hundred thousand: most need no memory of their own for it. */
const scratch = new Uint8Array(256)

/** Puts a name into `scratch`; its length, or -1 when it is not short and ASCII. */
function writeAscii(name: string): number {
  if (name.length > scratch.length) return -1
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at)
    if (code > 0x7f) return -1
    scratch[at] = code
  }
  return name.length
}

/** The error of an index that is damaged. */
export function invalidIndex(what: string, cause?: unknown): VeinmindError {
  return new VeinmindError('IMAGE_INDEX_INVALID', `the layer index cannot be used: ${what}`, { cause })
}

/** Whether `heap[start, end)`, which has no slash, is a component of a clean path. */
function isName(heap: Buffer, start: number, end: number): boolean {
  if (start >= end || end > heap.length) return false
  return heap[start] !== 0x2e || !(end - start === 1 || (end - start === 2 && heap[start + 1] === 0x2e))
}

/** Differs from process to process, so that an image cannot be made of names that meet in one slot. */
const SEED = randomInt(2 ** 32 - 1)

/** FNV-1a over the name, seeded by the parent, and mixed. */
function hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
  let value = Math.imul(parent ^ SEED, 0x9e3779b1)
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ (bytes[at] as number), 0x01000193)
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 0
}
