import { open } from 'node:fs/promises'
import { mib, VeinmindError } from '@veinmind/sdk'

/** A bucket of a bolt database: values and further buckets by name. */
export interface Bucket {
  get(name: string): Uint8Array | undefined
  bucket(name: string): Bucket | undefined
  /** Names of the buckets in it. */
  buckets(): Iterable<string>
}

const MAX_SIZE = mib(256)
const MAGIC = 0xed0cdaed
const HEADER = 16
const ELEMENT = 16
const BRANCH = 0x01
const LEAF = 0x02

/**
 * Reads a bolt database (go.etcd.io/bbolt, file format 2) as it is at this moment, without its lock: bolt never writes over
 * pages of the last transaction. Throws `LOCAL_DATABASE_DAMAGED`, also when it was written to while it was read.
 */
export async function readBolt(path: string): Promise<Bucket> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > MAX_SIZE) throw damaged(`it is larger than ${MAX_SIZE} bytes`)
    return rootOf(await file.readFile())
  } finally {
    await file.close()
  }
}

interface Database {
  readonly bytes: Buffer
  readonly pageSize: number
}

function rootOf(bytes: Buffer): Bucket {
  const first = readMeta(bytes, 0)
  // Of a database whose first page is torn the second says the page size; it is that of the machine.
  const metas = [first, ...[first?.pageSize ?? 4096, 16_384, 65_536].map((at) => readMeta(bytes, at))].filter(
    (meta) => meta !== undefined,
  )
  const newest = metas.toSorted((a, b) => Number(b.transaction - a.transaction))[0]
  if (newest === undefined) throw damaged('it has no valid head')
  return bucketAt({ bytes, pageSize: newest.pageSize }, newest.root)
}

function readMeta(
  bytes: Buffer,
  at: number,
): { readonly pageSize: number; readonly root: number; readonly transaction: bigint } | undefined {
  const meta = bytes.subarray(at + HEADER, at + HEADER + 64)
  if (meta.length < 64 || meta.readUInt32LE(0) !== MAGIC || meta.readUInt32LE(4) !== 2) return undefined
  if (meta.readBigUInt64LE(56) !== fnv1a(meta.subarray(0, 56))) return undefined
  return {
    pageSize: meta.readUInt32LE(8),
    root: Number(meta.readBigUInt64LE(16)),
    transaction: meta.readBigUInt64LE(48),
  }
}

function fnv1a(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

function bucketAt(database: Database, page: number): Bucket {
  return toBucket(() => leaves(database, page, new Set()), database)
}

interface Leaf {
  readonly name: string
  readonly value: Buffer
  readonly isBucket: boolean
}

function toBucket(entries: () => Iterable<Leaf>, database: Database): Bucket {
  const find = (name: string, isBucket: boolean): Leaf | undefined => {
    for (const entry of entries()) if (entry.name === name && entry.isBucket === isBucket) return entry
    return undefined
  }
  return {
    get: (name) => find(name, false)?.value,
    bucket(name) {
      const value = find(name, true)?.value
      if (value === undefined) return undefined
      const root = Number(readNumber(value, 0))
      // A small bucket stands in its value: a page without a number, behind the bucket's own head.
      return root === 0 ? toBucket(() => pageLeaves(value.subarray(HEADER)), database) : bucketAt(database, root)
    },
    *buckets() {
      for (const { name, isBucket } of entries()) if (isBucket) yield name
    },
  }
}

/** Every entry below a page, in order. A tree has no page twice: a damaged one that does would never end. */
function* leaves(database: Database, page: number, seen: Set<number>): Generator<Leaf> {
  const bytes = database.bytes.subarray(page * database.pageSize)
  if (seen.has(page) || bytes.length < HEADER) throw damaged(`page ${page} is not there, or there twice`)
  seen.add(page)
  const flags = bytes.readUInt16LE(8)
  if (flags === LEAF) yield* pageLeaves(bytes)
  else if (flags === BRANCH) {
    for (let index = 0; index < bytes.readUInt16LE(10); index += 1) {
      yield* leaves(database, Number(readNumber(bytes, HEADER + index * ELEMENT + 8)), seen)
    }
  } else throw damaged(`page ${page} is of no known kind`)
}

function* pageLeaves(bytes: Buffer): Generator<Leaf> {
  const count = bytes.length < HEADER ? 0 : bytes.readUInt16LE(10)
  for (let index = 0; index < count; index += 1) {
    const at = HEADER + index * ELEMENT
    if (at + ELEMENT > bytes.length) throw damaged('a page is too short')
    const [flags, position, keySize, valueSize] = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
      number,
    ]
    const start = at + position
    if (start + keySize + valueSize > bytes.length) throw damaged('an entry lies outside')
    yield {
      name: bytes.toString('utf8', start, start + keySize),
      value: bytes.subarray(start + keySize, start + keySize + valueSize),
      isBucket: flags === 1,
    }
  }
}

function readNumber(bytes: Buffer, at: number): bigint {
  if (at + 8 > bytes.length) throw damaged('a page is too short')
  return bytes.readBigUInt64LE(at)
}

function damaged(why: string): VeinmindError {
  return new VeinmindError('LOCAL_DATABASE_DAMAGED', `a database cannot be read: ${why}`)
}
