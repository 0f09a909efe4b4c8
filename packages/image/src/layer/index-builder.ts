import { mib, parentPath } from '@veinmind/sdk'
import { encodeName } from '@veinmind/sdk/target'
import type { Entry } from '@veinmind/sdk'
import { limitError } from '../limits.ts'
import type { LayerIndex, LayerIndexBuilder } from '../types.ts'
import { createColumn, createHeap } from './column.ts'
import { encodeExtras, encodeOwner } from './extras.ts'
import { createLayerIndex, MAX_CACHED_OWNERS, MODE_BITS, TYPES } from './layer-index.ts'
import { createNameTable, NONE, ROOT } from './names.ts'

/** Bytes of names, and of links and attributes: three million names need a tenth of it. */
const MAX_HEAP = mib(512)

/** An empty index to be filled; `add` throws `TAR_LIMIT_EXCEEDED` when names, or links and attributes, take more than 512 MiB. */
export function createLayerIndexBuilder(): LayerIndexBuilder {
  const sizes = createColumn((length) => new Float64Array(length))
  const mtimes = createColumn((length) => new Float64Array(length))
  const nodes = createColumn((length) => new Uint32Array(length))
  const owners = createColumn((length) => new Uint32Array(length))
  const extras = createColumn((length) => new Uint32Array(length))
  const modes = createColumn((length) => new Uint16Array(length))
  const data = createHeap()
  const tree = createTreeBuilder()
  const knownOwners = new Map<string, number>()

  const ownerRecord = (entry: Entry): number => {
    const key = `${entry.uid} ${entry.gid} ${entry.userName} ${entry.groupName}`
    const known = knownOwners.get(key)
    if (known !== undefined) return known
    const record = data.append(encodeOwner(entry))
    if (knownOwners.size < MAX_CACHED_OWNERS) knownOwners.set(key, record)
    return record
  }
  return {
    add(entry) {
      if (data.length > MAX_HEAP || tree.bytes > MAX_HEAP)
        throw limitError('TAR_LIMIT_EXCEEDED', 'bytes of names', MAX_HEAP)
      const record = encodeExtras(entry)
      nodes.push(tree.add(entry.path))
      sizes.push(entry.size)
      mtimes.push(entry.mtime)
      modes.push((TYPES.indexOf(entry.type) << MODE_BITS) | (entry.mode & 0o7777))
      owners.push(ownerRecord(entry))
      extras.push(record === undefined ? NONE : data.append(record))
    },
    finish(): LayerIndex {
      return createLayerIndex({
        sizes: sizes.done(),
        mtimes: mtimes.done(),
        nodes: nodes.done(),
        owners: owners.done(),
        extras: extras.done(),
        modes: modes.done(),
        data: data.done(),
        ...tree.done(),
      })
    },
  }
}

interface TreeBuilder {
  readonly bytes: number
  /** The node of a path, made with its parents where they are not there yet. */
  add(path: string): number
  done(): { parents: Uint32Array; starts: Uint32Array; names: Buffer }
}

function createTreeBuilder(): TreeBuilder {
  const parents = createColumn((length) => new Uint32Array(length))
  const starts = createColumn((length) => new Uint32Array(length))
  const heap = createHeap()
  /** End of the names that have a node; behind it stands the name that is looked for. */
  let namesEnd = 0
  const table = createNameTable({
    get heap() {
      return heap.memory
    },
    parent: (node) => parents.get(node),
    start: (node) => starts.get(node),
    end: (node) => (node + 1 < starts.length ? starts.get(node + 1) : namesEnd),
  })
  // The root has no name: it begins and ends at 0.
  parents.push(ROOT)
  starts.push(0)
  let lastFolder = '/'
  let lastNode = ROOT

  const child = (parent: number, name: string): number => {
    const start = heap.length
    heap.appendText(name, encodeName)
    const known = table.get(parent, heap.memory, start, heap.length)
    if (known !== NONE) {
      heap.truncate(start)
      return known
    }
    parents.push(parent)
    starts.push(start)
    namesEnd = heap.length
    table.add(parents.length - 1)
    return parents.length - 1
  }
  const folder = (path: string): number => {
    if (path === lastFolder) return lastNode
    let node = ROOT
    for (const part of path.split('/')) if (part !== '') node = child(node, part)
    lastFolder = path
    lastNode = node
    return node
  }
  return {
    get bytes() {
      return heap.length
    },
    add(path) {
      if (path === '/') return ROOT
      return child(folder(parentPath(path)), path.slice(path.lastIndexOf('/') + 1))
    },
    done: () => ({ parents: parents.done(), starts: starts.done(), names: heap.done() }),
  }
}
