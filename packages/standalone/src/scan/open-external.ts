import type { Plugin } from '@veinmind/sdk'
import { usageError } from '@veinmind/sdk'
import type { ScanSettings } from '../settings/scan-settings.ts'
import { refuseUnknownNames, selectPlugins } from '../settings/select-plugins.ts'
import { externalArgs, refuseUnknownPlugins } from '../flags/spec-flags.ts'

/** Opens the plugins of other programs: those that are installed and chosen, and those that are named by their path. */
export async function openExternalPlugins(
  { plugins, report, dataDir }: ScanSettings,
  signal: AbortSignal,
): Promise<readonly Plugin[]> {
  const { bundled, installed, executables, flags, only, skip, known, host } = plugins
  const options = {
    signal,
    showSecrets: report.showSecrets,
    dataDir,
    flagsOf: (plugin: string, path: readonly string[]) => externalArgs(flags, plugin, path),
  }
  const [chosen, named] = await Promise.all([
    Promise.all(installed.map((plugin) => plugin.open(options))),
    Promise.all(host ? executables.map((path) => host.openPlugin(path, options)) : []),
  ])
  refuseUnknownNames([...only, ...skip], [...known, ...named.map(({ name }) => name)])
  // What is named by its path runs beside those that --plugins names, and may be named there to be the only one.
  const opened = [...chosen, ...selectPlugins(named, [], skip)]
  if (bundled.length + opened.length === 0) throw usageError('USAGE', 'no plugin is left to run')
  refuseUnknownPlugins(flags, [...bundled, ...opened])
  return opened
}
