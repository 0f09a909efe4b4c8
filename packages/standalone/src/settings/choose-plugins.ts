import { usageError } from '@veinmind/sdk'
import type { ScanFlags } from '../flags/flags.ts'
import { flagsOf } from '../flags/parse-flags.ts'
import type { FlagGroup } from '../flags/flag-group.ts'
import type { PluginEntry } from '../flags/plugin-entry.ts'
import type { ScanRequest } from './scan-request.ts'
import type { PluginSettings } from './scan-settings.ts'
import { refuseUnknownNames, selectPlugins } from './select-plugins.ts'
import { dataFolder, pluginHomeIn } from './user-folders.ts'

/** The plugins that a scan runs, ours loaded; throws `USAGE` for names that there are not, and where none is left. */
export async function choosePlugins(
  { target, plugins, host, groups }: ScanRequest,
  flags: ScanFlags,
  given: Readonly<Record<string, unknown>>,
): Promise<Omit<PluginSettings, 'flags'>> {
  const { plugins: only, 'skip-plugins': skip, plugin: executables } = flags
  const home = flags['plugin-home'] ?? pluginHomeIn(dataFolder(flags['data-dir']))
  const installed = (await host?.findInstalled(home)) ?? []
  const known = [...plugins, ...installed].map(({ name }) => name)
  // Where executables are named, the names of these are known when they have been opened.
  if (executables.length === 0) refuseUnknownNames([...only, ...skip], known)
  // A plugin for other kinds of entity would only be said to have had nothing to do; one that is named is run all the same.
  const isMeant = ({ name, commands, correlates }: PluginEntry): boolean =>
    only.includes(name) || correlates === true || commands.some(({ kind }) => target.kinds.includes(kind))
  const bundled = selectPlugins(plugins, only, skip).filter(isMeant)
  const others = selectPlugins(installed, only, skip)
  if (bundled.length + others.length + executables.length === 0) throw usageError('USAGE', 'no plugin is left to run')
  return {
    bundled: await Promise.all(bundled.map((plugin) => plugin.load())),
    options: givenOptions(given, groups, new Set(bundled.map(({ name }) => name))),
    installed: others,
    executables,
    files: flags['plugin-conf'],
    only,
    skip,
    known,
    host,
  }
}

/** The options that were given, by plugin. What is shared with the scan is nothing to a plugin that does not run. */
function givenOptions(
  given: Readonly<Record<string, unknown>>,
  groups: readonly FlagGroup[],
  running: ReadonlySet<string>,
): PluginSettings['options'] {
  const options: Record<string, Record<string, unknown>> = {}
  for (const group of groups) {
    const name = group.prefix?.slice(0, -1) ?? (group.plugin && running.has(group.plugin) ? group.plugin : undefined)
    const values = name === undefined ? {} : flagsOf(given, group)
    if (name === undefined || Object.keys(values).length === 0) continue
    // The plugin's own flag is the more exact of the two.
    options[name] = group.prefix ? { ...options[name], ...values } : { ...values, ...options[name] }
  }
  return options
}
