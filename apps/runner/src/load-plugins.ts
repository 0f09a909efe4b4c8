import type { Plugin } from '@veinmind/sdk'
import { refuseUnknownWord } from '@veinmind/standalone'
import { PLUGINS } from './manifest.ts'

/** Every bundled plugin, in the order of the manifest. */
export function loadPlugins(): Promise<readonly Plugin[]> {
  return Promise.all(Object.values(PLUGINS).map((load) => load()))
}

/** One bundled plugin; throws `USAGE` for a name that none has, with the nearest. */
export async function loadPlugin(name: string): Promise<Plugin> {
  refuseUnknownWord(name, Object.keys(PLUGINS), 'plugin')
  const [plugin] = (await loadPlugins()).filter((each) => each.name === name)
  if (!plugin) throw new TypeError(`the manifest names ${name} what its plugin does not`)
  return plugin
}
