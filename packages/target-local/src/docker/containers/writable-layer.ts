import type { Container } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { cleanPath, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { InspectedParts } from './inspected.ts'
import { asText } from '../../shared/json.ts'
import { tarOfFolders } from '../../layers/folder-tar.ts'
import type { FolderPart } from '../../layers/folder-tar.ts'
import { noteLeftOut } from '../../layers/note-left-out.ts'
import { START_OF_TAR, tarHeader } from '@veinmind/image'
import { readWritablePlace } from '../../layers/writable-place.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'
import { listChanges, tarOfChanges, whiteoutOf } from './changes.ts'
import type { EngineClient } from '../client/api.ts'

/** How a writable layer is read. */
export interface WritableOptions {
  /** Where it is; without that the API is asked. */
  readonly place: WritablePlace | undefined
  /** Mounts to be read with it. */
  readonly mounts: readonly FolderPart[]
  readonly signal: AbortSignal | undefined
  /** Whether the memory of a chunk is used again when the next is asked for. */
  readonly reuse?: boolean | undefined
  /** What could not be had is added. */
  readonly missing: Container['missing'][number][]
  /** Asked at the end: throws when the container is no longer what it was. */
  readonly check: () => Promise<void>
}

/** What was added, changed and deleted in a container, as the tar of a layer. Throws `LOCAL_CONTAINER_GONE`, `LOCAL_CONTAINER_CHANGED`. */
export async function* tarOfContainer(
  client: EngineClient,
  parts: InspectedParts,
  options: WritableOptions,
): AsyncGenerator<Uint8Array> {
  const { place, signal, reuse, missing, check } = options
  const leftOut = noteLeftOut((what, reason) => missing.push({ what, reason }))
  const mounts = parts.mounts.map(({ destination }) => cleanPath(destination))
  try {
    yield START_OF_TAR
    const writable = place && (await readWritablePlace(place, signal))
    if (writable === undefined) yield* tarOfChanges(client, parts.id, { mounts, signal, leftOut })
    // Then only the engine can tell what opaque folders hide.
    else if (writable.unknown === 'attributes' || writable.unknown === 'opaque folders')
      yield* whiteoutsOf(client, parts.id, signal)
    if (writable?.unknown === 'attributes' || writable?.unknown === 'file attributes')
      missing.push({
        what: 'file capabilities of the writable layer',
        reason: 'getfattr is not installed, or has failed',
        hint: 'install the package attr',
      })
    yield* tarOfFolders([...(writable === undefined ? [] : [writable.part]), ...options.mounts], {
      signal,
      reuse,
      leftOut,
    })
  } catch (error) {
    signal?.throwIfAborted()
    await check()
    throw toVeinmindError(error, 'LOCAL_LAYER_UNREADABLE')
  }
  await check()
}

async function* whiteoutsOf(
  client: EngineClient,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (const { path, kind } of await listChanges(client, id, signal))
    if (kind === 'deleted') yield tarHeader(whiteoutOf(path))
}

/** Throws `LOCAL_CONTAINER_GONE` or `LOCAL_CONTAINER_CHANGED` when the container was removed, started or ended since. */
export async function checkUnchanged(
  client: EngineClient,
  parts: InspectedParts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = await client.get(`/containers/${parts.id}/json`, signal).catch((error: unknown) => {
    if (error instanceof VeinmindError && error.code === 'LOCAL_ENGINE_NOT_FOUND') {
      throw new VeinmindError('LOCAL_CONTAINER_GONE', `container ${parts.name} was removed in the middle of its scan`, {
        cause: error,
      })
    }
    throw error
  })
  const [before, after] = [parts.raw, asObject(now)].map((inspected) => {
    const state = asObject(inspected['State'])
    return JSON.stringify([asText(state['Status']), asText(state['StartedAt']), state['Pid']])
  })
  if (before !== after) {
    throw new VeinmindError(
      'LOCAL_CONTAINER_CHANGED',
      `container ${parts.name} was started, stopped or paused in the middle of its scan`,
      { hint: 'scan it again' },
    )
  }
}
