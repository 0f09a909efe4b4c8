import type { Entry, EntryType } from '@veinmind/sdk'
import type { LayerIndex } from '../types.ts'
import type { Extras, Owner } from './extras.ts'
import { decodeExtras, decodeOwner } from './extras.ts'
import { createNameTree, invalidIndex, NONE } from './names.ts'

/** The types in the order of their numbers in an index. */
export const TYPES: readonly EntryType[] = ['file', 'directory', 'symlink', 'character', 'block', 'fifo', 'socket']

/** Bits of a mode; the type stands above them. */
export const MODE_BITS = 12

/** A layer index as arrays: six for the entries, two for the nodes of the name tree, and two heaps of bytes. */
export interface IndexColumns {
  readonly sizes: Float64Array
  readonly mtimes: Float64Array
  readonly nodes: Uint32Array
  /** Where the record of the owner begins in `data`. */
  readonly owners: Uint32Array
  /** Where the record of the extras begins in `data`; `NONE` for entries without. */
  readonly extras: Uint32Array
  /** Type and permission bits. */
  readonly modes: Uint16Array
  readonly parents: Uint32Array
  readonly starts: Uint32Array
  readonly names: Buffer
  readonly data: Buffer
}

/** An index over columns; throws `IMAGE_INDEX_INVALID` when they do not fit together. */
export function createLayerIndex(columns: IndexColumns): LayerIndex {
  const { sizes, mtimes, nodes, owners, extras, modes, data } = columns
  const tree = createNameTree({ parents: columns.parents, starts: columns.starts, heap: columns.names })
  const last = lastEntries(nodes, tree.size)
  const ownerOf = checkRecords(columns)
  const lastOf = (node: number): number => (last[node] === NONE ? -1 : (last[node] ?? -1))
  return {
    count: nodes.length,
    hides: (node) => tree.hides(node),
    entry(position) {
      const mode = modes[position]
      if (mode === undefined) throw new RangeError(`no entry ${position}`)
      const record = extras[position] as number
      const owner = ownerOf(owners[position] as number)
      const entry: Entry = {
        path: tree.path(nodes[position] as number),
        type: TYPES[mode >> MODE_BITS] as EntryType,
        size: sizes[position] as number,
        mode: mode & 0o7777,
        uid: owner.uid,
        gid: owner.gid,
        userName: owner.userName,
        groupName: owner.groupName,
        mtime: mtimes[position] as number,
      }
      return record === NONE ? entry : Object.assign(entry, decodeExtras(data, record) satisfies Extras)
    },
    type: (position) => TYPES[(modes[position] ?? 0) >> MODE_BITS] as EntryType,
    isLast: (position) => lastOf(nodes[position] as number) === position,
    find: (path) => {
      const node = tree.find(path)
      return node === NONE ? -1 : lastOf(node)
    },
    child: (node, name) => {
      const child = tree.child(node, name)
      return child === NONE ? -1 : child
    },
    childNames: (node) => Array.from(tree.children(node), (child) => tree.name(child)),
    position: lastOf,
    serialize: () => serializeColumns(columns),
  }
}

/** The last entry of each node: the one that is on the disk when a layer has several of one path. */
function lastEntries(nodes: Uint32Array, size: number): Uint32Array {
  const last = new Uint32Array(size).fill(NONE)
  for (let position = 0; position < nodes.length; position += 1) {
    const node = nodes[position] as number
    if (node >= size) throw invalidIndex('an entry has no name')
    last[node] = position
  }
  return last
}

/** Decodes every record once, so that nothing can fail later. Returns the owners by where they stand. */
function checkRecords({ sizes, mtimes, owners, extras, modes, data }: IndexColumns): (record: number) => Owner {
  const cache = new Map<number, Owner>()
  const ownerOf = (record: number): Owner => {
    const known = cache.get(record)
    if (known !== undefined) return known
    const owner = decodeOwner(data, record)
    if (cache.size < MAX_CACHED_OWNERS) cache.set(record, owner)
    return owner
  }
  let checkedOwner: number | undefined
  try {
    for (let position = 0; position < modes.length; position += 1) {
      const size = sizes[position] as number
      if (!Number.isSafeInteger(size) || size < 0 || !Number.isFinite(mtimes[position]))
        throw new RangeError('not a size')
      if ((modes[position] as number) >> MODE_BITS >= TYPES.length) throw new RangeError('unknown type')
      if (owners[position] !== checkedOwner) {
        checkedOwner = owners[position] as number
        ownerOf(checkedOwner)
      }
      const record = extras[position] as number
      if (record !== NONE) decodeExtras(data, record)
    }
  } catch (error) {
    throw invalidIndex('an entry is damaged', error)
  }
  return ownerOf
}

/** Owners that are kept decoded; an image has a few dozen. */
export const MAX_CACHED_OWNERS = 4096

const MAGIC = 0x56494458
const VERSION = 1
const HEADER_WORDS = 6

function serializeColumns(columns: IndexColumns): Uint8Array {
  const { sizes, mtimes, nodes, owners, extras, modes, parents, starts, names, data } = columns
  const header = Uint32Array.of(MAGIC, VERSION, nodes.length, parents.length, names.length, data.length)
  // The widest come first, so that each array is aligned when it is read in place.
  const parts = [header, sizes, mtimes, nodes, owners, extras, parents, starts, modes, names, data]
  return Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
}

/** The index that `serialize` wrote; throws `IMAGE_INDEX_INVALID` for anything else. */
export function parseLayerIndex(bytes: Uint8Array): LayerIndex {
  const headerBytes = HEADER_WORDS * 4
  if (bytes.length < headerBytes) throw invalidIndex('it breaks off')
  const header = new Uint32Array(new Uint8Array(bytes.subarray(0, headerBytes)).buffer)
  const [magic, version, count = 0, nodeCount = 0, nameBytes = 0, dataBytes = 0] = header
  if (magic !== MAGIC || version !== VERSION) throw invalidIndex('it is of another kind or version')
  const expected = headerBytes + count * 30 + nodeCount * 8 + nameBytes + dataBytes
  if (bytes.length !== expected) throw invalidIndex('it has another length than it says')
  // One copy: aligned, and not the caller's to change.
  const { buffer } = new Uint8Array(bytes.subarray(headerBytes))
  let at = 0
  const skip = (length: number): number => {
    at += length
    return at - length
  }
  return createLayerIndex({
    sizes: new Float64Array(buffer, skip(count * 8), count),
    mtimes: new Float64Array(buffer, skip(count * 8), count),
    nodes: new Uint32Array(buffer, skip(count * 4), count),
    owners: new Uint32Array(buffer, skip(count * 4), count),
    extras: new Uint32Array(buffer, skip(count * 4), count),
    parents: new Uint32Array(buffer, skip(nodeCount * 4), nodeCount),
    starts: new Uint32Array(buffer, skip(nodeCount * 4), nodeCount),
    modes: new Uint16Array(buffer, skip(count * 2), count),
    names: Buffer.from(buffer, skip(nameBytes), nameBytes),
    data: Buffer.from(buffer, skip(dataBytes), dataBytes),
  })
}
