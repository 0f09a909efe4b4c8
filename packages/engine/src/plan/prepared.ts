import { join } from 'node:path'
import type { Logger, OptionValues, Plugin } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'

/** How the preparation of a plugin ended. */
export type Preparation =
  | { readonly kind: 'ready'; readonly state: unknown; readonly note?: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: VeinmindError }

/** The state that all scans of a plugin share, made when the first of them begins. */
export interface Prepared {
  get(): Promise<Preparation>
  /** Closes the state, if there is one. Throws what closing it throws. */
  close(): Promise<void>
}

/** What preparing takes. */
export interface PrepareTools {
  readonly log: Logger
  readonly signal: AbortSignal
  /** The folder of the user's data; `undefined` where there is none. */
  readonly dataDir: string | undefined
  /** Called with the state before anything uses it. The preparation fails when it throws. */
  readonly settle?: (state: unknown) => Promise<void>
}

/** Thrown by `skip`: there is nothing to prepare, which is no failure. */
class Skip extends Error {}

/** Nothing is prepared yet. */
export function createPrepared(
  plugin: Plugin,
  options: OptionValues<Plugin['options']>,
  tools: PrepareTools,
): Prepared {
  let preparation: Promise<Preparation> | undefined
  let state: unknown
  let isClosed = false
  let note: string | undefined

  async function prepare(): Promise<Preparation> {
    try {
      state = await plugin.prepare?.({
        options,
        log: tools.log,
        signal: tools.signal,
        data: (name) => dataFolder(tools.dataDir, name),
        skip,
        note: (text) => void (note = text),
      })
      // The scan did not wait for it to the end.
      if (isClosed) await closeState(state)
      await tools.settle?.(state)
      return { kind: 'ready', state, ...(note === undefined ? {} : { note }) }
    } catch (error) {
      if (error instanceof Skip) return { kind: 'skipped', reason: error.message }
      return { kind: 'failed', error: toVeinmindError(error, 'ENGINE_PLUGIN_FAILED') }
    }
  }

  return {
    get: () => (preparation ??= prepare()),
    async close() {
      isClosed = true
      await closeState(state)
    },
  }
}

function skip(reason: string): never {
  throw new Skip(reason)
}

function dataFolder(dataDir: string | undefined, name: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new VeinmindError('ENGINE_DATA_NAME_INVALID', `${JSON.stringify(name)} is no name of a folder of data`)
  if (dataDir === undefined)
    throw new VeinmindError(
      'ENGINE_DATA_MISSING',
      'the plugin keeps data of the user, and the scan has no folder for it',
      { hint: 'a program that calls scan gives it one as dataDir' },
    )
  return join(dataDir, name)
}

async function closeState(state: unknown): Promise<void> {
  if (typeof state !== 'object' || state === null) return
  const closable = state as Partial<AsyncDisposable & Disposable>
  if (closable[Symbol.asyncDispose] === undefined) closable[Symbol.dispose]?.()
  else await closable[Symbol.asyncDispose]?.()
}
