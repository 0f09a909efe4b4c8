import type { Entity, Json } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { layersOf } from './describe-entity.ts'

const PART = mib(1)
const MAX_HANDLES = 8

/** Layers that a plugin reads as they are stored. */
export interface LayerReader {
  open(index: number): Promise<number>
  /** The next part in base64, about a MiB; null at the end. */
  read(handle: number): Promise<Json>
  close(handle: number): Promise<undefined>
}

/** Reads the layers of an entity for a plugin; each is fetched when it is opened, and dropped when it is closed. */
export function createLayerReader(entity: Entity, signal: AbortSignal): LayerReader {
  const open = new Map<number, AsyncIterator<Uint8Array>>()
  let handles = 0
  const find = (handle: number): AsyncIterator<Uint8Array> => {
    const layer = open.get(handle)
    if (!layer) throw new VeinmindError('HOST_CALL_INVALID', `no open layer ${handle}`)
    return layer
  }
  return {
    async open(index) {
      const layer = layersOf(entity)[index]
      if (!layer) throw new VeinmindError('HOST_CALL_INVALID', `no layer ${index}`)
      if (open.size >= MAX_HANDLES)
        throw new VeinmindError('HOST_CALL_INVALID', `more than ${MAX_HANDLES} layers are open`)
      const handle = ++handles
      open.set(handle, (await layer.open({ signal }))[Symbol.asyncIterator]())
      return handle
    },
    async read(handle) {
      const layer = find(handle)
      const parts: Uint8Array[] = []
      for (let size = 0; size < PART;) {
        const { value, done } = await layer.next()
        if (done) break
        const part: Uint8Array = value
        parts.push(part)
        size += part.length
      }
      if (parts.length > 0) return Buffer.concat(parts).toString('base64')
      open.delete(handle)
      return null
    },
    async close(handle) {
      await find(handle).return?.()
      open.delete(handle)
      return undefined
    },
  }
}
