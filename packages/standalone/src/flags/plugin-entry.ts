import type { Command, Plugin } from '@veinmind/sdk'

/** What a command line knows of a plugin of ours before it is loaded: enough for flags, help, and whether it runs. */
export interface PluginEntry extends Pick<Plugin, 'name' | 'options'> {
  readonly commands: readonly Pick<Command, 'path' | 'kind'>[]
  /** Whether it concludes something from what the others find, whatever is scanned. */
  readonly correlates?: boolean
  load(): Promise<Plugin>
}
