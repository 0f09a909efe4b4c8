import type { OptionSpecs } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import { FLAG_GROUPS } from './flags.ts'
import type { FlagGroup } from './flag-group.ts'
import type { PluginEntry } from './plugin-entry.ts'

/** What a `scan` command may be given flags for. */
export interface ScanGroups {
  readonly target: Target
  readonly plugins: readonly PluginEntry[]
  /** Whether it chooses among plugins, and runs those of others. */
  readonly isHost?: boolean
  /** Flags that are taken and not shown. */
  readonly hidden?: OptionSpecs
}

/** Every flag of `scan <target>`, under its heading: what help shows, a configuration file may say, and `readSettings` reads. */
export function scanGroups({ target, plugins, isHost = false, hidden = {} }: ScanGroups): readonly FlagGroup[] {
  const { choice, scan, cache, general } = FLAG_GROUPS
  return [
    { title: 'Target:', specs: target.options },
    ...(isHost ? [choice] : []),
    ...plugins.map((plugin) => ({
      title: isHost ? `Plugin ${plugin.name}:` : 'Plugin:',
      specs: plugin.options,
      prefix: `${plugin.name}.`,
      isElsewhere: isHost && isElsewhere(plugin, target),
    })),
    ...(isHost ? sharedGroups(plugins, target) : []),
    scan,
    cache,
    general,
    ...(Object.keys(hidden).length > 0 ? [{ title: 'Host:', specs: hidden, isHidden: true }] : []),
  ]
}

/** Options of plugins that are flags of the scan, too: `--vex` for `--vuln.vex`. */
function sharedGroups(plugins: readonly PluginEntry[], target: Target): readonly FlagGroup[] {
  return plugins.flatMap((plugin) => {
    const { name } = plugin
    const shared = Object.entries(plugin.options).filter(([, { isShared }]) => isShared)
    return shared.length === 0
      ? []
      : [
          {
            title: FLAG_GROUPS.scan.title,
            specs: Object.fromEntries(shared),
            plugin: name,
            isElsewhere: isElsewhere(plugin, target),
          },
        ]
  })
}

function isElsewhere({ commands }: PluginEntry, { kinds }: Target): boolean {
  return !commands.some(({ kind }) => kinds.includes(kind))
}
