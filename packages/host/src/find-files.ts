import { matchesGlob } from 'node:path'
import type { Entry, FileSystem, Json, JsonObject } from '@veinmind/sdk'
import { isObject } from '@veinmind/internal'
import { kib, mib, VeinmindError } from '@veinmind/sdk'
import { entryToJson } from './entry-to-json.ts'

/** Limits of one page and of one plugin's searches. */
const PAGE_FILES = 500
const PAGE_BYTES = mib(4)
/** What is read together: each time, the layers are read again for what no inspector asked for. */
const BATCH_BYTES = mib(64)
/** What a file takes beside its content, about. */
const FILE_BYTES = 512
const MAX_CONTENT = mib(4)
const MAX_HANDLES = 8
const MAX_PATTERNS = 100

interface Search {
  readonly entries: AsyncIterator<Entry>
  readonly patterns: readonly string[]
  /** Most bytes of content a file; 0 for none. */
  readonly max: number
  /** Files that were read and not yet handed out, the next one last. */
  ready: Ready[]
  isDone: boolean
}

interface Ready {
  readonly entry: Entry
  content?: Uint8Array
  error?: string
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
      if (searches.size >= MAX_HANDLES)
        throw new VeinmindError('HOST_CALL_INVALID', `more than ${MAX_HANDLES} searches are open`)
      searches.set(++handles, {
        entries: files.walk(rootOf(query))[Symbol.asyncIterator](),
        ...parseQuery(query),
        ready: [],
        isDone: false,
      })
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
  const batch: Ready[] = []
  // Without contents nothing is read for a batch, and a page is enough.
  const most = max === 0 ? PAGE_FILES : Infinity
  for (let bytes = 0; batch.length < most && bytes < BATCH_BYTES;) {
    const { value, done } = await entries.next()
    if (done) {
      search.isDone = true
      break
    }
    const entry: Entry = value
    if (!patterns.some((pattern) => matchesGlob(entry.path, pattern))) continue
    bytes += FILE_BYTES + (entry.type === 'file' && entry.size <= max ? entry.size : 0)
    batch.push({ entry })
  }
  if (max > 0) await Promise.all(batch.map((file) => readContent(files, file, max)))
  search.ready = batch.toReversed()
}

function takePage({ ready }: Search): JsonObject[] {
  const page: JsonObject[] = []
  for (let bytes = 0; page.length < PAGE_FILES && bytes < PAGE_BYTES;) {
    const next = ready.pop()
    if (!next) break
    const { entry, content, error } = next
    page.push({
      entry: entryToJson(entry),
      ...(content
        ? { content: Buffer.from(content.buffer, content.byteOffset, content.length).toString('base64') }
        : {}),
      ...(error === undefined ? {} : { error }),
    })
    bytes += kib(1) + (content?.length ?? 0)
  }
  return page
}

async function readContent(files: FileSystem, file: Ready, max: number): Promise<void> {
  const { path, type, size } = file.entry
  if (type !== 'file') return
  try {
    if (size > max) file.error = 'FILE_TOO_LARGE'
    else file.content = await files.readFile(path, { max })
  } catch (error) {
    file.error = error instanceof VeinmindError ? error.code : 'UNREADABLE'
  }
}

/** The folder that is searched. */
function rootOf(query: Json | undefined): string {
  const root = isObject(query) ? query['root'] : undefined
  return typeof root === 'string' ? root : '/'
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
