import { basename, dirname } from 'node:path'
import { createLayer } from '@veinmind/image'
import type { Container, Layer, Mount } from '@veinmind/sdk'
import type { OpenLayerOptions } from '@veinmind/sdk/target'
import { cleanPath, toVeinmindError } from '@veinmind/sdk'
import type { Host } from '../shared/host.ts'
import { tarOfFolders } from './folder-tar.ts'
import type { FolderPart } from './folder-tar.ts'
import { noteLeftOut } from './note-left-out.ts'
import { canOpen, canRead } from './open-folder.ts'
import { readWritablePlace } from './writable-place.ts'
import type { WritablePart, WritablePlace } from './writable-place.ts'

type Missing = Container['missing'][number]

const TAR = 'application/vnd.oci.image.layer.v1.tar'

/** A container's own layer in a folder of this machine. */
export interface WritableFolder {
  readonly place: WritablePlace
  readonly index: number
  readonly mounts: readonly FolderPart[]
  readonly missing: Missing[]
  /** Asked at the end and after a failure: throws when the container is no longer what it was. */
  readonly check: () => Promise<void>
}

const UNKNOWN: Readonly<Record<NonNullable<WritablePart['unknown']>, Missing>> = {
  'file attributes': {
    what: 'file capabilities of the writable layer',
    reason: 'getfattr is not installed, or has failed',
    hint: 'install the package attr',
  },
  attributes: {
    what: 'opaque folders and file capabilities of the writable layer',
    reason: 'getfattr is not installed, or has failed',
    hint: 'install the package attr',
  },
  'opaque folders': {
    what: 'opaque folders of the writable layer',
    reason: 'what marks them is for who has the capability SYS_ADMIN',
    hint: 'in a container: --cap-add SYS_ADMIN',
  },
}

/** The writable layer of a container, read when it is asked for. */
export function layerOfFolder({ place, index, mounts, missing, check }: WritableFolder): Layer {
  const leftOut = noteLeftOut((what, reason) => missing.push({ what, reason }))
  return createLayer({ digest: '', diffId: '', size: 0, mediaType: TAR, open: async (options) => read(options) }, index)

  async function* read({ signal, reuse }: OpenLayerOptions = {}): AsyncGenerator<Uint8Array> {
    try {
      const { part, unknown } = await readWritablePlace(place, signal)
      if (unknown !== undefined) missing.push(UNKNOWN[unknown])
      yield* tarOfFolders([part, ...mounts], { signal, reuse, leftOut })
    } catch (error) {
      signal?.throwIfAborted()
      await check()
      throw toVeinmindError(error, 'LOCAL_LAYER_UNREADABLE')
    }
    await check()
  }
}

/** The folders and files that are mounted, as parts of a layer; not what is on another machine than `host`. */
export function mountParts(
  mounts: readonly Mount[],
  host: Host | undefined,
  missing: Missing[],
): readonly FolderPart[] {
  return mounts
    .filter(({ type }) => type === 'bind' || type === 'volume')
    .flatMap(({ source, destination }) => {
      const at = cleanPath(destination)
      const place = source.startsWith('/') ? host?.path(source) : undefined
      const part = place === undefined ? undefined : mountPart(place, at)
      if (part !== undefined) return [part]
      missing.push({
        what: `files of the mount ${destination}`,
        reason: 'its source is no folder and no file that can be read here',
        hint: 'run as root on the machine of the container',
      })
      return []
    })
}

function mountPart(place: string, at: string): FolderPart | undefined {
  if (canOpen(place)) return { folder: place, at, opaque: new Set([at]) }
  const [folder, only] = [dirname(place), Buffer.from(basename(place))]
  return canRead(folder, only) ? { folder, at, only } : undefined
}
