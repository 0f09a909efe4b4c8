import type { EntityKind, Need, Plugin } from '@veinmind/sdk'

/** The manifest that `info` prints (libveinmind's manifest version 1, with members of our own). */
export interface PluginInfo {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly manifestVersion: 1
  readonly needs: readonly Need[]
  readonly commands: readonly { readonly path: readonly string[]; readonly type: EntityKind; readonly data: {} }[]
}

/** The manifest of a plugin. */
export function pluginInfo(plugin: Plugin): PluginInfo {
  const { name, version, description, needs, commands } = plugin
  return {
    name,
    version,
    description: typeof description === 'string' ? description : description.en,
    manifestVersion: 1,
    needs,
    commands: commands.map(({ path, kind }) => ({ path, type: kind, data: {} })),
  }
}
