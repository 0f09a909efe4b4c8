import { createHash } from 'node:crypto'
import { VeinmindError } from '@veinmind/sdk'
import type { ActiveInspector } from './active-inspectors.ts'

/** Characters of a key. A longer one should have been hashed by the plugin. */
const MAX_KEY = 10_000

/** Whether the inspector has to wait until its plugin is prepared. */
export function needsState({ definition }: ActiveInspector): boolean {
  return definition.cacheKey !== undefined || definition.runs === 'main'
}

const settled = new WeakMap<ActiveInspector, Promise<void>>()

/**
 * Gives inspectors the state of their plugin, and asks each once what its records depend on. Throws what `cacheKey` throws,
 * and `ENGINE_CACHE_KEY_INVALID`.
 */
export async function settleInspectors(inspectors: readonly ActiveInspector[], state: unknown): Promise<void> {
  for (const inspector of inspectors.filter(needsState)) {
    const settling =
      settled.get(inspector) ?? settle(inspector, inspector.definition.module === undefined ? state : undefined)
    settled.set(inspector, settling)
    await settling
  }
}

async function settle(inspector: ActiveInspector, state: unknown): Promise<void> {
  const { definition, context } = inspector
  if (definition.cacheKey && definition.cache !== false) {
    const said: unknown = await definition.cacheKey({ ...context, state })
    if (typeof said !== 'string' || said.length > MAX_KEY) {
      const what = `the cache key of inspector ${definition.id} is no text of at most ${MAX_KEY} characters`
      throw new VeinmindError('ENGINE_CACHE_KEY_INVALID', what)
    }
    inspector.cacheKey = createHash('sha256').update(`${inspector.key}:${said}`).digest('hex')
  }
  if (definition.runs === 'main') inspector.context = Object.freeze({ ...context, state })
}
