import { existsSync } from 'node:fs'
import type { PluginHome, PluginRecord } from '@veinmind/host'
import { describeError } from '@veinmind/standalone'

/** The plugins that the user has installed in a folder, and the home that they are opened by. */
export interface InstalledPlugins {
  /** Undefined where nothing was ever installed. */
  readonly home: PluginHome | undefined
  readonly records: readonly PluginRecord[]
}

/** Reads what is installed; a plugin that is damaged is said, and left out. The host of plugins is loaded where there are some. */
export async function readInstalledPlugins(directory: string): Promise<InstalledPlugins> {
  if (!existsSync(directory)) return { home: undefined, records: [] }
  const { openPluginHome } = await import('@veinmind/host')
  const home = openPluginHome(directory)
  return {
    home,
    records: await home.list((error) => process.stderr.write(`${describeError(error, process.stderr.isTTY)}\n`)),
  }
}
