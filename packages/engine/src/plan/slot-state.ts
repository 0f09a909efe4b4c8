import { createHash } from 'node:crypto'
import { VeinmindError } from '@veinmind/sdk'
import type { Slot } from './slots.ts'

/** Longer ones are no key but what one is made of. */
const MAX_KEY = 10_000

/** Whether the inspector has to wait until its plugin is prepared. */
export function needsState({ inspector }: Slot): boolean {
  return inspector.cacheKey !== undefined || inspector.runs === 'main'
}

const settled = new WeakMap<Slot, Promise<void>>()

/**
 * Gives inspectors the state of their plugin, and asks what their records depend on; of each slot once. Throws what `cacheKey` throws,
 * and `ENGINE_CACHE_KEY_INVALID`.
 */
export async function settleSlots(slots: readonly Slot[], state: unknown): Promise<void> {
  for (const slot of slots.filter(needsState)) {
    const settling = settled.get(slot) ?? settle(slot, slot.inspector.module === undefined ? state : undefined)
    settled.set(slot, settling)
    await settling
  }
}

async function settle(slot: Slot, state: unknown): Promise<void> {
  const { inspector, context } = slot
  if (inspector.cacheKey && inspector.cache !== false) {
    const said: unknown = await inspector.cacheKey({ ...context, state })
    if (typeof said !== 'string' || said.length > MAX_KEY) {
      const what = `the cache key of inspector ${inspector.id} is no text of at most ${MAX_KEY} characters`
      throw new VeinmindError('ENGINE_CACHE_KEY_INVALID', what)
    }
    slot.cacheKey = createHash('sha256').update(`${slot.key}:${said}`).digest('hex')
  }
  if (inspector.runs === 'main') slot.context = Object.freeze({ ...context, state })
}
