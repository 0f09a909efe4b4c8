import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { DigestName } from '@veinmind/sdk'
import type { DigestTable } from './table.ts'
import { createDigestTable, DIGITS, hexAt, LENGTHS } from './table.ts'

/** Lists of digests of malware. */
export interface HashLists extends Disposable {
  /** Changes with the content of any list. */
  readonly version: string
  readonly count: number
  /** Which digests the lists hold: no other is computed. */
  readonly kinds: readonly DigestName[]
  /** What a list calls the file with this digest; undefined where none has it. */
  nameOf(kind: DigestName, digest: string): string | undefined
}

interface List {
  readonly path: string
  readonly file: number
  readonly size: number
  /** Where it begins, counted over all lists. */
  readonly base: number
}

const ENDINGS = /\.(?:txt|csv|tsv|hdb|hsb|hdu|hsu|md5|sha1|sha256|lst|list|hashes)$/i
const BLOCK = 4 * 1024 * 1024
const MOST_PLACES = 2 ** 32 - 2
const NEW_LINE = 10
/** At most this many slots are reserved at the start. */
const MOST_EXPECTED = 20_000_000
const LONGEST_LINE = 4096

/** Reads a list, or all of a folder. Throws `MALICIOUS_HASHES_UNREADABLE`, `MALICIOUS_HASHES_INVALID`. */
export function readHashLists(path: string): HashLists {
  const lists = openLists(path)
  const hash = createHash('sha256')
  const tables = new Map<DigestName, DigestTable>()
  for (const list of lists) {
    const before = countOf(tables)
    addList(list, tables, hash)
    if (countOf(tables) > before) continue
    for (const { file } of lists) closeSync(file)
    throw new VeinmindError('MALICIOUS_HASHES_INVALID', `${list.path} holds no digest`, {
      hint: 'one MD5, SHA-1 or SHA-256 a line, CSV with one in a column, or .hdb and .hsb of ClamAV',
      isUsage: true,
    })
  }
  return {
    version: hash.digest('hex'),
    count: countOf(tables),
    kinds: [...tables.keys()].toSorted(),
    nameOf(kind, digest) {
      const mark = hexAt(Buffer.from(digest, 'latin1'), 0)
      for (const place of mark === undefined ? [] : (tables.get(kind)?.placesOf(mark) ?? [])) {
        const line = lineAt(lists, place)
        if (line.toLowerCase().startsWith(digest.toLowerCase())) return nameIn(line.slice(digest.length)) ?? digest
      }
      return undefined
    },
    [Symbol.dispose]: () => {
      for (const { file } of lists) closeSync(file)
    },
  }
}

function openLists(path: string): readonly List[] {
  const lists: List[] = []
  let base = 0
  try {
    const isFolder = statSync(path).isDirectory()
    const names = isFolder
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter((name) => ENDINGS.test(name))
          .toSorted()
      : ['']
    for (const name of names) {
      const own = name === '' ? path : join(path, name)
      const stat = statSync(own)
      if (!stat.isFile()) continue
      lists.push({ path: own, file: openSync(own, 'r'), size: stat.size, base })
      base += stat.size
    }
  } catch (cause) {
    for (const { file } of lists) closeSync(file)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new VeinmindError('MALICIOUS_HASHES_UNREADABLE', `the lists of digests cannot be read: ${reason}`, {
      cause,
      isUsage: true,
    })
  }
  if (lists.length === 0 || base > MOST_PLACES) {
    for (const { file } of lists) closeSync(file)
    const what = lists.length === 0 ? 'holds no list of digests' : 'holds more than 4 GiB of lists'
    throw new VeinmindError('MALICIOUS_HASHES_UNREADABLE', `${path} ${what}`, { isUsage: true })
  }
  return lists
}

const countOf = (tables: ReadonlyMap<DigestName, DigestTable>): number =>
  tables.values().reduce((sum, { count }) => sum + count, 0)

/** Adds what stands in each line; of a line the first digest. */
function addList({ file, size, base }: List, tables: Map<DigestName, DigestTable>, hash: Hash): void {
  const room = Buffer.allocUnsafe(BLOCK + LONGEST_LINE)
  let kept = 0
  let expected = 0
  for (let position = 0; position < size;) {
    const length = readSync(file, room, kept, BLOCK, position)
    if (length === 0) break
    hash.update(room.subarray(kept, kept + length))
    const filled = room.subarray(0, kept + length)
    const start = base + position - kept
    position += length
    let at = 0
    const add = (to: number): void => {
      // Lines are about as long as the first.
      if (expected === 0) expected = Math.ceil(size / (to - at + 1))
      addLine(filled, { from: at, to, place: start + at }, tables, expected)
      at = to + 1
    }
    for (let end = filled.indexOf(NEW_LINE); end >= 0; end = filled.indexOf(NEW_LINE, at)) add(end)
    if (position >= size && at < filled.length) add(filled.length)
    // A line that is too long is no line of a list; its end is read as one.
    kept = Math.min(LONGEST_LINE, Math.max(0, filled.length - at))
    room.copyWithin(0, filled.length - kept, filled.length)
  }
}

function addLine(
  bytes: Buffer,
  { from, to, place }: { readonly from: number; readonly to: number; readonly place: number },
  tables: Map<DigestName, DigestTable>,
  most: number,
): void {
  if (bytes[from] === 0x23 || to - from < 32) return
  for (let at = from; at + 32 <= to;) {
    let end = at
    while (end < to && DIGITS[bytes[end] ?? 0] !== 255) end += 1
    const kind = LENGTHS[end - at]
    if (kind === undefined) {
      at = end + 1
      continue
    }
    // Lists mostly hold one kind of digest.
    const table = tables.get(kind) ?? createDigestTable(tables.size === 0 ? Math.min(most, MOST_EXPECTED) : 0)
    tables.set(kind, table)
    table.add(hexAt(bytes, at) ?? 0, place + at - from)
    return
  }
}

/** The line from a place of the lists on. */
function lineAt(lists: readonly List[], place: number): string {
  const list = lists.findLast(({ base }) => base <= place)
  if (list === undefined) return ''
  const room = Buffer.alloc(LONGEST_LINE)
  const length = readSync(list.file, room, 0, LONGEST_LINE, place - list.base)
  const end = room.indexOf(NEW_LINE)
  return room.toString('utf8', 0, end < 0 ? length : Math.min(end, length))
}

/** The name behind a digest: of `:68:Eicar-Test`, `,"Eicar"` or `  eicar.com` the last part that is no number or digest. */
function nameIn(rest: string): string | undefined {
  const parts = rest.split(/[,:;\t]|\s{2,}/).map((part) => part.trim().replaceAll('"', ''))
  return parts.findLast((part) => part !== '' && !/^(?:\d+|\*|[0-9a-f]{32,64}|n\/a)$/i.test(part))?.slice(0, 200)
}
