import type { Entry, Logger, Plugin } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { activatePlugins } from '../plan/active-plugins.ts'
import type { FileInput } from '../inspect/inspect-call.ts'
import { callInspector } from '../inspect/inspect-call.ts'
import type { CallResult } from '../inspect/messages.ts'
import type { WantAnswer } from '../read/wants.ts'
import { wantOf } from '../read/wants.ts'
import { needsState } from '../plan/inspector-state.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** An inspector of a plugin that runs in a process of its own, for the manifest. */
export interface ServedInspector {
  readonly id: string
  readonly owner?: string
  readonly version: number
  readonly keywords: readonly string[]
  readonly searchLinks: boolean
  /** Whether its records are cached: always, under a key that it gives once a run, or never. */
  readonly keeps: 'always' | 'by-key' | 'never'
}

/** The inspectors of a plugin, called in the plugin's own process for the engine of a host. */
export interface ServedPlugin {
  readonly inspectors: readonly ServedInspector[]
  /** What each wants of an entry. */
  wants(entry: Entry): Promise<readonly WantAnswer[]>
  /** Inspects a file by the inspector at this place. Never throws. */
  inspect(place: number, file: FileInput): Promise<CallResult>
  /** What the records of the inspector at this place depend on besides. */
  cacheKey(place: number): Promise<string>
  /** Closes what the plugin has prepared. */
  close(): Promise<void>
}

/** What a served plugin works with. */
export interface ServeOptions {
  readonly pluginOptions?: Readonly<Record<string, unknown>>
  readonly log?: Logger
  readonly dataDir?: string
}

/** Throws for wrong options, as `scan` does. */
export async function servePlugin(plugin: Plugin, options: ServeOptions = {}): Promise<ServedPlugin> {
  const { pluginOptions = {}, log, dataDir } = options
  const { inspectors, all } = await activatePlugins({
    plugins: [plugin],
    pluginOptions: { [plugin.name]: pluginOptions },
    ...(log ? { log } : {}),
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  const prepared = all[0]?.prepared
  const isStateNeeded = inspectors.some(needsState)

  /** Waits for the state of the plugin where an inspector uses it. */
  async function prepare(): Promise<void> {
    if (!isStateNeeded) return
    const preparation = await prepared?.get()
    if (preparation?.kind === 'skipped') throw new VeinmindError('ENGINE_PLUGIN_FAILED', preparation.reason)
    if (preparation?.kind === 'failed') throw preparation.error
  }

  return {
    inspectors: inspectors.map(describe),
    async wants(entry) {
      await prepare()
      return inspectors.map((inspector) => wantOf(inspector, entry))
    },
    async inspect(place, file) {
      const inspector = inspectors[place]
      if (!inspector) return { error: 'there is no such inspector' }
      try {
        await prepare()
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) }
      }
      return callInspector(inspector.definition, inspector.context, file)
    },
    async cacheKey(place) {
      await prepare()
      return inspectors[place]?.cacheKey ?? ''
    },
    close: async () => prepared?.close(),
  }
}

function describe({ definition, keywords }: ActiveInspector): ServedInspector {
  const { id, owner, version, searchLinks = false, cache } = definition
  return {
    id,
    ...(owner === undefined ? {} : { owner }),
    version,
    keywords,
    searchLinks,
    keeps: cache === false ? 'never' : definition.cacheKey ? 'by-key' : 'always',
  }
}
