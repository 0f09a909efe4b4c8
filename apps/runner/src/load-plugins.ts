import type { Plugin } from '@veinmind/sdk'
import { refuseUnknownWord } from '@veinmind/standalone'
import type { PluginEntry } from '@veinmind/standalone'
import described from './plugins.json' with { type: 'json' }
import { PLUGINS } from './manifest.ts'

/**
 * What each bundled plugin says of itself: its name, options and commands. The flags of a scan are made of it, so that only the
 * plugins that run are loaded. `pnpm checks --fix` writes it from the plugins.
 */
const DESCRIBED = described as unknown as readonly Omit<PluginEntry, 'load'>[]

/** Every bundled plugin, in the order of the manifest, none of them loaded. */
export function listPlugins(): readonly PluginEntry[] {
  return DESCRIBED.map((plugin) => ({ ...plugin, load: () => loadPlugin(plugin.name) }))
}

/** Every bundled plugin, loaded. */
export function loadPlugins(): Promise<readonly Plugin[]> {
  return Promise.all(Object.values(PLUGINS).map((load) => load()))
}

/** One bundled plugin; throws `USAGE` for a name that none has, with the nearest. */
export async function loadPlugin(name: string): Promise<Plugin> {
  refuseUnknownWord(name, Object.keys(PLUGINS), 'plugin')
  const plugin = await PLUGINS[name]?.()
  if (plugin?.name !== name) throw new TypeError(`the manifest names ${name} what its plugin does not`)
  return plugin
}
