import { matchesGlob } from 'node:path'
import type { Entry, FileSystem, Json, JsonObject } from '@veinmind/sdk'
import { kib, mib, VeinmindError } from '@veinmind/sdk'
import { entryToJson } from './entry-to-json.ts'

/** Limits of one page and of one plugin's searches. */
const PAGE_FILES = 500
const PAGE_BYTES = mib(4)
/** What is read together: each time, the layers are read again for what no inspector asked for. */
const BATCH_FILES = 50_000
const BATCH_BYTES = mib(32)
const MAX_CONTENT = mib(4)
const MAX_HANDLES = 8
const MAX_PATTERNS = 100

interface Search {
  readonly entries: AsyncIterator<Entry>
  readonly patterns: readonly string[]
  /** Most bytes of content a file; 0 for none. */
  readonly max: number
  /** Files that were read and not yet handed out. */
  ready: Ready[]
  isDone: boolean
}

interface Ready {
  readonly file: JsonObject
  readonly bytes: number
}

/**
 * Searches of a plugin. `find({ patterns, max })` gives a handle; `next(handle)` a page of the files that match, each with
 * its entry and (with `max`) its content in base64, and whether that was the last. Contents are read many pages at a time.
 */
export function createFinder(files: FileSystem): {
  find(query: Json | undefined): number
  next(handle: number): Promise<Json>
} {
  const searches = new Map<number, Search>()
  let handles = 0
  return {
    find: (query) => {
      if (searches.size >= MAX_HANDLES) throw new VeinmindError('HOST_CALL_INVALID', `more than ${MAX_HANDLES} searches are open`)
      searches.set(++handles, { entries: files.walk()[Symbol.asyncIterator](), ...parseQuery(query), ready: [], isDone: false })
      return handles
    },
    next: async (handle) => {
      const search = searches.get(handle)
      if (!search) throw new VeinmindError('HOST_CALL_INVALID', `no search ${handle}`)
      if (search.ready.length === 0 && !search.isDone) await fill(files, search)
      const page = takePage(search)
      const done = search.isDone && search.ready.length === 0
      if (done) searches.delete(handle)
      return { files: page, done }
    },
  }
}

async function fill(files: FileSystem, search: Search): Promise<void> {
  const { entries, patterns, max } = search
  const batch: { readonly entry: Entry; readonly bytes: number }[] = []
  let bytes = 0
  // Without contents nothing is read for a batch, and a page is enough.
  const most = max === 0 ? PAGE_FILES : BATCH_FILES
  while (batch.length < most && bytes < BATCH_BYTES) {
    const { value, done } = await entries.next()
    if (done) {
      search.isDone = true
      break
    }
    const entry: Entry = value
    if (!patterns.some((pattern) => matchesGlob(entry.path, pattern))) continue
    const content = entry.type === 'file' && entry.size <= max ? entry.size : 0
    bytes += content
    batch.push({ entry, bytes: kib(1) + content })
  }
  const read = batch.map(async (each) => ({ file: await withContent(files, each.entry, max), bytes: each.bytes }))
  // Handed out from the end.
  search.ready = (await Promise.all(read)).toReversed()
}

function takePage({ ready }: Search): JsonObject[] {
  const page: JsonObject[] = []
  for (let bytes = 0; page.length < PAGE_FILES && bytes < PAGE_BYTES; ) {
    const next = ready.pop()
    if (!next) break
    page.push(next.file)
    bytes += next.bytes
  }
  return page
}

async function withContent(files: FileSystem, entry: Entry, max: number): Promise<JsonObject> {
  const described = { entry: entryToJson(entry) }
  if (max === 0 || entry.type !== 'file') return described
  if (entry.size > max) return { ...described, error: 'FILE_TOO_LARGE' }
  try {
    return { ...described, content: Buffer.from(await files.readFile(entry.path, { max })).toString('base64') }
  } catch (error) {
    return { ...described, error: error instanceof VeinmindError ? error.code : 'UNREADABLE' }
  }
}

function parseQuery(query: Json | undefined): { patterns: readonly string[]; max: number } {
  const { patterns, max = 0 } = (query ?? {}) as { readonly patterns?: Json; readonly max?: Json }
  const isList = Array.isArray(patterns) && patterns.length > 0 && patterns.length <= MAX_PATTERNS
  if (!isList || !patterns.every((pattern) => typeof pattern === 'string' && pattern.length <= 1000)) {
    throw new VeinmindError('HOST_CALL_INVALID', `patterns must be 1 to ${MAX_PATTERNS} texts`)
  }
  if (typeof max !== 'number' || max < 0 || max > MAX_CONTENT) {
    throw new VeinmindError('HOST_CALL_INVALID', `max must be 0 to ${MAX_CONTENT}`)
  }
  return { patterns: patterns as readonly string[], max }
}
