import type { Plugin } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import type { FlagGroup } from '../flags/flag-group.ts'
import type { PluginEntry } from '../flags/plugin-entry.ts'

/** How an executable is opened as a plugin. */
export interface OpenPluginOptions {
  readonly signal: AbortSignal
  readonly showSecrets: boolean
  /** The folder of the user's data. */
  readonly dataDir: string
  /** Flags for a command of the plugin of that name, which its executable gets as they are. */
  readonly flagsOf: (plugin: string, command: readonly string[]) => readonly string[]
}

/** A plugin that the user has installed: known by name, opened when it is chosen. */
export interface InstalledPlugin {
  readonly name: string
  open(options: OpenPluginOptions): Promise<Plugin>
}

/** What a command line that runs plugins of others knows of them. */
export interface PluginHost {
  /** The plugins that are installed in a folder. */
  findInstalled(home: string): Promise<readonly InstalledPlugin[]>
  /** Opens an executable that `--plugin` names. */
  openPlugin(path: string, options: OpenPluginOptions): Promise<Plugin>
}

/** A `scan` command as it was typed: what yargs has made of it, and what it may be made of. `readSettings` reads it. */
export interface ScanRequest {
  readonly target: Target
  readonly plugins: readonly PluginEntry[]
  /** Left out by the command line of a single plugin. */
  readonly host?: PluginHost
  readonly argv: Readonly<Record<string, unknown>>
  readonly groups: readonly FlagGroup[]
  /** What the report says that it was made by. */
  readonly tool: { readonly name: string; readonly version: string }
}
