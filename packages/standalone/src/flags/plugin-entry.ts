import type { Command, Plugin } from '@veinmind/sdk'

/** What a command line knows of a plugin of ours before it is loaded: enough for flags, help, and whether it runs. */
export interface PluginEntry extends Pick<Plugin, 'name' | 'options'> {
  readonly commands: readonly Pick<Command, 'path' | 'kind'>[]
  load(): Promise<Plugin>
}
