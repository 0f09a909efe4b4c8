import { cleanPath, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { InspectedParts } from '../containers/inspected.ts'
import { asObject, asText } from '../json.ts'
import { tarOfFolders } from '../layers/folder-tar.ts'
import type { FolderPart } from '../layers/folder-tar.ts'
import { opaqueFolders, readXattrs, withoutOverlay } from '../layers/xattrs.ts'
import { listChanges, tarOfChanges } from './changes.ts'
import type { EngineClient } from './client.ts'

/** How a writable layer is read. */
export interface WritableOptions {
  /** Its folder; without it the API is asked. */
  readonly upper: string | undefined
  /** Mounts to be read with it. */
  readonly mounts: readonly FolderPart[]
  readonly signal: AbortSignal | undefined
  /** Hears of content that was left out. */
  readonly leftOut: (path: string, reason: string) => void
  /** Asked at the end: throws when the container is no longer what it was. */
  readonly check: () => Promise<void>
}

/** What was added, changed and deleted in a container, as the tar of a layer. Throws `LOCAL_CONTAINER_GONE`, `LOCAL_CONTAINER_CHANGED`. */
export async function* tarOfContainer(client: EngineClient, parts: InspectedParts, options: WritableOptions): AsyncGenerator<Uint8Array> {
  const { upper, signal, leftOut, check } = options
  const mounts = parts.mounts.map(({ destination }) => cleanPath(destination))
  try {
    if (upper === undefined) yield* tarOfChanges(client, parts.id, { mounts, signal, leftOut })
    const writable = upper === undefined ? [] : [await writableFolder(client, parts.id, { upper, signal })]
    yield* tarOfFolders([...writable, ...options.mounts], { signal, leftOut })
  } catch (error) {
    signal?.throwIfAborted()
    await check()
    throw toVeinmindError(error, 'LOCAL_LAYER_UNREADABLE')
  }
  await check()
}

async function writableFolder(client: EngineClient, id: string, { upper, signal }: { readonly upper: string; readonly signal: AbortSignal | undefined }): Promise<FolderPart> {
  const xattrs = await readXattrs(upper, signal)
  // Without the attributes the engine tells: a folder that is in the layer and that it calls deleted is opaque.
  const opaque = xattrs === undefined ? await deletedPaths(client, id, signal) : opaqueFolders(xattrs)
  return { folder: upper, at: '/', opaque, ...(xattrs === undefined ? {} : { xattrs: withoutOverlay(xattrs) }) }
}

async function deletedPaths(client: EngineClient, id: string, signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
  const changes = await listChanges(client, id, signal)
  return new Set(changes.filter(({ kind }) => kind === 'deleted').map(({ path }) => path))
}

/** Throws `LOCAL_CONTAINER_GONE` or `LOCAL_CONTAINER_CHANGED` when the container was removed, started or ended since. */
export async function checkUnchanged(client: EngineClient, parts: InspectedParts, signal: AbortSignal | undefined): Promise<void> {
  const now = await client.get(`/containers/${parts.id}/json`, signal).catch((error: unknown) => {
    if (error instanceof VeinmindError && error.code === 'LOCAL_ENGINE_NOT_FOUND') {
      throw new VeinmindError('LOCAL_CONTAINER_GONE', `container ${parts.name} was removed in the middle of its scan`, { cause: error })
    }
    throw error
  })
  const [before, after] = [parts.raw, asObject(now)].map((inspected) => {
    const state = asObject(inspected['State'])
    return JSON.stringify([asText(state['Status']), asText(state['StartedAt']), state['Pid']])
  })
  if (before !== after) {
    throw new VeinmindError('LOCAL_CONTAINER_CHANGED', `container ${parts.name} was started, stopped or paused in the middle of its scan`, { hint: 'scan it again' })
  }
}
