import { createTarReader, padding, renamed, shownPath, tarHeader } from '@veinmind/image'
import type { Entry, Json } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { baseName, cleanPath, gib, VeinmindError } from '@veinmind/sdk'
import { asList, asText } from '../../shared/json.ts'
import type { EngineClient } from '../client/api.ts'

/** A path of a container that is not as in its image. */
export interface Change {
  readonly path: string
  readonly kind: 'changed' | 'added' | 'deleted'
}

const KINDS = ['changed', 'added', 'deleted'] as const
const MAX_CHANGES = 500_000
/** A file of holes takes no space, and comes as zeros all the same. */
const MAX_FILE = gib(4)

/** What was added, changed and deleted in a container since it was made. Throws `LOCAL_ENGINE_…`. */
export async function listChanges(
  client: EngineClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<readonly Change[]> {
  const changes = asList(await client.get(`/containers/${id}/changes`, signal))
  if (changes.length > MAX_CHANGES)
    throw new VeinmindError('LOCAL_LAYER_UNREADABLE', `the container has more than ${MAX_CHANGES} changed files`)
  return changes.map((change: Json) => {
    const { Path, Kind } = asObject(change)
    return { path: cleanPath(asText(Path)), kind: KINDS[Number(Kind)] ?? 'changed' }
  })
}

/** How changes are read. */
export interface ChangesOptions {
  readonly mounts: readonly string[]
  readonly signal: AbortSignal | undefined
  /** Hears of content that was left out. */
  readonly leftOut: (path: string, reason: string) => void
}

/**
 * The writable layer of a container as a tar, by the engine's API: one request for each changed file or folder, and one for
 * all that is in an added folder. What is below a mount is left out. The end of the tar is the caller's.
 */
export async function* tarOfChanges(
  client: EngineClient,
  id: string,
  options: ChangesOptions,
): AsyncGenerator<Uint8Array> {
  const { signal, mounts } = options
  const isMounted = (path: string): boolean => mounts.some((mount) => path === mount || path.startsWith(`${mount}/`))
  const seen = new Set<string>()
  for (const { path, kind } of (await listChanges(client, id, signal)).toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    signal?.throwIfAborted()
    if (seen.has(path) || isMounted(path)) continue
    if (kind === 'deleted') yield tarHeader(whiteoutOf(path))
    else yield* archive(client, { ...options, id, path, kind, seen, isMounted })
  }
}

/** The entry of a layer that deletes `path`. */
export function whiteoutOf(path: string): Entry {
  const slash = path.lastIndexOf('/')
  return {
    path: `${path.slice(0, slash)}/.wh.${path.slice(slash + 1)}`,
    type: 'file',
    size: 0,
    mode: 0o600,
    uid: 0,
    gid: 0,
    userName: '',
    groupName: '',
    mtime: 0,
  }
}

interface Wanted extends Change, ChangesOptions {
  readonly id: string
  /** Paths that were written, to which it adds. */
  readonly seen: Set<string>
  readonly isMounted: (path: string) => boolean
}

/** What the engine archives is named from the last component of `path`; here it gets its whole path again. */
async function* archive(
  client: EngineClient,
  { id, path, kind, signal, seen, isMounted, leftOut }: Wanted,
): AsyncGenerator<Uint8Array> {
  const parent = path.slice(0, path.lastIndexOf('/'))
  const out: Uint8Array[] = []
  let isDone = false
  const reader = createTarReader({
    note: () => {},
    entry(entry) {
      const at = `${parent}${entry.path}`
      if (isDone || isMounted(at) || seen.has(at)) return undefined
      seen.add(at)
      const shown = shownPath(at)
      if (baseName(shown) !== baseName(at)) leftOut(at, renamed(shown))
      // Of a folder that was there before only itself may have changed: what is in it is listed on its own.
      isDone = kind === 'changed' && entry.type === 'directory'
      if (entry.hardLink !== undefined) {
        out.push(tarHeader({ ...entry, path: shown, hardLink: shownPath(`${parent}${entry.hardLink}`), size: 0 }))
        return undefined
      }
      if (entry.size > MAX_FILE) {
        // The rest of the stream stands behind its content: what else is in it, is listed and asked for on its own.
        leftOut(at, `it is larger than ${MAX_FILE} bytes`)
        isDone = true
        return undefined
      }
      out.push(tarHeader({ ...entry, path: shown }))
      if (entry.type !== 'file') return undefined
      return { data: (chunk) => void out.push(Uint8Array.from(chunk)), end: () => void out.push(padding(entry.size)) }
    },
  })
  let body: AsyncIterable<Uint8Array>
  try {
    body = await client.stream(`/containers/${id}/archive?path=${encodeURIComponent(path)}`, signal)
  } catch (error) {
    // Deleted since it was listed: the container goes on while it is scanned.
    if (error instanceof VeinmindError && error.code === 'LOCAL_ENGINE_NOT_FOUND') return
    throw error
  }
  for await (const chunk of body) {
    reader.write(chunk)
    yield* out.splice(0)
    if (isDone) return
  }
  reader.end()
  yield* out
}
