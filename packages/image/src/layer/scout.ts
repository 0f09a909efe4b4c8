import type { Entry } from '@veinmind/sdk'
import type { LayerLimits } from '../limits.ts'
import { createTarReader } from '../tar/reader.ts'
import type { LayerHandler } from '../types.ts'

/** Reads headers ahead of the reader that hands contents on. */
export interface Scout {
  /** Tells the handler of the entries of this chunk, which the other reader is to be given next. */
  look(chunk: Uint8Array): Promise<void>
  /** The object that the handler was told of, in the place of one that the other reader has made. */
  known(entry: Entry): Entry
}

/** A scout for a handler that wants to be told; undefined for any other. */
export function createScout(handler: LayerHandler, limits: LayerLimits): Scout | undefined {
  if (!handler.foresee) return undefined
  let entries: Entry[] = []
  let next = 0
  const tar = createTarReader(
    {
      entry(entry) {
        entries.push(entry)
        return undefined
      },
      note: () => undefined,
    },
    limits,
  )
  return {
    async look(chunk) {
      entries = []
      next = 0
      try {
        tar.write(chunk)
      } catch {
        // A limit, at which the other reader ends as well, and says so.
      }
      if (entries.length > 0) await handler.foresee?.(entries)
    },
    known(entry) {
      const seen = entries[next]
      next += 1
      return seen?.path === entry.path ? seen : entry
    },
  }
}
